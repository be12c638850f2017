"""Screening of one marked-up table: its header row, its cells and symbols, and the notes that it refers to."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.disseminate.standards.failing import Severity, listed
from pipeline.disseminate.standards.workbook_screening import Screening, cell_text

# Harmonised shorthand of the Government Statistical Service, and the codes for statistical significance.
SHORTHAND = {"b", "c", "d", "e", "er", "f", "k", "low", "ns", "p", "r", "s", "ss", "sss", "u", "w", "x", "z"}
LEGACY_SYMBOLS = {
    *("-", "\u2013", "\u2014", ".", "..", "...", ":", "*", "**", "~", "#"),
    *("n/a", "N/A", "na", "NA", "#N/A", "NULL", "nan", "NaN", "None"),
    *("x", "c", "z", "k", "low"),
}
BRACKETED = re.compile(r"\[([a-z]{1,3})\]", re.IGNORECASE)
NOTE = re.compile(r"\[note ?(\d+)\]", re.IGNORECASE)
GENERIC_TABLE = re.compile(r"^(table|tbl|tabelle)_?\d*$", re.IGNORECASE)
NUMBER_AS_TEXT = re.compile(r"-?\d{1,3}(,\d{3})+|-?\d+(\.\d+)?%?")


def screen_table(screening: Screening, sheet: Worksheet, table: Any) -> None:
    """Add the failings of a table."""
    where = f"{sheet.title}!{table.ref}"
    left, top, right, bottom = range_boundaries(table.ref)
    rows = [list(row) for row in sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)]
    if GENERIC_TABLE.match(table.displayName or ""):
        screening.warn("table-name", where, f"the table's name {table.displayName!r} is a default one")
    if left != 1:
        screening.fail("left-edge", where, "the table does not start in column A")
    if table.autoFilter is not None:
        screening.warn("filters", where, "filter buttons on the table")
    _screen_headers(screening, where, table, [cell_text(cell).strip() for cell in rows[0]])
    for row in rows:
        if not any(cell_text(cell).strip() for cell in row):
            screening.fail("blank-rows", where, f"row {row[0].row} of the table is blank")
    for position, column in enumerate(zip(*rows[1:], strict=True), start=left):
        if not any(cell_text(cell).strip() for cell in column):
            screening.fail("blank-columns", where, f"column {get_column_letter(position)} of the table is blank")
    above = " ".join(cell_text(cell) for row in sheet.iter_rows(max_row=max(top - 1, 1)) for cell in row)
    _screen_body(screening, where, above.lower(), [cell for row in rows[1:] for cell in row])
    _screen_note_markers(screening, sheet, bottom)


def screen_legacy_symbols(screening: Screening, sheet: Worksheet) -> None:
    """Symbols on a data sheet that has no table to look through."""
    found = sorted({cell_text(cell).strip() for row in sheet.iter_rows() for cell in row} & LEGACY_SYMBOLS)
    if found:
        screening.fail("symbols", sheet.title, f"bare symbols {listed(found)}: write shorthand in brackets")


def _screen_headers(screening: Screening, where: str, table: Any, headers: list[str]) -> None:
    if table.headerRowCount == 0:
        screening.fail("header-row", where, "the table has no tagged header row")
    if not all(headers):
        screening.fail("header-row", where, "a header is blank")
    repeated = sorted({header for header in headers if header and headers.count(header) > 1})
    if repeated:
        screening.fail("header-row", where, f"headers are repeated: {listed(repeated)}")
    names = [" ".join(column.name.replace("_x000a_", " ").split()) for column in table.tableColumns]
    if names != [" ".join(header.split()) for header in headers]:
        screening.fail("header-row", where, "header cells differ from the table's own names of its columns")
    if any(re.fullmatch(r"Column\d+", header) for header in headers):
        screening.warn("header-row", where, "a default header such as Column1")


def _screen_body(screening: Screening, where: str, above: str, cells: list[Any]) -> None:
    """Empty cells, symbols and numbers; the first column may hold codes made of digits."""
    empty: list[str] = []
    as_text: list[str] = []
    marked: list[str] = []
    symbols: set[str] = set()
    legacy: set[str] = set()
    for cell in cells:
        text = cell_text(cell).strip()
        bracketed = BRACKETED.fullmatch(text)
        if not text:
            empty.append(cell.coordinate)
        elif bracketed:
            symbols.add(bracketed.group(1).lower())
        elif cell.column > 1:
            if text in LEGACY_SYMBOLS:
                legacy.add(text)
            if isinstance(cell.value, str) and NUMBER_AS_TEXT.fullmatch(text):
                as_text.append(cell.coordinate)
            if NOTE.search(text) and _is_figure(NOTE.sub("", text).strip()):
                marked.append(cell.coordinate)
    if legacy:
        screening.fail("symbols", where, f"bare symbols {listed(sorted(legacy))}: write shorthand in brackets")
    if symbols - SHORTHAND:
        screening.warn("symbols", where, f"shorthand that is not harmonised: {listed(sorted(symbols - SHORTHAND))}")
    explained = above + screening.explanations
    unexplained = [symbol for symbol in sorted(symbols) if f"[{symbol}]" not in explained]
    if unexplained:
        screening.fail("symbols", where, f"shorthand that is explained nowhere: {listed(unexplained)}")
    if empty:
        severity = Severity.WARNING if "blank" in above or "empty" in above else Severity.FAIL
        screening.add(severity, "empty-cells", where, f"{len(empty)} empty cells, such as {listed(empty, 4)}")
    if as_text:
        screening.warn("numbers-as-text", where, f"numbers stored as text: {listed(as_text, 4)}")
    if marked:
        screening.warn("note-marker", where, f"note markers inside data cells: {listed(marked, 4)}")


def _is_figure(text: str) -> bool:
    """Whether a text is a number or shorthand; anything else is the label of its row, which may refer to a note."""
    return bool(not text or NUMBER_AS_TEXT.fullmatch(text) or BRACKETED.fullmatch(text))


def _screen_note_markers(screening: Screening, sheet: Worksheet, bottom: int) -> None:
    """Every note referred to is on the notes sheet."""
    if sheet is screening.notes:
        return
    lines = "\n".join(cell_text(cell) for row in sheet.iter_rows(max_row=bottom) for cell in row)
    used = {int(number) for number in NOTE.findall(lines)}
    if not used:
        return
    if screening.notes is None:
        screening.fail("notes", sheet.title, "there are note markers but no notes sheet")
        return
    texts = [cell_text(cell) for row in screening.notes.iter_rows() for cell in row]
    held = {int(number) for text in texts for number in re.findall(r"\bnote ?(\d+)\b", text, re.IGNORECASE)}
    held |= {int(text) for text in texts if text.strip().isdigit()}
    if used - held:
        screening.fail("notes", sheet.title, f"notes that are not on the notes sheet: {listed(sorted(used - held))}")
