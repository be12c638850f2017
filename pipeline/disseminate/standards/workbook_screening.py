"""A workbook under screening: its special sheets, and the failings found so far."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.disseminate.standards.failing import Failing, Severity


class Screening:
    """A workbook under screening: its special sheets, found by name, and the failings so far."""

    def __init__(self, book: Workbook) -> None:
        """Find the cover, contents and notes sheets; every other visible sheet holds data."""
        self.book = book
        self.failings: list[Failing] = []
        self.cover = self._named("cover", "cover sheet", "cover_sheet", "information", "title")
        self.contents = self._named("contents", "table of contents", "table_of_contents", "index")
        self.notes = self._named("notes", "notes and definitions", "notes table")
        self.special = [sheet for sheet in (self.cover, self.contents, self.notes) if sheet is not None]
        self.data_sheets = [
            sheet for sheet in book.worksheets if sheet not in self.special and sheet.sheet_state == "visible"
        ]

    @cached_property
    def explanations(self) -> str:
        """All that cover, contents and notes say, in small letters."""
        return " ".join(map(all_text, self.special))

    def _named(self, *names: str) -> Worksheet | None:
        by_name = {sheet.title.lower(): sheet for sheet in self.book.worksheets}
        return next((by_name[name] for name in names if name in by_name), None)

    def add(self, severity: Severity, check: str, where: str, message: str) -> None:
        """Note a failing."""
        self.failings.append(Failing(severity, check, where, message))

    def fail(self, check: str, where: str, message: str) -> None:
        """Note an essential failing."""
        self.add(Severity.FAIL, check, where, message)

    def warn(self, check: str, where: str, message: str) -> None:
        """Note a desirable point that is not met."""
        self.add(Severity.WARNING, check, where, message)


def cell_text(cell: Any) -> str:
    """What a cell holds, as text; empty for an empty cell."""
    return "" if cell.value is None else str(cell.value)


def all_text(sheet: Worksheet) -> str:
    """All that a sheet says, row by row, in small letters."""
    return " ".join(cell_text(cell) for row in sheet.iter_rows() for cell in row).lower()


def used_area(sheet: Worksheet) -> tuple[int, int, int, int] | None:
    """First row and column, last row and column that hold anything; None for an empty sheet."""
    filled = [(cell.row, cell.column) for row in sheet.iter_rows() for cell in row if cell_text(cell).strip()]
    if not filled:
        return None
    rows, columns = [row for row, _ in filled], [column for _, column in filled]
    return min(rows), min(columns), max(rows), max(columns)
