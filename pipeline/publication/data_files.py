"""The tidy CSV files and their metadata, in the standard of Explore Education Statistics."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from pipeline.publication.areas import ENGLAND, Areas
from pipeline.publication.data_sets import AREA_COLUMNS, DataSet, Indicator, Label, Release, combined_key
from pipeline.publication.figure import Area, Figure, Marker
from pipeline.publication.figures import Figures, Shown

TIME_IDENTIFIER = "Reporting year"
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


def written(figure: Figure, symbols: Symbols) -> str:
    """A figure as a CSV holds it: a plain number, or the edition's symbol."""
    return symbols[figure.marker] if figure.marker is not None else str(figure.value)


def label_texts(data_set: DataSet, labels: Sequence[Label]) -> tuple[str, ...]:
    """What a row of labels prints in the filters' columns, groups before their items."""
    texts: list[str] = []
    for data_filter, label in zip(data_set.filters, labels, strict=True):
        texts += [label.group, label.text] if data_filter.group_column is not None else [label.text]
    return tuple(texts)


def filter_columns(data_set: DataSet, edition: int) -> list[str]:
    """The filters' columns in the edition, groups before their items."""
    return [
        column.at(edition)
        for data_filter in data_set.filters
        for column in (data_filter.group_column, data_filter.item_column)
        if column is not None
    ]


def label_rows(release: Release, data_set: DataSet, edition: int) -> Iterator[tuple[Label, ...]]:
    """The rows of labels of a data set in published order: every combination of its filters' items."""
    yield from product(*(release.labels_of(data_filter, edition) for data_filter in data_set.filters))


def measure_of(data_set: DataSet, labels: Sequence[Label]) -> str:
    """The measure that a row of labels shows: its label's own, else the data set's."""
    return next((label.measure for label in labels if label.measure), data_set.measure)


def denominator_key(labels: Sequence[Label]) -> str:
    """What a row's percentage is of: the last filter's total (or the key its label names), other filters held."""
    held = [label.key for label in labels[:-1]] + [labels[-1].percent_of]
    return ";".join(sorted(key for key in held if key))


def subtracted(labels: Sequence[Label]) -> tuple[str, str] | None:
    """The (measure, key) that a net figure subtracts, if the row is one."""
    minus = next((label.minus for label in labels if label.minus), "")
    if not minus:
        return None
    measure, _, key = minus.partition(":")
    return measure, key


def areas_of(data_set: DataSet, areas: Areas) -> list[Area]:
    """The areas that a data set has rows for, in published order."""
    found: list[Area] = []
    if "national" in data_set.levels:
        found.append(ENGLAND)
    if "regional" in data_set.levels:
        found += areas.regions
    if "local_authority" in data_set.levels:
        found += areas.local_authorities
    return found


def _place(area: Area, areas: Areas, columns: Sequence[str]) -> tuple[str, ...]:
    """What a row of the area prints before its year's figures, its codes and names in the order of ``columns``."""
    given = dict.fromkeys(AREA_COLUMNS, "")
    if area is ENGLAND:
        level = "National"
    elif area.la_code is None:
        level = "Regional"
        given |= {"region_code": area.area_code, "region_name": area.area_name}
    else:
        level = "Local authority"
        given |= {"region_code": areas.region_codes[area.area_code], "region_name": area.region_name}
        given |= {"old_la_code": area.la_code, "la_name": area.area_name, "new_la_code": area.new_la_code or ""}
    return (level, ENGLAND.area_code, ENGLAND.area_name, *(given[column] for column in columns))


def shown_by(data_set: DataSet, labels: Sequence[Label], indicator: Indicator, year: int, area_code: str) -> Shown:
    """Which figure a row of labels shows in an indicator's column."""
    if indicator.key is not None:
        return _shown_by_column(data_set, labels, indicator, year, area_code)
    measure, key, minus = measure_of(data_set, labels), combined_key(labels), subtracted(labels)
    if indicator.statistic == "percent":
        of_key = denominator_key(labels)
        return Shown("percent", measure, year, area_code, key, of_key, decimals=indicator.decimals)
    if minus is not None:
        return Shown("difference", measure, year, area_code, key, minus=minus)
    return Shown(indicator.statistic, measure, year, area_code, key, decimals=_rate_decimals(indicator))


def _shown_by_column(
    data_set: DataSet, labels: Sequence[Label], indicator: Indicator, year: int, area_code: str
) -> Shown:
    """The figure of a wide data set: the column's own cell, within the cell of the row's labels."""
    measure = indicator.measure or measure_of(data_set, labels)
    key = combined_key(labels, indicator.key or "")
    if indicator.statistic == "percent":
        of_key = combined_key(labels, indicator.of)
        return Shown("percent", measure, year, area_code, key, of_key, decimals=indicator.decimals)
    return Shown(indicator.statistic, measure, year, area_code, key, decimals=_rate_decimals(indicator))


def _rate_decimals(indicator: Indicator) -> int:
    return indicator.decimals if indicator.statistic == "rate" else 0


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
    """Write ``<name>.csv`` and ``<name>.meta.csv``; returns the data file's path and number of rows."""
    name = data_set.file_name.at(edition)
    path = folder / f"{name}.csv"
    only_national = data_set.levels == ("national",)
    header = [*TIME_COLUMNS, *(() if only_national else release.area_columns), *filter_columns(data_set, edition)]
    indicators = data_set.indicators_in(edition)
    header += [indicator.column.at(edition) for indicator in indicators]
    rows_of_labels = list(label_rows(release, data_set, edition))
    texts = [label_texts(data_set, labels) for labels in rows_of_labels]
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for year, area in product(years, areas_of(data_set, areas)):
            place = _place(area, areas, release.area_columns)
            start = [year, TIME_IDENTIFIER, *(place[:3] if only_national else place)]
            for labels, text in zip(rows_of_labels, texts, strict=True):
                numbers = [
                    written(figures.of(shown_by(data_set, labels, indicator, year, area.area_code)), symbols)
                    if year >= indicator.first_year
                    else symbols[Marker.NOT_AVAILABLE]
                    for indicator in indicators
                ]
                writer.writerow([*start, *text, *numbers])
                rows += 1
    _write_metadata(folder / f"{name}.meta.csv", release, data_set, edition)
    return path, rows


def _write_metadata(path: Path, release: Release, data_set: DataSet, edition: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(META_COLUMNS)
        for data_filter in data_set.filters:
            labels = release.labels_of(data_filter, edition)
            group = data_filter.group_column.at(edition) if data_filter.group_column else ""
            # The standard refuses a filter of one item: such a column is a constant and is left out of the metadata.
            if group and len({label.group for label in labels}) > 1:
                writer.writerow([group, "Filter", data_filter.group_label, "", "", "", "", ""])
            if len({label.text for label in labels}) > 1:
                writer.writerow(
                    [data_filter.item_column.at(edition), "Filter", data_filter.item_label, "", "", "", "", group]
                )
        for indicator in data_set.indicators_in(edition):
            writer.writerow(
                [
                    indicator.column.at(edition),
                    "Indicator",
                    indicator.label,
                    "",
                    indicator.unit,
                    indicator.decimals,
                    "",
                    "",
                ]
            )
