"""Cells, links, lines of text and marked-up tables of a worksheet, written so that they stay accessible."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.disseminate.workbooks.workbook_styles import LINK, TEXT, TITLE, WorkbookStyles

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LINE_HEIGHT = 1.35  # of a line of text, in sizes of its font
MARGIN = 0.5  # of a printed page, in inches
BOLD_WIDTH = 1.1  # of bold letters, in widths of plain ones
WIDEST_LINE = 200  # of a line above a table, in characters of the body font
INDENT_WIDTH = 2  # of a step that a text is set in, in widths of a letter


@dataclass(frozen=True, slots=True)
class _NamedLook:
    """What a named style of a workbook gives a cell: all of it as openpyxl has it, and what the room for text needs."""

    given: StyleArray
    size: float
    is_bold: bool
    indent: float


_LOOKS: WeakKeyDictionary[Workbook, dict[str, _NamedLook]] = WeakKeyDictionary()
"""Those that were asked for, by workbook: openpyxl goes through the list of all of them for every cell."""


def _look_of(sheet: Worksheet, name: str) -> _NamedLook:
    known = _LOOKS.setdefault(sheet.parent, {})
    if name not in known:
        style = sheet.parent._named_styles[name]
        known[name] = _NamedLook(style.as_tuple(), style.font.size, bool(style.font.bold), style.alignment.indent or 0)
    return known[name]


def give_style(cell: Cell, name: str) -> None:
    """Give a cell a named style of its workbook, as setting ``cell.style`` does."""
    cell._style = copy(_look_of(cell.parent, name).given)


def write_text(sheet: Worksheet, row: int, column: int, text: str, name: str) -> None:
    """Write text as text, whatever it begins with: a cell must never become a formula."""
    cell = sheet.cell(row, column)
    give_style(cell, name)
    cell.value = text
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    _make_room(sheet, row, column, text, name)


def _make_room(sheet: Worksheet, row: int, column: int, text: str, name: str) -> None:
    """Make the row as high as its wrapped text needs: not every program does so when it opens the file."""
    look, body_size = _look_of(sheet, name), _look_of(sheet, "Normal").size
    size, width = look.size, sheet.column_dimensions[get_column_letter(column)].width
    width *= body_size / size
    width = (width / BOLD_WIDTH if look.is_bold else width) - INDENT_WIDTH * look.indent
    if len(text) <= width and size == body_size:
        return
    lines = len(textwrap.wrap(text, int(width))) or 1
    height = round(lines * size * LINE_HEIGHT, 1)
    dimension = sheet.row_dimensions[row]
    dimension.height = max(dimension.height or 0, height)


def write_link(sheet: Worksheet, row: int, column: int, text: str, target: str) -> None:
    """Write a link to the top of the worksheet ``target``."""
    write_text(sheet, row, column, text, LINK)
    cell = sheet.cell(row, column)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{target}'!A1", display=text)
    give_style(cell, LINK)  # openpyxl puts its own style on links


def write_lines(sheet: Worksheet, title: str, lines: Sequence[str]) -> int:
    """Write the title and the lines below it in column A; gives the next free row.

    They run over the empty cells beside them as far as the table goes, where that is not too far to read; what is
    longer wraps in its column. The widths of the columns have to be set.
    """
    across = min(WIDEST_LINE, sum(sheet.column_dimensions[name].width for name in sheet.column_dimensions))
    for row, (text, kind) in enumerate([(title, TITLE), *((line, TEXT) for line in lines)], start=1):
        write_text(sheet, row, 1, text, kind)
        if _width_of(sheet, text, kind) <= across:
            sheet.cell(row, 1).alignment = Alignment(vertical="center")
            sheet.row_dimensions[row].height = None
    return len(lines) + 2


def _width_of(sheet: Worksheet, text: str, name: str) -> float:
    """How wide a text is, in characters of the body font."""
    look = _look_of(sheet, name)
    return float(len(text) * (BOLD_WIDTH if look.is_bold else 1) * look.size / _look_of(sheet, "Normal").size)


def mark_up(sheet: Worksheet, styles: WorkbookStyles, name: str, header_row: int, headers: Sequence[str]) -> None:
    """Tag the block from the header row down as a table without filter buttons; its header prints on every page."""
    table = Table(displayName=name, ref=f"A{header_row}:{get_column_letter(len(headers))}{sheet.max_row}")
    # Left to itself openpyxl names the columns when it saves, and adds a filter as it does so.
    table._initialise_columns()
    for column, header in zip(table.tableColumns, headers, strict=True):
        column.name = header
    table.autoFilter = None
    table.tableStyleInfo = TableStyleInfo(name=styles.table_style, showRowStripes=False)
    sheet.add_table(table)
    sheet.sheet_format.defaultRowHeight = round(styles.body_size * LINE_HEIGHT, 1)
    sheet.sheet_format.customHeight = True
    sheet.print_title_rows = f"{header_row}:{header_row}"
    set_up_page(sheet, styles)


def set_up_page(sheet: Worksheet, styles: WorkbookStyles) -> None:
    """Print landscape, fitted to the width of the paper, on as many pages as the rows need."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = styles.paper_size
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(*[MARGIN] * 4)


def set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Set the widths of the first columns, in characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
