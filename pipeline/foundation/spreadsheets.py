"""Rows as a CSV file and as a workbook of plain sheets, in which no text is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.foundation.spreadsheet_text import harmless

if TYPE_CHECKING:  # loading it costs a fifth of a check of one return, which seldom writes a workbook
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | None
BODY, BOLD, TITLE = (11, False), (11, True), (15, True)


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
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.language = "en-GB"
    book.properties.creator = "First Release"
    return book


def add_sheet(
    book: Workbook, name: str, title: str, note: str, headings: Sequence[str], lines: Iterable[Sequence[Value]]
) -> None:
    """Add a sheet of a title, a note, headings and a row a line."""
    from openpyxl.utils import get_column_letter

    sheet: WriteOnlyWorksheet = book.create_sheet(name)
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 28
    sheet.append([_cell(sheet, title, TITLE)])
    sheet.append([_cell(sheet, note, BODY)])
    sheet.append([_cell(sheet, heading, BOLD) for heading in headings])
    for line in lines:
        # A number is left plain; a text is marked as text, so that no spreadsheet takes it for a formula.
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in line])


def _cell(sheet: WriteOnlyWorksheet, value: str, font: tuple[int, bool]) -> WriteOnlyCell:
    """A cell in a font of this size, bold or not."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value)
    cell.font = Font(name="Arial", size=font[0], bold=font[1])
    cell.alignment = Alignment(wrap_text=font != TITLE, vertical="top")
    return cell


def _text(sheet: WriteOnlyWorksheet, value: str) -> WriteOnlyCell | str:
    if not value.startswith("="):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def book_bytes(book: Workbook) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
