"""The rows of a data set: what they print in the filters' columns, and which figure stands in each number column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.figures import Shown
from pipeline.design.data_sets import (
    BASE,
    NO_PERCENTAGE,
    WHOLE,
    CellOf,
    DataSet,
    Indicator,
    Label,
    Release,
    cell_named,
    combined_key,
    joined_key,
)
from pipeline.design.figure import Area, AreaLevel

RELATIVE = ("percent", "average")
WITH_DECIMALS = ("percent", "rate", "average")


def label_texts(data_set: DataSet, labels: Sequence[Label]) -> tuple[str, ...]:
    """What a row of labels prints in the filters' columns, in their order."""
    texts: list[str] = []
    for data_filter, label in zip(data_set.filters, labels, strict=True):
        texts += [label.group, label.text] if data_filter.group_column is not None else [label.text]
    keys = {label.key for label in labels}
    spelt = {label: spelling for key, label, spelling in data_set.spellings if key in keys}
    return tuple(_in_column_order(data_set, [spelt.get(text, text) for text in texts]))


def _in_column_order(data_set: DataSet, columns: list[str]) -> list[str]:
    """The filters' columns as the file has them: as declared, groups before items, unless it says otherwise."""
    return [columns[place - 1] for place in data_set.column_order] or columns


def filter_columns(data_set: DataSet, edition: int) -> list[str]:
    """The filters' columns in the edition, in their order."""
    columns = [
        column.at(edition)
        for data_filter in data_set.filters
        for column in (data_filter.group_column, data_filter.item_column)
        if column is not None
    ]
    return _in_column_order(data_set, columns)


def label_rows(release: Release, data_set: DataSet, edition: int) -> Iterator[tuple[Label, ...]]:
    """The rows of labels of a data set in published order: in each block, every combination of its filters' items.

    Of several blocks an edition may lack some: those with a set that has no label in it.
    """
    blocks = max((len(data_filter.label_sets) for data_filter in data_set.filters), default=1)
    for block in range(blocks):
        label_sets = [data_filter.label_set_in(block) for data_filter in data_set.filters]
        if blocks == 1 or all(release.has_labels(label_set, edition) for label_set in label_sets):
            yield from product(*(release.labels_of(label_set, edition) for label_set in label_sets))


def areas_of(data_set: DataSet, areas: Areas, *, regions_in_one: bool = False) -> list[Area]:
    """The areas that a data set has rows for, in published order: regions as in tables and authorities by code.

    With ``regions_in_one`` the parts of London come after the nine regions, and authorities in order of their region
    and name.
    """
    regions, authorities = areas.regions, areas.local_authorities
    if regions_in_one:
        regions = sorted(regions, key=lambda area: area.level is AreaLevel.SUB_REGION)
        place = {area.area_name: at for at, area in enumerate(regions)}
        authorities = sorted(authorities, key=lambda area: (place[area.region_name], area.area_name.casefold()))
    found: list[Area] = []
    if "national" in data_set.levels:
        found.append(ENGLAND)
    if "regional" in data_set.levels:
        found += regions
    if {"local_authority", "agency"} & {*data_set.levels}:
        found += authorities
    return found


def measure_of(data_set: DataSet, labels: Sequence[Label]) -> str:
    """The measure that a row of labels shows: its label's own, of two the later filter's, else the data set's."""
    return next((label.measure for label in reversed(labels) if label.measure), data_set.measure)


def denominator(labels: Sequence[Label], at: int, measure: str, otherwise: str = "") -> CellOf:
    """What a row's percentage or average is of: the cell that the label ``at`` names, the other filters held.

    A label that names none means ``otherwise``, the total where that is empty too.
    """
    named, key = cell_named(labels[at].percent_of or otherwise, measure)
    return named, joined_key(key, *(label.key for place, label in enumerate(labels) if place != at))


