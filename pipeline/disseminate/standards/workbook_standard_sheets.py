"""Screening of one worksheet: its title and layout, its cells, and then its tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.disseminate.standards.failing import Severity, listed
from pipeline.disseminate.standards.workbook_screening import Screening, cell_text, used_area
from pipeline.disseminate.standards.workbook_standard_tables import screen_legacy_symbols, screen_table

SUPERSCRIPT = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079*\u2020\u2021\u00a7\u00b6]")
VAGUE_LINK = re.compile(
    r"^\s*(click here|here|link|read more|more|this (page|link)|https?://\S+|www\.\S+)\s*\.?$", re.IGNORECASE
)
NUMERIC_DATE = re.compile(r"^\d{1,2}/\d{1,2}/\d{2,4}$")
SERIF_FONTS = {"Times New Roman", "Cambria", "Georgia", "Garamond", "Courier New"}
SMALLEST_FONT = 10
DEFAULT_WIDTH = 8.43
SHORTEST_TITLE = 8
# A column's width counts digits; letters are narrower on average.
LETTERS_PER_WIDTH = 1.15


def screen_sheet(screening: Screening, sheet: Worksheet) -> None:
    """Add the failings of a worksheet and of its tables."""
    area = used_area(sheet)
    if area is None:
        screening.fail("blank-sheet", sheet.title, "the worksheet is empty")
        return
    _screen_title(screening, sheet)
    _screen_layout(screening, sheet)
    tables = list(sheet.tables.values())
    holds_data = sheet in screening.data_sheets
    if not tables and (holds_data or sheet in (screening.notes, screening.contents)):
        screening.fail("table-markup", sheet.title, "there is no marked-up table")
    if len(tables) > 1:
        screening.warn("one-table", sheet.title, f"{len(tables)} tables on one worksheet")
    for table in tables:
        screen_table(screening, sheet, table)
    if holds_data and not tables:
        screen_legacy_symbols(screening, sheet)
    _screen_space(screening, sheet, area, holds_data)
    _screen_cells(screening, sheet, area)


def _screen_title(screening: Screening, sheet: Worksheet) -> None:
    cell = sheet["A1"]
    title, style = cell_text(cell).strip(), (cell.style or "").lower()
    if not title:
        screening.fail("title", sheet.title, "A1 is empty: a descriptive title belongs there")
    elif len(title) < SHORTEST_TITLE:
        screening.warn("title", sheet.title, f"the title in A1 is very short: {title!r}")
    if not style.startswith(("heading", "title")):
        screening.warn("heading-style", sheet.title, "the title in A1 has no heading style")
        if not cell.font.b:
            screening.warn("title", sheet.title, "the title in A1 does not stand out")


def _screen_layout(screening: Screening, sheet: Worksheet) -> None:
    name = sheet.title
    for merged in sheet.merged_cells.ranges:
        screening.fail("merged", f"{name}!{merged.coord}", "merged cells")
    if sheet.freeze_panes:
        screening.warn("freeze-panes", name, f"panes frozen at {sheet.freeze_panes}")
    if sheet.auto_filter and sheet.auto_filter.ref:
        screening.warn("filters", name, "a filter on the worksheet")
    for kind, dimensions in (("rows", sheet.row_dimensions), ("columns", sheet.column_dimensions)):
        hidden = [key for key, dimension in dimensions.items() if dimension.hidden]
        if hidden:
            screening.warn("hidden", name, f"hidden {kind}: {listed(hidden)}")
        if any(dimension.outlineLevel for dimension in dimensions.values()):
            screening.warn("hidden", name, f"grouped {kind}, which fold away")
    printed = (
        *(sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter),
        *(sheet.firstHeader, sheet.firstFooter),
    )
    if any(part.text for line in printed if line for part in (line.left, line.center, line.right)):
        screening.fail("header-footer", name, "a print header or footer, which screen readers pass over")
    if sheet.protection.sheet:
        screening.warn("protected", name, "a protected worksheet, which readers cannot adjust")


def _screen_space(screening: Screening, sheet: Worksheet, area: tuple[int, int, int, int], holds_data: bool) -> None:
    """Blank rows as spacing, an empty column A, and content beside or below the tables."""
    first_row, first_column, last_row, _ = area
    bounds = [range_boundaries(table.ref) for table in sheet.tables.values()]
    in_table = {row for _, top, _, bottom in bounds for row in range(top, bottom + 1)}
    outside = [row for row in range(first_row, last_row + 1) if row not in in_table]
    blank = [row for row in outside if not any(cell_text(cell).strip() for cell in sheet[row])]
    if blank:
        severity = Severity.FAIL if holds_data else Severity.WARNING
        screening.add(severity, "blank-rows", sheet.title, f"blank rows used as spacing: {listed(blank)}")
    if first_column > 1:
        screening.fail("column-a", sheet.title, "nothing is in column A, where screen readers start")
    if not bounds:
        return
    stray = [cell.coordinate for row in outside for cell in sheet[row] if cell.column > 1 and cell_text(cell).strip()]
    if stray:
        screening.warn("column-a", sheet.title, f"text beside the table that is not in column A: {listed(stray)}")
    end = max(bottom for _, _, _, bottom in bounds)
    below = [row for row in outside if row > end and row not in blank]
    if below:
        screening.warn("below-table", sheet.title, f"content below the table, in rows {listed(below)}")


def _screen_cells(screening: Screening, sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
    """Fonts, fills, wrapping, links, formulas, markers and dates."""
    found: dict[str, list[str]] = {}
    fonts: set[str] = set()
    widths = {
        column: sheet.column_dimensions[get_column_letter(column)].width or DEFAULT_WIDTH
        for column in range(1, area[3] + 2)
    }
    commented = False
    looks: dict[int, _Look] = {}
    for row in sheet.iter_rows(min_row=area[0], max_row=area[2], min_col=1, max_col=area[3]):
        for cell in row:
            commented = commented or cell.comment is not None
            text = cell_text(cell)
            if not text.strip():
                continue
            # Thousands of cells share a style, and a style is slow to read, its number too.
            style = cell.style_id
            if style not in looks:
                looks[style] = _look_of(cell)
            look = looks[style]
            if look.font:
                fonts.add(look.font)
            for kind in _cell_faults(sheet, cell, text, widths, look):
                found.setdefault(kind, []).append(cell.coordinate)
    for kind, (severity, check, message) in CELL_FAULTS.items():
        if kind in found:
            screening.add(severity, check, sheet.title, f"{message}: {listed(found[kind], 4)}")
    if commented:
        screening.warn("comments", sheet.title, "cell comments: put their text on the notes sheet")
    if fonts & SERIF_FONTS:
        screening.warn("font", sheet.title, f"a font with serifs: {listed(sorted(fonts & SERIF_FONTS))}")


CELL_FAULTS = {
    "small": (Severity.FAIL, "font-size", f"text smaller than {SMALLEST_FONT} points"),
    "italic": (Severity.WARNING, "italics", "italic text"),
    "turned": (Severity.FAIL, "rotated", "text that is turned or centred across columns"),
    "fill": (Severity.WARNING, "fill", "background fill"),
    "cut off": (Severity.FAIL, "wrap", "text cut off by the next cell: wrap it"),
    "runs over": (Severity.WARNING, "wrap", "text that runs further than the table: wrap it"),
    "raised": (Severity.FAIL, "note-marker", "a superscript or symbol as note marker: write [note 1]"),
    "formula": (Severity.WARNING, "formulas", "formulas: publish values"),
    "date": (Severity.WARNING, "dates", "dates in digits: write them out in words"),
    "vague link": (Severity.FAIL, "link-text", "link text that says nothing on its own"),
    "bare address": (Severity.WARNING, "link-text", "a web address that is not a link"),
}


@dataclass(frozen=True)
class _Look:
    """What a cell's style says: its font, the kinds of CELL_FAULTS in it, and whether text is raised or wrapped."""

    font: str
    faults: tuple[str, ...]
    is_raised: bool
    wraps: bool


