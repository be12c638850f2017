"""Reading ``tables.yaml``, in which an editor declares a workbook; mistakes are answered with their line and field."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.publication.contents import (
    Change,
    Column,
    Contents,
    Description,
    Part,
    Statistic,
    Table,
    Validity,
    WorkbookEdition,
)
from pipeline.publication.declarations import Declaration, read_declaration
from pipeline.publication.figure import Marker
from pipeline.stages import REFERENCE, UsageError

LAYOUTS = ("areas_in_rows",)
PAIR_SEPARATOR = ";"  # between the breakdowns of a crossed cell's key


def load_contents(
    path: Path, categories: Path = REFERENCE / "categories.csv", measures: Collection[str] | None = None
) -> Contents:
    """Read ``tables.yaml``.

    Keys are checked against the tree of ``categories`` and, when ``measures`` is given, measures against that. Raises
    UsageError with file, line and field for whatever is missing, misspelt or contradictory.
    """
    declared = read_declaration(path)
    declared.only("workbook", "parts", "markers", "editions", "notes", "tables")
    parts = tuple(_part(declared.part("parts"), name) for name in declared.part("parts").names())
    notes = declared.part("notes")
    markers = declared.part("markers")
    known = _Known(tuple(part.name for part in parts), notes.names(), _known_keys(categories), measures)
    contents = Contents(
        path=path,
        workbook=_description(declared.part("workbook")),
        parts=parts,
        markers={marker: markers.text(marker.value) for marker in Marker},
        editions=tuple(_edition(entry) for entry in declared.parts("editions")),
        notes={name: notes.text(name) for name in notes.names()},
        tables=tuple(_table(entry, known) for entry in declared.parts("tables")),
    )
    _refuse_two_of_a_number(contents)
    return contents


def _refuse_two_of_a_number(contents: Contents) -> None:
    last_years: dict[str, int] = {}
    for table in sorted(contents.tables, key=lambda table: table.validity.first_year):
        if table.validity.first_year <= last_years.get(table.number, -1):
            raise UsageError(
                f"{contents.path.name}: two tables are called {table.number} in the edition of "
                f"{table.validity.first_year}; give one of them another number or end the other's last_year before it."
            )
        last_years[table.number] = table.validity.last_year


def _known_keys(categories: Path) -> frozenset[str]:
    with categories.open(encoding="utf-8", newline="") as file:
        return frozenset(f"{row['breakdown']}={row['category']}" for row in csv.DictReader(file))


def _validity(entry: Declaration, above: Validity | None = None) -> Validity:
    above = above or Validity()
    validity = Validity(entry.whole("first_year", above.first_year), entry.whole("last_year", above.last_year))
    if validity.first_year > validity.last_year:
        raise entry.problem("last_year", f"it is before the first year, {validity.first_year}.")
    return validity


def _description(entry: Declaration) -> Description:
    fields = Description.__dataclass_fields__
    entry.only(*fields)
    return Description(**{name: entry.text(name) for name in fields})


def _part(parts: Declaration, name: str) -> Part:
    entry = parts.part(name)
    entry.only("published_on", "next_update")
    day = entry.part("published_on")
    part = Part(name, day.whole("month"), day.whole("day"), entry.text("next_update"))
    try:
        part.published_on(2000)
    except ValueError as error:
        raise day.problem("day", f"there is no such day ({error}).") from error
    return part


def _edition(entry: Declaration) -> WorkbookEdition:
    entry.only("name", "first_year", "last_year", "reason", "symbols", "in_brackets", "rounding", "departures")
    symbols = entry.part("symbols")
    symbols.only(*(marker.value for marker in Marker))
    departures = entry.part("departures") if entry.has("departures") else None
    return WorkbookEdition(
        name=entry.text("name"),
        validity=_validity(entry),
        reason=entry.text("reason"),
        symbols={marker: symbols.text(marker.value) for marker in Marker},
        in_brackets=entry.truth("in_brackets"),
        rounding=entry.text("rounding"),
        departures={name: departures.text(name) for name in departures.names()} if departures else {},
    )


_SHARED_FIELDS = ("measure", "years_back", "first_year", "last_year", "notes", "columns")
_TABLE_FIELDS = (*_SHARED_FIELDS, "number", "name", "title", "data_set", "layout", "units", "part", "changes")
_COLUMN_FIELDS = (*_SHARED_FIELDS, "heading", "spanner", "key", "statistic", "of", "decimals", "minus")


@dataclass(frozen=True)
class _Known:
    """What tables and columns may refer to."""

    parts: Collection[str]
    notes: Collection[str]
    keys: Collection[str]
    measures: Collection[str] | None


def _table(entry: Declaration, known: _Known) -> Table:
    entry.only(*_TABLE_FIELDS)
    for field, allowed in (("layout", LAYOUTS), ("part", known.parts)):
        if entry.text(field) not in allowed:
            raise entry.problem(field, f"{entry.text(field)!r} is not known; use one of {', '.join(allowed)}.")
    for field, pattern in (("number", r"[A-Za-z][A-Za-z0-9]{0,9}"), ("name", r"[a-z][a-z0-9_]*")):
        if not re.fullmatch(pattern, entry.text(field)):
            raise entry.problem(field, f"{entry.text(field)!r} must be letters and digits, as {pattern} has it.")
    start = Column("", (), "", "", Statistic.COUNT, "", 0, None, 0, Validity(), ())
    start = replace(start, measure=entry.text("measure", ""), years_back=entry.whole("years_back", 0))
    return Table(
        number=entry.text("number"),
        name=entry.text("name"),
        title=entry.text("title"),
        data_set=entry.text("data_set"),
        layout=entry.text("layout"),
        units=entry.text("units"),
        part=entry.text("part"),
        validity=_validity(entry),
        changes=tuple(Change(change.whole("year"), change.text("reason")) for change in entry.parts("changes")),
        notes=_notes(entry, known),
        columns=tuple(column for child in entry.parts("columns") for column in _columns(child, start, known)),
    )


def _columns(entry: Declaration, above: Column, known: _Known) -> list[Column]:
    """The columns under one entry: itself, once for each of its years, or those of its list, which inherit from it."""
    entry.only(*_COLUMN_FIELDS)
    try:
        statistic = Statistic(entry.text("statistic", above.statistic.value))
    except ValueError:
        allowed = ", ".join(statistic.value for statistic in Statistic)
        raise entry.problem("statistic", f"use one of {allowed}.") from None
    minus = entry.part("minus") if entry.has("minus") else None
    here = replace(
        above,
        spanners=(*above.spanners, entry.text("spanner")) if entry.has("spanner") else above.spanners,
        measure=_measure(entry, above.measure, known),
        key=_key(entry, "key", above.key, known),
        statistic=statistic,
        of=_key(entry, "of", above.of, known),
        decimals=entry.whole("decimals", above.decimals),
        minus=(_measure(minus, "", known), _key(minus, "key", "", known)) if minus else above.minus,
        validity=_validity(entry, above.validity),
        notes=(*above.notes, *_notes(entry, known)),
    )
    years_back = entry.wholes("years_back", [above.years_back])
    if entry.has("columns"):
        here = replace(here, years_back=years_back[0])
        return [column for child in entry.parts("columns") for column in _columns(child, here, known)]
    if not here.measure:
        raise entry.problem("measure", "a column needs a measure, here or above it.")
    if (here.statistic is Statistic.DIFFERENCE) != (here.minus is not None):
        raise entry.problem("minus", "a difference needs what to subtract, and nothing else does.")
    return [replace(here, heading=entry.text("heading"), years_back=years) for years in years_back]


def _measure(entry: Declaration, above: str, known: _Known) -> str:
    measure = entry.text("measure", above)
    if measure and known.measures is not None and measure not in known.measures:
        raise entry.problem("measure", f"{measure!r} is not a measure of this release{_near(measure, known.measures)}.")
    return measure


def _key(entry: Declaration, field: str, above: str, known: _Known) -> str:
    key = entry.text(field, above)
    for pair in filter(None, key.split(PAIR_SEPARATOR)):
        if pair not in known.keys:
            raise entry.problem(field, f"{pair!r} is not in data/reference/categories.csv{_near(pair, known.keys)}.")
    return key


def _notes(entry: Declaration, known: _Known) -> tuple[str, ...]:
    notes = entry.texts("notes")
    for note in notes:
        if note not in known.notes:
            raise entry.problem("notes", f"there is no note {note!r}{_near(note, known.notes)}.")
    return notes


def _near(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, sorted(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""
