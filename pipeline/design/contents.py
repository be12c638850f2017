"""What a release's workbooks hold, edition by edition: notes, tables, rows and columns (read from ``tables.yaml``)."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pipeline.design.editions import ByEdition
from pipeline.design.figure import Marker
from pipeline.design.statistic import NUMBER, Statistic
from pipeline.design.validity import EVERY_YEAR, Validity
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import (
    MONTHS_OF_A_QUARTER,
    MONTHS_OF_A_YEAR,
    QUARTERS,
    QUARTERS_PUBLISHED,
    period_of,
)

DEEPEST_INDENT = 3  # steps that the label of a row can be set in


class Layout(Enum):
    """How a table stands on its worksheet: an area a row, or (for England) a category a row and a year a column."""

    AREAS_IN_ROWS = "areas_in_rows"
    CATEGORIES_IN_ROWS = "categories_in_rows"


class ColumnKind(Enum):
    """What the year columns of a table by category show; ``FIGURES`` is whatever each row declares."""

    NUMBERS = "numbers"
    PERCENTAGES = "percentages"
    RATES = "rates"
    FIGURES = "figures"


@dataclass(frozen=True)
class TableCell:
    """Which figure of an area and a year is shown.

    ``compared`` says that not the figure is shown but how it compares with others. A line that columns of percentages
    cross says what it is of though it shows a count itself.
    """

    measure: str = ""
    key: str = ""
    statistic: Statistic = NUMBER
    compared: str = ""


@dataclass(frozen=True)
class Line:
    """A line of figures: a column of a table by area, ``years_back`` periods before the edition, or a row by category.

    ``above`` are a column's spanners or a row's group. ``figures`` are the years for which there are figures: codes
    that the return did not have yet, or no longer, have none. ``validity`` are the editions that hold the line.
    """

    heading: str = ""
    above: tuple[str, ...] = ()
    cell: TableCell = TableCell()
    has_percentage: bool = True
    indent: int = 0
    years_back: int = 0
    figures: Validity = EVERY_YEAR
    validity: Validity = EVERY_YEAR
    notes: tuple[str, ...] = ()

    def header(self, year: int) -> str:
        """The header of a column in the edition of a period, spanners and heading joined, without note markers."""
        shown = period_of(year).back(self.years_back).collection_year
        return ": ".join(in_words(text, shown) for text in (*self.above, self.heading))


@dataclass(frozen=True)
class YearColumns:
    """Columns of a table by category: what they show, for how many years up to the edition's."""

    kind: ColumnKind
    years: int


@dataclass(frozen=True)
class Change:
    """What changed in a table, and from which edition on."""

    year: int
    reason: str


@dataclass(frozen=True)
class Table:
    """One table of a workbook; ``lines`` are its columns or its rows, as its layout has it.

    ``ended`` is the reason for which its last edition is the last, empty while it goes on. ``levels`` are those of its
    areas, none where it has all that the release has.
    """

    number: str
    name: str
    title: str
    data_set: ByEdition
    layout: Layout
    units: str
    part: str
    validity: Validity
    ended: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    year_columns: tuple[YearColumns, ...]
    year_heading: str
    lines: tuple[Line, ...]
    levels: tuple[str, ...] = ()

    def lines_in(self, year: int) -> list[Line]:
        """The lines of the edition of ``year``, in order."""
        return [line for line in self.lines if line.validity.holds_in(year)]


@dataclass(frozen=True)
class Dropped:
    """A table that a release no longer has: its last edition, and the reason."""

    number: str
    title: str
    layout: Layout
    part: str
    last_year: int
    reason: str


@dataclass(frozen=True)
class WorkbookEdition:
    """How the workbooks of some years write symbols.

    ``departures`` are the checks of the workbook standard that this edition knowingly fails, each with its reason.
    """

    name: str
    validity: Validity
    reason: str
    symbols: Mapping[Marker, str]
    in_brackets: bool
    departures: Mapping[str, str]

    def shown(self, marker: Marker) -> str:
        """What a cell with this marker holds, such as ``[c]``."""
        return f"[{self.symbols[marker]}]" if self.in_brackets else self.symbols[marker]