def _look_of(cell: Any) -> _Look:
    font, alignment = cell.font, cell.alignment
    faults = {
        "small": bool(font.sz and font.sz < SMALLEST_FONT),
        "italic": bool(font.i),
        "turned": bool(alignment.textRotation or alignment.horizontal == "centerContinuous"),
        "fill": bool(cell.fill.fill_type),
    }
    named = tuple(kind for kind, is_so in faults.items() if is_so)
    return _Look(font.name or "", named, font.vertAlign == "superscript", bool(alignment.wrap_text))


def _cell_faults(sheet: Worksheet, cell: Any, text: str, widths: Mapping[int, float], look: _Look) -> Iterable[str]:
    """The kinds of CELL_FAULTS that a cell with text has; a line above a table may run as far as its ``widths`` go."""
    is_text = isinstance(cell.value, str)
    yield from look.faults
    if cell.data_type == "f":
        yield "formula"
    elif is_text and SUPERSCRIPT.search(text):
        yield "raised"
    runs = [] if is_text or not hasattr(cell.value, "__iter__") else list(cell.value)  # rich text
    if look.is_raised or any(getattr(getattr(run, "font", None), "vertAlign", None) == "superscript" for run in runs):
        yield "raised"
    if is_text and len(text) > widths[cell.column] * LETTERS_PER_WIDTH and not look.wraps:
        if cell_text(sheet.cell(cell.row, cell.column + 1)).strip():
            yield "cut off"
        elif len(text) > sum(widths.values()) * LETTERS_PER_WIDTH:
            yield "runs over"
    if NUMERIC_DATE.match(text):
        yield "date"
    if cell.hyperlink and VAGUE_LINK.match(text):
        yield "vague link"
    if "://" in text and not cell.hyperlink:
        yield "bare address"
