"""Reading one data set of ``data_sets.yaml``: its columns, filters, editions and what it departs from."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.design.data_sets import (
    AGENCY_COLUMNS,
    AREA_COLUMNS,
    BOTH_COLUMNS,
    EES,
    LAYOUTS,
    LEVELS,
    PARTS,
    STANDARDS,
    TIME_SERIES,
    UNDERLYING,
    UNDERLYING_AREA_FIELDS,
    UNDERLYING_ORDER,
    DataSet,
    Filter,
)
from pipeline.design.editions import ALWAYS, ByEdition
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.files.number_columns import read_column, read_not_published, read_version
from pipeline.design.files.percentage_bases import Bases
from pipeline.design.files.relations_declared import read_cell
from pipeline.design.files.repeated_columns import blocks_of, columns_of
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.statistic import BASE, Cell
from pipeline.foundation.declarations import Declaration

_DATA_SET_FIELDS = (
    *("name", "title", "levels", "layout", "measure", "filters", "indicators", "departures"),
    *("first_edition", "last_edition", "part", "area_columns", "standard", "earlier_figures", "percent_of_total"),
    *("column_order", "empty_whole", "never", "spellings", "first_year", "latest_only", "years_behind"),
    *("version", "blocks", "levels_protected", "not_published", "known_whole"),
)


def read_area_columns(entry: Declaration) -> tuple[str, ...]:
    """The columns that say which area a row is of, in the order given; raises UsageError for others."""
    columns = entry.texts("area_columns")
    if sorted(columns) not in (sorted(AREA_COLUMNS), sorted(AGENCY_COLUMNS), sorted(BOTH_COLUMNS)):
        wanted = ", or ".join(", ".join(known) for known in (AREA_COLUMNS, AGENCY_COLUMNS, BOTH_COLUMNS))
        raise entry.problem("area_columns", f"must be {wanted}, in any order.")
    return columns


def _area_columns(entry: Declaration, standard: str, usual: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if standard == EES:
        columns = read_area_columns(entry) if entry.has("area_columns") else usual
        return tuple((column, column) for column in columns)
    given = entry.part("area_columns")
    holding = tuple((column, given.text(column)) for column in given.names())
    if sorted(field for _, field in holding if field != UNDERLYING_ORDER) != sorted(UNDERLYING_AREA_FIELDS):
        raise entry.problem(
            "area_columns", f"an underlying file needs a column for each of {', '.join(UNDERLYING_AREA_FIELDS)}."
        )
    return holding


def read_data_set(entry: Declaration, known: Vocabulary, bases: Bases, usual_columns: Sequence[str]) -> DataSet:
    """The data set of one entry; ``usual_columns`` are the release's, of areas.

    Raises UsageError with file, line and field for whatever is missing, misspelt, unknown or contradictory.
    """
    entry.only(*_DATA_SET_FIELDS)
    layout = _one_of(entry, "layout", LAYOUTS, "long")
    standard = _one_of(entry, "standard", STANDARDS, EES)
    name = ByEdition.read(entry, "name")
    first, last = entry.whole("first_edition", name.first_year), entry.whole("last_edition", ALWAYS)
    if first > last or name.first_year > first:
        raise entry.problem("first_edition", "it is after the last edition, or before the data set has a name.")
    levels = entry.texts("levels")
    if not levels or not set(levels) <= set(LEVELS):
        raise entry.problem("levels", f"use some of {', '.join(LEVELS)}.")
    protected = entry.texts("levels_protected")
    if protected and not set(protected) < set(levels):
        raise entry.problem("levels_protected", "some of its levels, for where small numbers are held back.")
    measure = known.measure(entry, "measure", "")
    indicators = tuple(
        read_column(blocks_of(column, entry.texts("blocks")), known, bases, measure, layout == "wide")
        for one in entry.parts("indicators")
        for column in columns_of(one)
    )
    if not indicators:
        raise entry.problem("indicators", "a data set needs at least one number column.")
    if standard == UNDERLYING and (layout != "wide" or entry.parts("filters")):
        raise entry.problem("standard", "an underlying file is wide and without filters: a row is an area.")
    earlier = entry.text("earlier_figures", "")
    if earlier and (earlier not in TIME_SERIES or levels != ("national",)):
        raise entry.problem("earlier_figures", f"use one of {', '.join(TIME_SERIES)}, in a national data set.")
    filters = tuple(_filter(one) for one in entry.parts("filters"))
    if len({len(one.label_sets) for one in filters if len(one.label_sets) > 1}) > 1:
        raise entry.problem("filters", "filters that have a set of labels for each block need equally many of them.")
    departures = entry.part("departures") if entry.has("departures") else None
    return DataSet(
        file_name=name,
        title=entry.text("title"),
        levels=levels,
        measure=measure,
        filters=filters,
        indicators=indicators,
        area_columns=_area_columns(entry, standard, usual_columns),
        first_edition=first,
        last_edition=last,
        part=_one_of(entry, "part", PARTS, ""),
        standard=standard,
        earlier_figures=earlier,
        departures={check: departures.text(check) for check in departures.names()} if departures else {},
        percent_of_total=tuple(_place(entry, filters, column) for column in entry.texts("percent_of_total")),
        column_order=_column_order(entry, filters),
        empty_whole=_empty_whole(entry, known),
        known_whole=_known_whole(entry, known),
        never=tuple(_never(one, bases.keys) for one in entry.parts("never")),
        first_year=entry.whole("first_year", 0),
        latest_only=entry.truth("latest_only", False),
        years_behind=entry.whole("years_behind", 0),
        version=read_version(entry.part("version")) if entry.has("version") else None,
        spellings=tuple(_spelling(one, bases.keys) for one in entry.parts("spellings")),
        levels_protected=protected,
        not_published=tuple(
            read_not_published(one, indicators, entry.texts("blocks")) for one in entry.parts("not_published")
        ),
    )


def _place(entry: Declaration, filters: Sequence[Filter], column: str) -> int:
    """The place of the filter whose items stand in a column of this name, in whichever edition."""
    for place, one in enumerate(filters):
        if column in [name for _, name in one.item_column.values]:
            return place
    raise entry.problem("percent_of_total", f"no filter has the column {column!r} for its items.")


def _column_order(entry: Declaration, filters: Sequence[Filter]) -> tuple[int, ...]:
    """The places of the filters' columns in the file's order, if it is not that in which they are declared."""
    order = tuple(int(place) if place.isdigit() else 0 for place in entry.text("column_order", "").split())
    columns = sum(1 if one.group_column is None else 2 for one in filters)
    if order and sorted(order) != list(range(1, columns + 1)):
        raise entry.problem("column_order", f"name each of the {columns} columns once by its place, from 1.")
    return order


def _known_whole(entry: Declaration, known: Vocabulary) -> Cell | None:
    if not entry.has("known_whole"):
        return None
    return read_cell(entry, "known_whole", entry.text("known_whole"), known)


def _empty_whole(entry: Declaration, known: Vocabulary) -> str:
    text = entry.text("empty_whole", "")
    if text not in ("", BASE):
        read_cell(entry, "empty_whole", text, known)
    return text


def _never(entry: Declaration, keys: CategoryKeys) -> tuple[frozenset[str], frozenset[str]]:
    entry.only("of", "with")
    for field in ("of", "with"):
        for key in entry.texts(field):
            keys.check(entry, field, key)
    return frozenset(entry.texts("of")), frozenset(entry.texts("with"))


def _spelling(entry: Declaration, keys: CategoryKeys) -> tuple[str, str, str]:
    entry.only("in", "label", "is")
    keys.check(entry, "in")
    return entry.text("in"), entry.text("label"), entry.text("is")


def _one_of(entry: Declaration, field: str, allowed: Sequence[str], default: str) -> str:
    value = entry.text(field, default)
    if value not in (*allowed, default):
        raise entry.problem(field, f"{value!r} is not known; use one of {', '.join(allowed)}.")
    return value


def _filter(entry: Declaration) -> Filter:
    entry.only("item", "label", "group", "group_label", "labels")
    if not entry.texts("labels"):
        raise entry.problem("labels", "a filter needs a set of labels, or one for each block of rows.")
    return Filter(
        ByEdition.read(entry, "item"),
        entry.text("label"),
        ByEdition.read(entry, "group") if entry.has("group") else None,
        entry.text("group_label", ""),
        entry.texts("labels"),
    )
