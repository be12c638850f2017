"""What a release's workbook holds, edition by edition: its notes, tables and columns (read from ``tables.yaml``)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pipeline.publication.figure import Marker
from pipeline.stages import UsageError

ALWAYS = 9999  # last year of what has no end yet


class Statistic(Enum):
    """What a column shows of its cell."""

    COUNT = "count"
    PERCENT = "percent"
    RATE = "rate"
    DIFFERENCE = "difference"


@dataclass(frozen=True)
class Validity:
    """The editions, by year, in which something holds; both ends belong to it."""

    first_year: int = 0
    last_year: int = ALWAYS

    def holds_in(self, year: int) -> bool:
        """Whether the edition of ``year`` has it."""
        return self.first_year <= year <= self.last_year


@dataclass(frozen=True)
class Column:
    """A column of figures: which statistic of which cell, ``years_back`` years before the edition."""

    heading: str
    spanners: tuple[str, ...]
    measure: str
    key: str
    statistic: Statistic
    of: str
    decimals: int
    minus: tuple[str, str] | None
    years_back: int
    validity: Validity
    notes: tuple[str, ...]

    def header(self, year: int) -> str:
        """The header of the column in the edition of ``year``, spanner and heading joined, without note markers."""
        heading = in_words(self.heading, year - self.years_back)
        return ": ".join([*self.spanners, heading])


@dataclass(frozen=True)
class Change:
    """What changed in a table, and from which edition on."""

    year: int
    reason: str


@dataclass(frozen=True)
class Table:
    """One table of the workbook: a row for every area, a column for every figure declared."""

    number: str
    name: str
    title: str
    data_set: str
    layout: str
    units: str
    part: str
    validity: Validity
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    columns: tuple[Column, ...]

    def columns_in(self, year: int) -> list[Column]:
        """The columns of the edition of ``year``, in order."""
        return [column for column in self.columns if column.validity.holds_in(year)]


@dataclass(frozen=True)
class WorkbookEdition:
    """How the workbooks of some years write symbols and describe rounding.

    ``departures`` are the checks of the workbook standard that this edition knowingly fails, each with its reason.
    """

    name: str
    validity: Validity
    reason: str
    symbols: Mapping[Marker, str]
    in_brackets: bool
    rounding: str
    departures: Mapping[str, str]

    def shown(self, marker: Marker) -> str:
        """What a cell with this marker holds, such as ``[c]``."""
        return f"[{self.symbols[marker]}]" if self.in_brackets else self.symbols[marker]


@dataclass(frozen=True)
class Part:
    """One of the dates on which tables of a year appear; the others follow later."""

    name: str
    month: int
    day: int
    next_update: str

    def published_on(self, year: int) -> datetime.date:
        """The day of publication of the release of ``year``."""
        return datetime.date(year, self.month, self.day)


@dataclass(frozen=True)
class Description:
    """What the cover sheet and the document properties say."""

    file_name: str
    title: str
    creator: str
    subject: str
    keywords: str
    language: str
    coverage: str
    source: str
    contact: str
    row_order: str


@dataclass(frozen=True)
class Contents:
    """Everything declared of a release's workbook, for all its editions."""

    path: Path
    workbook: Description
    parts: tuple[Part, ...]
    markers: Mapping[Marker, str]
    editions: tuple[WorkbookEdition, ...]
    notes: Mapping[str, str]
    tables: tuple[Table, ...]

    def edition_for(self, year: int) -> WorkbookEdition:
        """The edition that the workbook of ``year`` follows; raises UsageError when none is declared."""
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

    def tables_in(self, year: int, part: str) -> list[Table]:
        """The tables that appear on the date of ``part`` in the release of ``year``, in order."""
        return [table for table in self.tables if table.part == part and table.validity.holds_in(year)]

    def file_name(self, year: int) -> str:
        """The name of the workbook's file."""
        return in_words(self.workbook.file_name, year)


def in_words(text: str, year: int, first_year: int | None = None) -> str:
    """A declared text with its years filled in."""
    values = {"year": year, "previous_year": year - 1, "next_year": year + 1, "first_year": first_year or year}
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), text)