@dataclass(frozen=True)
class Part:
    """One of the dates on which tables of a year appear, ``years_later`` than it; the others follow later."""

    name: str
    month: int
    day: int
    next_update: str
    years_later: int = 0

    def published_on(self, year: int) -> datetime.date:
        """The day of publication of the release of a year, or of a quarter: that of the fourth, so many quarters back.

        It is the last day of the month where that is shorter.
        """
        period = period_of(year)
        back = MONTHS_OF_A_QUARTER * (len(QUARTERS) - period.quarter) if period.quarter else 0
        months = MONTHS_OF_A_YEAR * (period.year + self.years_later) + self.month - 1 - back
        in_year, month = divmod(months, MONTHS_OF_A_YEAR)
        last = calendar.monthrange(in_year, month + 1)[1]
        return datetime.date(in_year, month + 1, min(self.day, last) if back else self.day)


@dataclass(frozen=True)
class Book:
    """One workbook of a release: the file, its title, and the layouts and the part of the tables that it holds."""

    file_name: str
    title: str
    layouts: tuple[Layout, ...]
    part: str

    def holds(self, table: Table | Dropped) -> bool:
        """Whether the table belongs in this workbook."""
        return table.layout in self.layouts and table.part == self.part

    def file_name_of(self, year: int) -> str:
        """The name of the file in the release of a year or quarter."""
        return in_words(self.file_name, year).replace(" ", "-")


@dataclass(frozen=True)
class Description:
    """What the cover sheets and the document properties of all workbooks say."""

    creator: str
    subject: str
    keywords: str
    language: str
    coverage: str
    source: str
    row_order: str


@dataclass(frozen=True)
class Contents:
    """Everything declared of a release's workbooks, for all its editions."""

    path: Path
    books: tuple[Book, ...]
    about: Description
    parts: tuple[Part, ...]
    markers: Mapping[Marker, str]
    editions: tuple[WorkbookEdition, ...]
    notes: Mapping[str, str]
    tables: tuple[Table, ...]
    dropped: tuple[Dropped, ...]

    def edition_for(self, year: int) -> WorkbookEdition:
        """The edition that the workbooks of ``year`` follow; raises UsageError when none is declared."""
        for edition in self.editions:
            if edition.validity.holds_in(year):
                return edition
        raise UsageError(f"{self.path.name}: no edition holds in {year}; add one under editions, or widen its years.")

    def part(self, name: str) -> Part:
        """The part of the release called ``name``; raises UsageError when there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise UsageError(
            f"{self.path.name}: there is no part {name!r}; use one of {', '.join(part.name for part in self.parts)}."
        )

    def next_update(self, part: Part, leaving: str) -> str:
        """When the next figures come: after ``part``, or after the last where all leave at once (``leaving`` empty)."""
        return part.next_update if leaving else self.parts[-1].next_update

    def tables_in(self, year: int, part: str = "") -> list[Table]:
        """The tables of one part, or of all, in the release of ``year``, in order; every quarter has all."""
        wanted = "" if part in QUARTERS_PUBLISHED else part
        return [table for table in self.tables if wanted in ("", table.part) and table.validity.holds_in(year)]

    def years_of_late_tables(self, year: int) -> set[int]:
        """The latest year of each table, in the release of ``year``, that has figures of earlier years alone."""
        behind = {min(line.years_back for line in table.lines_in(year)) for table in self.tables_in(year)}
        return {period_of(year).back(back).collection_year for back in behind if back}

    def books_in(self, year: int, part: str = "") -> list[tuple[Book, list[Table]]]:
        """The workbooks of one part, or of all, with their tables; one that would be empty is left out."""
        tables = self.tables_in(year, part)
        found = [(book, [table for table in tables if book.holds(table)]) for book in self.books]
        return [(book, held) for book, held in found if held]

    def dropped_before(self, year: int, book: Book) -> list[Dropped]:
        """The tables of a workbook that the edition before ``year`` still had, in order."""
        ended = [
            Dropped(table.number, table.title, table.layout, table.part, table.validity.last_year, table.ended)
            for table in self.tables
        ]
        return [one for one in (*self.dropped, *ended) if one.last_year == year - 1 and book.holds(one)]


def in_words(text: str, year: int, first_year: int | None = None) -> str:
    """A declared text with its years filled in; a span from a year to the same year is that year alone."""
    if first_year in (None, year):
        text = text.replace("{first_year} to {year}", "{year}")
    period = period_of(year)
    values = {"year": period, "previous_year": period.back(1), "next_year": period.back(-1)}
    values["year_after_next"] = period.back(-2)
    values["first_year"] = period_of(first_year or year)
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), text)
