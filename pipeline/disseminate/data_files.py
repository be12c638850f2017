"""The tidy CSV files and their metadata, in the standard of Explore Education Statistics."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.comparisons import Comparisons, authority_codes
from pipeline.analyse.data_set_rows import areas_of, filter_columns, label_rows, label_texts, shown_by
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.national_time_series import earlier_years
from pipeline.analyse.row_marks import with_marks
from pipeline.design.data_sets import (
    AGENCY_COLUMNS,
    AREA_COLUMNS,
    UNDERLYING,
    DataSet,
    Indicator,
    Label,
    Release,
)
from pipeline.design.figure import Area, AreaLevel, Figure, Marker
from pipeline.design.statistic import PERCENT_SIGN, POPULATION
from pipeline.disseminate.underlying_files import write_underlying
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import period_of

TIME_COLUMNS = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name")
META_COLUMNS = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
)
Symbols = Mapping[Marker, str]
NOT_AVAILABLE = Figure.marked(Marker.NOT_AVAILABLE)


def written(figure: Figure, symbols: Symbols, sign: str = "") -> str:
    """A figure as a CSV holds it: a plain number without a nought after the point, or the edition's symbol."""
    if figure.marker is not None:
        return symbols[figure.marker]
    text = str(figure.value)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + sign


def _place(area: Area, areas: Areas, columns: Sequence[str]) -> tuple[str, ...]:
    """What a row of the area prints before its year's figures, its codes and names in the order of ``columns``."""
    given = dict.fromkeys((*AREA_COLUMNS, *AGENCY_COLUMNS), "")
    if area is ENGLAND:
        level = "National"
    elif area.la_code is None:
        level = "Regional"
        given |= {"region_code": area.area_code, "region_name": area.area_name}
    elif area.level is AreaLevel.AGENCY:
        level = "Agency"
        given |= {"region_code": areas.region_codes[area.area_code], "region_name": area.region_name}
        given |= {"agency_code": area.area_code, "agency_name": area.area_name}
    else:
        level = "Local authority"
        given |= {"region_code": areas.region_codes[area.area_code], "region_name": area.region_name}
        given |= {"old_la_code": area.la_code, "la_name": area.area_name, "new_la_code": area.new_la_code or ""}
    return (level, ENGLAND.area_code, ENGLAND.area_name, *(given[column] for column in columns))


