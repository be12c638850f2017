"""Rows as a CSV file and as a workbook of plain sheets, in which no text is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipeline.foundation.spreadsheet_text import harmless

Value = str | int | None
BODY = Font(name="Arial", size=11)
BOLD = Font(name="Arial", size=11, bold=True)
TITLE = Font(name="Arial", size=15, bold=True)


def as_csv(headings: Sequence[str], lines: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark, for Excel; a text that a spreadsheet would take for a formula is quoted with an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    for line in lines:
        writer.writerow([_harmless(value) for value in line])
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> Value:
    return harmless(value) if isinstance(value, str) else value


def new_book(title: str) -> Workbook:
    """A workbook without sheets."""
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.language = "en-GB"
    book.properties.creator = "First Release"
    return book


def add_sheet(
    book: Workbook, name: str, title: str, note: str, headings: Sequence[str], lines: Iterable[Sequence[Value]]
) -> None:
    """Add a sheet of a title, a note, headings and a row a line."""
    sheet: WriteOnlyWorksheet = book.create_sheet(name)
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 28
    sheet.append([_cell(sheet, title, TITLE)])
    sheet.append([_cell(sheet, note, BODY)])
    sheet.append([_cell(sheet, heading, BOLD) for heading in headings])
    for line in lines:
        # A number is left plain; a text is marked as text, so that no spreadsheet takes it for a formula.
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in line])


def _cell(sheet: WriteOnlyWorksheet, value: str, font: Font) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.font = font
    cell.alignment = Alignment(wrap_text=font is not TITLE, vertical="top")
    return cell


def _text(sheet: WriteOnlyWorksheet, value: str) -> WriteOnlyCell | str:
    if not value.startswith("="):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def book_bytes(book: Workbook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