def percent_base(data_set: DataSet, labels: Sequence[Label], measure: str, otherwise: str = "") -> CellOf | None:
    """What a row's percentage is of: the total of the first filter shared out in which the row is not itself the whole.

    A row that is the whole of all of them is all there is, 100 per cent of itself; None where it is a share of nothing.
    """
    for place in data_set.shared_out:
        if labels[place].percent_of == NO_PERCENTAGE:
            return None
        if labels[place].percent_of != WHOLE:
            return denominator(labels, place, measure, otherwise)
    return measure, combined_key(labels)


def subtracted(labels: Sequence[Label]) -> CellOf | None:
    """The (measure, key) that a net figure subtracts, if the row is one."""
    minus = next((label.minus for label in labels if label.minus), "")
    return cell_named(minus) if minus else None


def shown_by(
    data_set: DataSet, labels: Sequence[Label], indicator: Indicator, year: int, area_code: str
) -> Shown | None:
    """Which figure a row of labels shows in an indicator's column; None where the column does not apply to the row."""
    if indicator.key is not None:
        return _shown_by_column(data_set, labels, indicator, year, area_code)
    own = next((place for place, label in enumerate(labels) if label.statistic), None)
    if own is not None:
        if indicator.statistic != "count":
            return None
        return _shown_by_label(data_set, labels, own, year, area_code)
    measure, key, minus = measure_of(data_set, labels), combined_key(labels), subtracted(labels)
    if indicator.statistic == "percent":
        base = percent_base(data_set, labels, measure, indicator.of)
        return None if base is None else _relative(indicator, (measure, key), base, year, area_code)
    if indicator.statistic == "average":
        of = denominator(labels, len(labels) - 1, measure, indicator.of)
        return _relative(indicator, (measure, key), of, year, area_code)
    if minus is not None:
        return Shown("difference", measure, year, area_code, key, minus=minus)
    return _plain(indicator, (measure, key), year, area_code)


def _shown_by_label(data_set: DataSet, labels: Sequence[Label], own: int, year: int, area_code: str) -> Shown:
    """The figure of a label that says its own statistic."""
    label = labels[own]
    cell = measure_of(data_set, labels), combined_key(labels)
    if label.statistic in RELATIVE:
        return _relative(label, cell, denominator(labels, own, cell[0]), year, area_code)
    return _plain(label, cell, year, area_code)


def _shown_by_column(
    data_set: DataSet, labels: Sequence[Label], indicator: Indicator, year: int, area_code: str
) -> Shown | None:
    """The figure of a wide data set: the column's own cell, within the cell of the row's labels.

    A percentage that is of BASE is of what the row's labels say, as in a long one.
    """
    measure = indicator.measure or measure_of(data_set, labels)
    cell = measure, combined_key(labels, indicator.key or "")
    if indicator.statistic == "percent" and indicator.of == BASE:
        base = percent_base(data_set, labels, measure)
        return None if base is None else _relative(indicator, cell, base, year, area_code)
    if indicator.statistic in RELATIVE:
        named, key = cell_named(indicator.of, measure)
        return _relative(indicator, cell, (named, combined_key(labels, key)), year, area_code)
    if indicator.statistic == "difference":
        named, key = cell_named(indicator.minus, measure)
        return Shown("difference", measure, year, area_code, cell[1], minus=(named, combined_key(labels, key)))
    return _plain(indicator, cell, year, area_code)


def _relative(how: Indicator | Label, cell: CellOf, of: CellOf, year: int, area_code: str) -> Shown:
    return Shown(
        how.statistic,
        cell[0],
        year,
        area_code,
        cell[1],
        of[1],
        decimals=how.decimals,
        of_measure="" if of[0] == cell[0] else of[0],
        # A percentage is the same figure with a sign behind it and without.
        format=how.format if how.statistic == "average" else "",
    )


def _plain(how: Indicator | Label, cell: CellOf, year: int, area_code: str) -> Shown:
    return Shown(
        how.statistic,
        cell[0],
        year,
        area_code,
        cell[1],
        decimals=how.decimals if how.statistic in WITH_DECIMALS else 0,
        quantile=how.quantile,
        histogram=how.histogram,
    )
