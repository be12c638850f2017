"""Each promise of the workbook standard, broken once in a workbook that keeps them all."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from pipeline.design.files.contents_file import load_contents
from pipeline.disseminate.standards.failing import Severity
from pipeline.disseminate.standards.workbook_standard import screen_workbook
from pipeline.foundation.stages import UnreadableInput
from tests.disseminate.workbook_example import TABLES, write_example

Break = Callable[[Workbook], object]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    contents = load_contents(TABLES)
    few = [table for table in contents.tables if table.number in ("LAA5", "LAA7")]
    return write_example(tmp_path_factory.mktemp("book") / "tables.xlsx", contents=replace(contents, tables=tuple(few)))


def restyled(cell: Any, **changes: Any) -> None:
    font = dict(name=cell.font.name, sz=cell.font.sz, b=cell.font.b) | changes
    cell.font = Font(**font)


def put(address: str, value: object, sheet: str = "LAA5") -> Break:
    def break_it(book: Workbook) -> None:
        book[sheet][address].value = value

    return break_it


def emptied(sheet: str) -> Break:
    def break_it(book: Workbook) -> None:
        book.create_sheet(sheet)

    return break_it


def no_table(book: Workbook) -> None:
    del book["LAA5"].tables["LAA5_age_and_sex"]


def second_table(book: Workbook) -> None:
    sheet = book["LAA5"]
    end = sheet.max_row
    for column in (1, 2):
        sheet.cell(end + 1, column).value = f"Header {column}"
        sheet.cell(end + 2, column).value = column
    table = Table(displayName="another", ref=f"A{end + 1}:B{end + 2}")
    table._initialise_columns()
    for column, name in zip(table.tableColumns, ("Header 1", "Header 2"), strict=True):
        column.name = name
    table.autoFilter = None
    sheet.add_table(table)


def filter_buttons(book: Workbook) -> None:
    table = book["LAA5"].tables["LAA5_age_and_sex"]
    table.autoFilter = AutoFilter(ref=table.ref)


def empty_column_a(book: Workbook) -> None:
    for cell in book["LAA5"]["A"]:
        cell.value, cell.hyperlink = None, None


def bare_cover(book: Workbook) -> None:
    for cell in book["Cover"]["A"][3:]:
        cell.value = "Text"


def unlisted(book: Workbook) -> None:
    book["LAA5"]["A1"].value = "A table of another name"
    book["LAA5"].title = "Unlisted"


def vague_link(book: Workbook) -> None:
    cell = book["Cover"]["A2"]
    cell.value = "click here"


def broken_link(book: Workbook) -> None:
    cell = book["Contents"]["A5"]
    cell.hyperlink = Hyperlink(ref="A5", location="'LAA99'!A1")


def without(text: str) -> Break:
    """Blank whatever on the cover and the notes sheet holds the text."""

    def break_it(book: Workbook) -> None:
        for sheet in ("Cover", "Notes"):
            for row in book[sheet].iter_rows():
                for cell in row:
                    if text in str(cell.value):
                        cell.value = "Removed"

    return break_it


def cursor_elsewhere(book: Workbook) -> None:
    book["Cover"].sheet_view.selection[0].activeCell = "B7"


BROKEN: list[tuple[str, Severity, Break]] = [
    ("merged", Severity.FAIL, lambda book: book["LAA5"].merge_cells("E7:F7")),
    ("filters", Severity.WARNING, filter_buttons),
    ("filters", Severity.WARNING, lambda book: setattr(book["LAA5"].auto_filter, "ref", "A6:D9")),
    ("freeze-panes", Severity.WARNING, lambda book: setattr(book["LAA5"], "freeze_panes", "B7")),
    ("header-row", Severity.FAIL, put("F6", None)),
    ("header-row", Severity.FAIL, put("F6", "Number: Female")),
    ("header-row", Severity.FAIL, lambda b: setattr(b["LAA5"].tables["LAA5_age_and_sex"], "headerRowCount", 0)),
    ("table-name", Severity.WARNING, lambda b: setattr(b["LAA5"].tables["LAA5_age_and_sex"], "displayName", "Table1")),
    ("table-markup", Severity.FAIL, no_table),
    ("one-table", Severity.WARNING, second_table),
    ("column-a", Severity.FAIL, empty_column_a),
    ("left-edge", Severity.FAIL, lambda b: setattr(b["LAA5"].tables["LAA5_age_and_sex"], "ref", "B6:S14")),
    ("empty-cells", Severity.FAIL, put("E8", None)),
    ("symbols", Severity.FAIL, put("E8", "x")),
    ("symbols", Severity.FAIL, put("E8", "[er]")),
    ("symbols", Severity.WARNING, put("E8", "[qq]")),
    ("symbols", Severity.FAIL, without("[c]")),
    ("numbers-as-text", Severity.WARNING, put("E8", "1,234")),
    ("note-marker", Severity.WARNING, put("E8", "12 [note 1]")),
    ("note-marker", Severity.FAIL, put("A3", "Units: numbers\u00b9")),
    ("notes", Severity.FAIL, put("A1", "Table LAA5: Children looked after [note 99]")),
    ("notes", Severity.FAIL, lambda book: book.remove(book["Notes"])),
    ("blank-rows", Severity.FAIL, lambda b: [setattr(c, "value", None) for c in b["LAA5"][8]]),
    ("blank-rows", Severity.FAIL, put("A3", None)),
    ("blank-columns", Severity.FAIL, lambda b: [setattr(b["LAA5"].cell(r, 7), "value", None) for r in range(7, 15)]),
    ("below-table", Severity.WARNING, put("A20", "A footnote below the table")),
    ("column-a", Severity.WARNING, put("C3", "stray")),
    ("title", Severity.FAIL, put("A1", None)),
    ("title", Severity.WARNING, put("A1", "LAA5")),
    ("heading-style", Severity.WARNING, lambda book: setattr(book["LAA5"]["A1"], "style", "Text")),
    ("hidden", Severity.WARNING, lambda b: setattr(b["LAA5"].row_dimensions[8], "hidden", True)),
    ("hidden", Severity.WARNING, lambda b: setattr(b["LAA5"].column_dimensions["F"], "hidden", True)),
    ("hidden", Severity.WARNING, lambda b: b["LAA5"].row_dimensions.group(8, 9)),
    ("hidden", Severity.WARNING, lambda b: setattr(b["LAA5"], "sheet_state", "hidden")),
    ("header-footer", Severity.FAIL, lambda b: setattr(b["LAA5"].oddFooter.center, "text", "page")),
    ("protected", Severity.WARNING, lambda b: b["LAA5"].protection.enable()),
    ("comments", Severity.WARNING, lambda b: setattr(b["LAA5"]["E8"], "comment", Comment("why", "me"))),
    ("formulas", Severity.WARNING, put("E8", "=1+1")),
    ("dates", Severity.WARNING, put("A3", "30/09/2024")),
    ("font-size", Severity.FAIL, lambda b: restyled(b["LAA5"]["E8"], sz=9)),
    ("font", Severity.WARNING, lambda b: restyled(b["LAA5"]["E8"], name="Times New Roman")),
    ("italics", Severity.WARNING, lambda b: restyled(b["LAA5"]["E8"], i=True)),
    ("note-marker", Severity.FAIL, lambda b: restyled(b["LAA5"]["A3"], vertAlign="superscript")),
    ("fill", Severity.WARNING, lambda b: setattr(b["LAA5"]["E8"], "fill", PatternFill("solid", "FFFF00"))),
    ("rotated", Severity.FAIL, lambda b: setattr(b["LAA5"]["E6"], "alignment", Alignment(textRotation=90))),
    ("wrap", Severity.FAIL, lambda b: setattr(b["LAA5"]["E6"], "alignment", Alignment(wrap_text=False))),
    ("wrap", Severity.WARNING, put("A2", "Further than the table goes. " * 100)),
    ("link-text", Severity.FAIL, vague_link),
    ("link-text", Severity.WARNING, put("A3", "See https://example.org/method")),
    ("links", Severity.FAIL, broken_link),
    (
        "contents",
        Severity.FAIL,
        lambda b: setattr(b["LAA5"], "title", "Unlisted") or put("A1", "Other title", "Unlisted")(b),
    ),
    ("contents", Severity.WARNING, lambda book: book.remove(book["Contents"])),
    ("sheet-name", Severity.FAIL, lambda book: setattr(book["LAA5"], "title", "Sheet5")),
    ("sheet-name", Severity.WARNING, lambda book: setattr(book["LAA5"], "title", "LAA5 & more")),
    ("blank-sheet", Severity.FAIL, emptied("Spare")),
    ("cover", Severity.WARNING, lambda book: book.remove(book["Cover"])),
    ("cover", Severity.WARNING, lambda book: book.move_sheet("Cover", 3)),
    ("cover", Severity.WARNING, bare_cover),
    ("cursor", Severity.FAIL, lambda book: setattr(book, "active", 4)),
    ("cursor", Severity.FAIL, cursor_elsewhere),
    ("document-information", Severity.FAIL, lambda book: setattr(book.properties, "title", None)),
    ("document-information", Severity.WARNING, lambda book: setattr(book.properties, "language", None)),
    ("document-information", Severity.WARNING, lambda book: setattr(book.properties, "creator", "openpyxl")),
]


def test_a_workbook_loaded_and_saved_again_still_meets_the_standard(example: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    openpyxl.load_workbook(example).save(path)
    assert screen_workbook(path) == []


@pytest.mark.parametrize("check, severity, break_it", BROKEN, ids=[f"{n}-{c}" for n, (c, *_) in enumerate(BROKEN)])
def test_a_broken_promise_is_reported(
    example: Path, tmp_path: Path, check: str, severity: Severity, break_it: Break
) -> None:
    book = openpyxl.load_workbook(example)
    break_it(book)
    path = tmp_path / "broken.xlsx"
    book.save(path)
    assert (check, severity) in {(failing.check, failing.severity) for failing in screen_workbook(path)}


def test_departures_are_left_out_and_nothing_else(example: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(example)
    book["LAA5"]["E8"].value = "x"
    book["LAA5"].merge_cells("E9:F9")
    path = tmp_path / "broken.xlsx"
    book.save(path)
    assert "symbols" in {failing.check for failing in screen_workbook(path)}
    left = screen_workbook(path, {"symbols"})
    assert "merged" in {failing.check for failing in left}
    assert "symbols" not in {failing.check for failing in left}


def test_macros_and_pictures_are_reported(example: Path, tmp_path: Path) -> None:
    path = tmp_path / "more.xlsx"
    path.write_bytes(example.read_bytes())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"")
        package.writestr("xl/media/image1.png", b"")
        package.writestr("xl/drawings/drawing1.xml", '<xdr:sp><xdr:cNvPr id="1" name="Box"/></xdr:sp>')
    assert {failing.check for failing in screen_workbook(path)} >= {"macros", "images", "alt-text", "floating"}


def test_what_is_no_workbook_cannot_be_screened(tmp_path: Path) -> None:
    path = tmp_path / "tables.xlsx"
    path.write_text("not a workbook")
    with pytest.raises(UnreadableInput, match=r"tables\.xlsx cannot be read as an Excel workbook"):
        screen_workbook(path)
