"""Workbook tables as a stranger finds them: sheets whose rows are areas and whose headings say what a column holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from .areas import ENGLAND

NOTE = re.compile(r"\s*\[note \d+\]")
FIRST_HEADINGS = ("Local authority code", "Agency code", "Characteristic", "Category")
LEVELS = {"E92": "National", "E12": "Regional", "E13": "Regional"}


@dataclass(frozen=True)
class TableCell:
    """A cell of a table: its area or line, the heading of its column, and what is printed."""

    sheet: str
    title: str
    level: str
    area: str
    line: tuple[str, ...]
    heading: str
    printed: str


def without_notes(text: object) -> str:
    """A heading or label without the marks of its notes."""
    return NOTE.sub("", str(text if text is not None else "")).strip()


def cells_of(path: Path) -> Iterator[TableCell]:
    """The cells of every table of a workbook: rows are areas, or lines of figures of England."""
    for sheet in load_workbook(path, read_only=True).worksheets:
        rows = [[without_notes(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        start = next((number for number, row in enumerate(rows) if row and row[0] in FIRST_HEADINGS), None)
        if start is None:
            continue
        yield from _cells(sheet.title, rows[0][0], rows[start], rows[start + 1 :])


def _cells(sheet: str, title: str, headings: list[str], rows: list[list[str]]) -> Iterator[TableCell]:
    of_areas = "Area" in headings
    place = headings.index("Area" if of_areas else "Category") + 1
    for row in rows:
        if len(row) < place or not row[1 if of_areas else 0]:
            continue
        level, area, line = "National", ENGLAND, tuple(row[:place])
        if of_areas:
            level, line = LEVELS.get(row[1][:3], "Local authority"), ()
            area = ENGLAND if level == "National" else row[1] if level == "Regional" else row[0]
        for heading, printed in zip(headings[place:], row[place:], strict=False):
            if heading:
                yield TableCell(sheet, title, level, area, line, heading, printed)
