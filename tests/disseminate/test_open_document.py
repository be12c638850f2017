"""The OpenDocument spreadsheet beside each workbook: the same cells in their places, the same bytes each time."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook

from pipeline.disseminate.workbooks.open_document import TYPE, write_open_document
from pipeline.runs.release import RunSummary

OFFICE, TABLE, TEXT, XLINK = (
    *(f"{{urn:oasis:names:tc:opendocument:xmlns:{part}:1.0}}" for part in ("office", "table", "text")),
    "{http://www.w3.org/1999/xlink}",
)
WHEN = datetime.datetime(2024, 9, 30, 9, 30)


def read(path: Path) -> tuple[dict[str, list[list[Any]]], dict[str, list[str]]]:
    """The cells of every worksheet, numbers as numbers, and the links of each."""
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[0] == "mimetype" and archive.read("mimetype").decode() == TYPE
        for name in archive.namelist()[1:]:
            etree.fromstring(archive.read(name))
        content = etree.fromstring(archive.read("content.xml"))
    sheets, links = {}, {}
    for table in content.iter(f"{TABLE}table"):
        name = table.get(f"{TABLE}name")
        sheets[name] = [[value_of(cell) for cell in row] for row in table.iter(f"{TABLE}table-row")]
        links[name] = [link.get(f"{XLINK}href") for link in table.iter(f"{TEXT}a")]
    return sheets, links


def value_of(cell: Any) -> Any:
    kind = cell.get(f"{OFFICE}value-type")
    if kind is None:
        return None
    text = "".join(cell.itertext())
    if kind == "string":
        return text
    number = float(cell.get(f"{OFFICE}value"))
    assert float(text.replace(",", "")) == number
    return number


def test_every_workbook_has_one_with_the_same_cells(published_little: RunSummary) -> None:
    tables = published_little.folder / "publish" / "tables"
    workbooks = sorted(tables.glob("*.xlsx"))
    assert sorted(path.stem for path in tables.glob("*.ods")) == [path.stem for path in workbooks] != []
    for path in workbooks:
        sheets, links = read(path.with_suffix(".ods"))
        book = load_workbook(path)
        assert list(sheets) == book.sheetnames
        for sheet in book:
            assert sheets[sheet.title] == [[cell.value for cell in row] for row in sheet.iter_rows()]
            targets = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
            assert links[sheet.title] == [f"#{target.replace('!', '.')}" for target in targets]


def test_text_stays_text_and_the_bytes_are_the_same_each_time(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"], book.active["B1"], book.active["C1"] = "=1+1 & <b>", 1234.5, 0
    book.active["A1"].data_type = "s"
    for name in ("one.ods", "two.ods"):
        write_open_document(book, tmp_path / name, WHEN)
    assert read(tmp_path / "one.ods")[0] == {"Sheet": [["=1+1 & <b>", 1234.5, 0]]}
    assert (tmp_path / "one.ods").read_bytes() == (tmp_path / "two.ods").read_bytes()


def test_what_is_neither_text_nor_number_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = WHEN
    with pytest.raises(TypeError, match="Sheet!A1"):
        write_open_document(book, tmp_path / "one.ods", WHEN)