def write_data_set(
    folder: Path,
    release: Release,
    data_set: DataSet,
    edition: int,
    years: Sequence[int],
    areas: Areas,
    figures: Figures,
    symbols: Symbols,
) -> tuple[Path, int]:
    """Write a data set and its metadata in its standard; returns the data file's path and number of rows."""
    if data_set.standard == UNDERLYING:
        return write_underlying(folder, data_set, edition, areas, figures, symbols)
    name = data_set.file_name.at(edition)
    path = folder / f"{name}.csv"
    only_national = data_set.levels == ("national",)
    area_columns = () if only_national else tuple(column for column, _ in data_set.area_columns)
    header = [*TIME_COLUMNS, *area_columns, *filter_columns(data_set, edition)]
    version = data_set.version
    header += [version.column] if version is not None else []
    indicators = data_set.indicators_in(edition)
    header += [indicator.column.at(edition) for indicator in indicators]
    rows_of_labels = list(label_rows(release, data_set, edition))
    texts = [label_texts(data_set, labels) for labels in rows_of_labels]
    signs = ["%" if any(_has_sign(label) for label in labels) else "" for labels in rows_of_labels]
    # Which figure a row shows is the same everywhere but for year and area, and takes longer to find than the figure.
    anywhere = [[shown_by(data_set, labels, one, 0, "") for one in indicators] for labels in rows_of_labels]
    earlier = earlier_years(data_set, rows_of_labels, edition, years)
    measures = {shown.measure for row in anywhere for shown in row if shown is not None}
    compared = Comparisons(figures, authority_codes(areas.levels))
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        held = data_set.years_of(edition, years)
        if not held and not earlier:
            raise UsageError(
                f"{name}.csv is of years up to {edition - data_set.years_behind}, of which there are no returns: give "
                "them too."
            )
        in_order = sorted({*held, *earlier}, reverse=release.newest_first)
        for year, area in product(in_order, areas_of(data_set, areas, regions_in_one=release.regions_in_one)):
            if release.only_areas_in_being and (year, area.area_code) not in areas.in_being:
                continue
            period = period_of(year)
            when = (
                period.time_period_where(release.time_identifier),
                period.time_identifier(release.time_identifier),
            )
            called = areas.with_code_of(year, area) if release.codes_of_year else area
            start = [*when, *_place(called, areas, area_columns)]
            stands = [version.text(year, edition, max(held))] if version is not None else []
            # Where a measure has no figure, none of its figures needs to be looked for.
            absent = {measure: figures.absence(measure, year, area.area_code) for measure in measures}
            for labels, text, cells, sign in zip(rows_of_labels, texts, anywhere, signs, strict=True):
                numbers = [
                    NOT_AVAILABLE
                    if not data_set.publishes(labels, indicator, areas.levels[area.area_code], edition)
                    else _figure(compared, shown, indicator, year, area, edition, areas, absent)
                    if year in years
                    else earlier[year].figure(data_set, labels, indicator)
                    for indicator, shown in zip(indicators, cells, strict=True)
                ]
                if year in years:
                    numbers = with_marks(data_set, labels, cells, numbers, figures, year, area)
                writer.writerow([*start, *text, *stands, *(written(number, symbols, sign) for number in numbers)])
                rows += 1
    versions = {version.text(year, edition, max(held)) for year in in_order} if version is not None else ()
    _write_metadata(folder / f"{name}.meta.csv", release, data_set, edition, has_versions=len(versions) > 1)
    return path, rows


def _figure(
    compared: Comparisons,
    shown: Shown | None,
    indicator: Indicator,
    year: int,
    area: Area,
    edition: int,
    areas: Areas,
    absent: Mapping[str, Marker | None],
) -> Figure:
    """The figure of a row and column, given as one of anywhere, where some measures may be ``absent``."""
    if not indicator.tells_of(year, edition):
        # Of an authority that was not in being nothing is left to be made available.
        is_there = (year, area.area_code) in areas.in_being
        return Figure.marked(Marker.NOT_AVAILABLE if is_there else Marker.NOT_APPLICABLE)
    if shown is None:
        return Figure.marked(Marker.NOT_APPLICABLE)
    if not indicator.compared and shown.statistic != POPULATION and (why := absent[shown.measure]) is not None:
        return Figure.marked(why)
    return compared.of(shown.at(year, area.area_code), indicator.compared)


def _has_sign(label: Label) -> bool:
    """Whether a label's percentage, in the column of numbers, has a sign behind it."""
    return label.statistic is not None and label.statistic.format == PERCENT_SIGN


def _write_metadata(path: Path, release: Release, data_set: DataSet, edition: int, *, has_versions: bool) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(META_COLUMNS)
        for data_filter in data_set.filters:
            labels = [
                label
                for label_set in data_filter.label_sets
                if release.has_labels(label_set, edition)
                for label in release.labels_of(label_set, edition)
            ]
            group = data_filter.group_column.at(edition) if data_filter.group_column else ""
            # The standard refuses a filter of one item: such a column is a constant and is left out of the metadata.
            if group and len({label.group for label in labels}) > 1:
                writer.writerow([group, "Filter", data_filter.group_label, "", "", "", "", ""])
            if len({label.text for label in labels}) > 1:
                writer.writerow(
                    [data_filter.item_column.at(edition), "Filter", data_filter.item_label, "", "", "", "", group]
                )
        version = data_set.version
        if version is not None and has_versions:
            writer.writerow([version.column, "Filter", version.label, "", "", "", "", ""])
        for indicator in data_set.indicators_in(edition):
            writer.writerow(
                [
                    indicator.column.at(edition),
                    "Indicator",
                    indicator.label,
                    "",
                    indicator.unit,
                    indicator.statistic.decimals,
                    "",
                    "",
                ]
            )
