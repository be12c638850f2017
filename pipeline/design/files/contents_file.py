"""Reading ``tables.yaml``, in which an editor declares workbooks; mistakes are answered with their line and field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pipeline.design.contents import (
    Book,
    Change,
    ColumnKind,
    Contents,
    Description,
    Dropped,
    Layout,
    Line,
    Part,
    Table,
    WorkbookEdition,
    YearColumns,
)
from pipeline.design.data_sets import Label
from pipeline.design.editions import ALWAYS, ByEdition
from pipeline.design.figure import AreaLevel, Marker
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.files.contents_lines import (
    Above,
    Beside,
    inherited,
    read_lines,
    read_notes,
    read_validity,
)
from pipeline.design.files.labels_file import read_labels
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.validity import Validity
from pipeline.foundation.declarations import Declaration, contents_of, read_declaration
from pipeline.foundation.stages import REFERENCE, TEMPLATES, UsageError

LISTS = "table_categories.yaml"  # beside tables.yaml, where a release has lists that several tables print
LABELS = "labels.csv"
DATA_SETS = "data_sets.yaml"
Choice = TypeVar("Choice", bound=Enum)


def load_contents(
    path: Path,
    categories: Path = REFERENCE / "categories.csv",
    calendar: Path = TEMPLATES / "calendar.yaml",
) -> Contents:
    """Read ``tables.yaml``, with the lists and labels beside it; its folder is called by the release.

    The days of publication are those of ``calendar``. Keys are checked against the tree of ``categories``, measures
    against the data sets beside it. Raises UsageError with file, line and field for whatever is missing,
    misspelt or contradictory.
    """
    beside = (path.with_name(name) for name in (LISTS, LABELS, DATA_SETS))
    return _read_contents(path, categories, calendar, contents_of([path, *beside, categories, calendar]))


@lru_cache(16)
def _read_contents(path: Path, categories: Path, calendar: Path, _: tuple[bytes | None, ...]) -> Contents:
    declared = read_declaration(path)
    declared.only("workbook", "parts", "markers", "editions", "notes", "tables", "dropped")
    days = _days_of(path.parent.name, calendar)
    parts = tuple(_part(declared.part("parts"), name, days) for name in declared.part("parts").names())
    notes = declared.part("notes")
    markers = declared.part("markers")
    lists = path.with_name(LISTS)
    listed = read_declaration(lists) if lists.is_file() else None
    words = Vocabulary.read(path.with_name(DATA_SETS), CategoryKeys.read(categories))
    known = Beside(
        parts=tuple(part.name for part in parts),
        notes=notes.names(),
        words=words,
        lists={name: listed.parts(name) for name in listed.names()} if listed else {},
        labels=_labels_by_set(path.with_name(LABELS), words),
    )
    about = declared.part("workbook")
    contents = Contents(
        path=path,
        books=tuple(_book(entry, known) for entry in about.parts("files")),
        about=_description(about),
        parts=parts,
        markers={marker: markers.text(marker.value) for marker in Marker},
        editions=tuple(_edition(entry) for entry in declared.parts("editions")),
        notes={name: notes.text(name) for name in notes.names()},
        tables=tuple(_table(entry, known) for entry in _in_sections(declared.parts("tables"))),
        dropped=tuple(_dropped(entry, known) for entry in declared.parts("dropped")),
    )
    _refuse_two_of_a_number(contents)
    homeless = [table.number for table in contents.tables if not any(book.holds(table) for book in contents.books)]
    if homeless:
        raise UsageError(f"{path.name}: no workbook holds table {homeless[0]}; add its layout and part under files.")
    return contents


def _labels_by_set(path: Path, words: Vocabulary) -> dict[str, list[Label]]:
    """The labels of ``labels.csv`` by set, in published order; empty when the release has none."""
    sets: dict[str, list[Label]] = {}
    for label in read_labels(path, words) if path.is_file() else ():
        sets.setdefault(label.label_set, []).append(label)
    return sets


def _refuse_two_of_a_number(contents: Contents) -> None:
    last_years: dict[str, int] = {}
    for table in sorted(contents.tables, key=lambda table: table.validity.first_year):
        if table.validity.first_year <= last_years.get(table.number, -1):
            raise UsageError(
                f"{contents.path.name}: two tables are called {table.number} in the edition of "
                f"{table.validity.first_year}; give one of them another number or end the other's last_year before it."
            )
        last_years[table.number] = table.validity.last_year


def _choice(entry: Declaration, field: str, text: str, among: type[Choice]) -> Choice:
    try:
        return among(text)
    except ValueError:
        allowed = ", ".join(str(one.value) for one in among)
        raise entry.problem(field, f"{text!r} is not known; use one of {allowed}.") from None


def _book(entry: Declaration, known: Beside) -> Book:
    entry.only("layouts", "part", "file_name", "title")
    layouts = tuple(_choice(entry, "layouts", name, Layout) for name in entry.texts("layouts"))
    return Book(entry.text("file_name"), entry.text("title"), layouts, _part_of(entry, known))


def _description(entry: Declaration) -> Description:
    fields = Description.__dataclass_fields__
    entry.only("files", *fields)
    return Description(**{name: entry.text(name) for name in fields})


def _days_of(release: str, calendar: Path) -> dict[str, tuple[int, int, int]]:
    """The month and day on which each part is published, and how many years after that of its returns."""
    days = [day for day in read_declaration(calendar).parts("releases") if day.text("release") == release]
    return {day.text("announces"): (day.whole("month"), day.whole("day"), day.whole("years_later", 0)) for day in days}


def _part(parts: Declaration, name: str, days: Mapping[str, tuple[int, int, int]]) -> Part:
    entry = parts.part(name)
    entry.only("next_update")
    if name not in days:
        raise parts.problem(name, "calendar.yaml has no day that announces it.")
    month, day, years_later = days[name]
    part = Part(name, month, day, entry.text("next_update"), years_later)
    try:
        part.published_on(2001)  # a year without 29 February: a day that some years lack is no day of every year
    except ValueError as error:
        raise parts.problem(name, f"its day in calendar.yaml is none ({error}).") from error
    return part


def _edition(entry: Declaration) -> WorkbookEdition:
    entry.only("name", "first_year", "last_year", "reason", "symbols", "in_brackets", "departures")
    symbols = entry.part("symbols")
    symbols.only(*(marker.value for marker in Marker))
    departures = entry.part("departures") if entry.has("departures") else None
    return WorkbookEdition(
        name=entry.text("name"),
        validity=read_validity(entry, Validity()),
        reason=entry.text("reason"),
        symbols={marker: symbols.text(marker.value) for marker in Marker},
        in_brackets=entry.truth("in_brackets"),
        departures={name: departures.text(name) for name in departures.names()} if departures else {},
    )


def _in_sections(entries: Iterable[Declaration]) -> Iterator[Declaration]:
    """The tables; those of a section (an entry with ``tables``) have its other fields unless they give their own."""
    for entry in entries:
        if entry.has("tables"):
            yield from (table.over(entry.without("tables")) for table in entry.parts("tables"))
        else:
            yield entry


def _dropped(entry: Declaration, known: Beside) -> Dropped:
    entry.only("number", "title", "layout", "part", "last_year", "reason")
    return Dropped(
        entry.text("number"),
        entry.text("title"),
        _choice(entry, "layout", entry.text("layout"), Layout),
        _part_of(entry, known),
        entry.whole("last_year"),
        entry.text("reason"),
    )


def _part_of(entry: Declaration, known: Beside) -> str:
    part = entry.text("part")
    if part not in known.parts:
        raise entry.problem("part", f"{part!r} is not known; use one of {', '.join(known.parts)}.")
    return part


INHERITED = ("measure", "of", "decimals", "percentage", "within", "figures_from", "figures_to")
_TABLE_FIELDS = (
    *("number", "name", "title", "data_set", "layout", "units", "part", "first_year", "last_year"),
    *("ended", "changes", "notes", "year_heading", "columns", "rows", "levels", *INHERITED),
)


def _table(entry: Declaration, known: Beside) -> Table:
    entry.only(*_TABLE_FIELDS)
    layout = _choice(entry, "layout", entry.text("layout"), Layout)
    for field, pattern in (("number", r"[A-Za-z][A-Za-z0-9]{0,9}"), ("name", r"[a-z][a-z0-9_]*")):
        if not re.fullmatch(pattern, entry.text(field)):
            raise entry.problem(field, f"{entry.text(field)!r} must be letters and digits, as {pattern} has it.")
    validity = read_validity(entry, Validity())
    ended = entry.text("ended", "")
    if bool(ended) != (validity.last_year < ALWAYS):
        raise entry.problem("ended", "a table with a last_year says why it ended, and no other does.")
    by_category = layout is Layout.CATEGORIES_IN_ROWS
    year_columns = _year_columns(entry.part("columns")) if by_category else ()
    within = replace(known, has_percentages=any(one.kind is ColumnKind.PERCENTAGES for one in year_columns))
    return Table(
        number=entry.text("number"),
        name=entry.text("name"),
        title=entry.text("title"),
        data_set=ByEdition.read(entry, "data_set"),
        layout=layout,
        units=entry.text("units"),
        part=_part_of(entry, known),
        validity=validity,
        ended=ended,
        changes=tuple(Change(change.whole("year"), change.text("reason")) for change in entry.parts("changes")),
        notes=read_notes(entry, known),
        year_columns=year_columns,
        year_heading=entry.text("year_heading", "{year}"),
        lines=_lines(entry, "rows" if by_category else "columns", within),
        levels=_levels(entry),
    )


def _lines(entry: Declaration, field: str, known: Beside) -> tuple[Line, ...]:
    above = inherited(entry.picked(*INHERITED), Above(Line()), known)
    lines = tuple(line for child in entry.parts(field) for line in read_lines(child, above, known))
    if not lines:
        raise entry.problem(field, "a table needs at least one.")
    return lines


def _levels(entry: Declaration) -> tuple[str, ...]:
    """The levels of the areas that have a row, in the words of AreaLevel."""
    for name in entry.texts("levels"):
        _choice(entry, "levels", name, AreaLevel)
    return entry.texts("levels")


def _year_columns(entry: Declaration) -> tuple[YearColumns, ...]:
    """What a table by category shows of how many years, in the order of the declaration."""
    found = []
    for name in entry.names():
        kind = _choice(entry, name, name, ColumnKind)
        if entry.whole(name) < 1:
            raise entry.problem(name, "at least 1, the edition's own year.")
        found.append(YearColumns(kind, entry.whole(name)))
    return tuple(found)
