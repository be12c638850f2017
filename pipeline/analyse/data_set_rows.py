"""The rows of a data set: what they print in the filters' columns, and which figure stands in each number column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.figures import Shown
from pipeline.design.data_sets import (
    NO_PERCENTAGE,
    WHOLE,
    DataSet,
    Indicator,
    Label,
    Release,
    combined_key,
    joined_key,
)
from pipeline.design.figure import Area, AreaLevel
from pipeline.design.statistic import AVERAGE, BASE, COUNT, DIFFERENCE, PERCENT, RELATIVE, Cell, Statistic, cell_named


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
    return [*found, *(area for area in authorities if area.level.value in data_set.levels)]


def measure_of(data_set: DataSet, labels: Sequence[Label]) -> str:
    """The measure that a row of labels shows: its label's own, of two the later filter's, else the data set's."""
    return next((label.measure for label in reversed(labels) if label.measure), data_set.measure)


def denominator(labels: Sequence[Label], at: int, measure: str, otherwise: str = "") -> Cell:
    """What a row's percentage or average is of: the cell that the label ``at`` names, the other filters held.

    A label that names none means ``otherwise``, the total where that is empty too.
    """
    named, key = cell_named(labels[at].percent_of or otherwise, measure)
    return Cell(named, joined_key(key, *(label.key for place, label in enumerate(labels) if place != at)))


def percent_base(data_set: DataSet, labels: Sequence[Label], measure: str, otherwise: str = "") -> Cell | None:
    """What a row's percentage is of: the total of the first filter shared out in which the row is not itself the whole.

    A row that is the whole of all of them is all there is, 100 per cent of itself; None where it is a share of nothing.
    """
    for place in data_set.shared_out:
        if labels[place].percent_of == NO_PERCENTAGE:
            return None
        if labels[place].percent_of != WHOLE:
            return denominator(labels, place, measure, otherwise)
    return Cell(measure, combined_key(labels))


def subtracted(labels: Sequence[Label]) -> Cell | None:
    """The (measure, key) that a net figure subtracts, if the row is one."""
    minus = next((label.minus for label in labels if label.minus), "")
    return cell_named(minus) if minus else None


def shown_by(
    data_set: DataSet, labels: Sequence[Label], indicator: Indicator, year: int, area_code: str
) -> Shown | None:
    """Which figure a row of labels shows in an indicator's column; None where the column does not apply to the row."""
    if indicator.key is not None:
        return _shown_by_column(data_set, labels, indicator, year, area_code)
    own = next(((place, label.statistic) for place, label in enumerate(labels) if label.statistic is not None), None)
    cell = Cell(measure_of(data_set, labels), combined_key(labels))
    if own is not None:
        if indicator.statistic.kind != COUNT:
            return None
        place, how = own
        base = denominator(labels, place, cell.measure) if how.kind in RELATIVE else None
        return Shown.of(how, cell, base, year, area_code)
    how = indicator.statistic
    if how.kind == PERCENT:
        share = percent_base(data_set, labels, cell.measure, how.of)
        return None if share is None else Shown.of(how, cell, share, year, area_code)
    if how.kind == AVERAGE:
        return Shown.of(how, cell, denominator(labels, len(labels) - 1, cell.measure, how.of), year, area_code)
    minus = subtracted(labels)
    if minus is not None:
        return Shown.of(Statistic(DIFFERENCE), cell, minus, year, area_code)
    return Shown.of(how, cell, None, year, area_code)


def _shown_by_column(
    data_set: DataSet, labels: Sequence[Label], indicator: Indicator, year: int, area_code: str
) -> Shown | None:
    """The figure of a wide data set: the column's own cell, within the cell of the row's labels.

    A percentage that is of BASE is of what the row's labels say, as in a long one.
    """
    if indicator.by_block:
        indicator = indicator.by_block[data_set.block_of(labels)]
    measure = indicator.measure or measure_of(data_set, labels)
    how, cell = indicator.statistic, Cell(measure, combined_key(labels, indicator.key or ""))
    if how.kind == PERCENT and how.of == BASE:
        share = percent_base(data_set, labels, measure)
        return None if share is None else Shown.of(how, cell, share, year, area_code)
    base = how.base(measure)
    return Shown.of(
        how,
        cell,
        None if base is None else Cell(base.measure, combined_key(labels, base.key)),
        year,
        area_code,
    )
