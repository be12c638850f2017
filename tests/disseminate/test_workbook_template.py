"""What an editor changes in the template, in Excel, is in the next workbook; what readers could not read is refused."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.styles.colors import Color

from pipeline.design.contents import Layout
from pipeline.design.files.contents_file import load_contents
from pipeline.disseminate.standards.workbook_standard import screen_workbook
from pipeline.disseminate.workbooks.workbook import write_workbook
from pipeline.disseminate.workbooks.workbook_logo import put_on_first_sheet
from pipeline.disseminate.workbooks.workbook_styles import TEXT, TITLE
from pipeline.disseminate.workbooks.workbook_template import FILE, Logo, load_template
from pipeline.foundation.stages import UsageError
from tests.disseminate.workbook_example import AREAS, TABLES, InventedFigures, book_of

Change = Callable[[Workbook], object]
LOGO_WORDS = "Department for Statistics"


def edited(path: Path, change: Change) -> Path:
    """The template as somebody saves it after a change."""
    book = openpyxl.load_workbook(FILE)
    change(book)
    book.save(path)
    return path


def written(path: Path, template: Path) -> Path:
    contents = load_contents(TABLES)
    book = book_of(contents, Layout.CATEGORIES_IN_ROWS)
    write_workbook(path, contents, book, 2015, InventedFigures(), AREAS, template=load_template(template))
    return path


def restyle(book: Workbook) -> None:
    cover, samples = book["Cover"], book["Styles"]
    cover["A4"].value = "What is covered"
    cover.insert_rows(5)
    cover["A5"].value, cover["A5"].style = "Our own sentence.", "Text"
    for (sample,) in samples.iter_rows(min_row=2, max_row=7, max_col=1):
        font = sample.font
        # The first dark colour of the theme, as Excel names it.
        sample.font = Font(name="Verdana", sz=font.sz + 1, b=font.b, color=Color(theme=1))
    book["Settings"]["B2"].value = 120


def png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = chunk(b"IDAT", zlib.compress(b"\0\x12\x43\x6d"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixel + chunk(b"IEND", b"")


def with_logo(path: Path, words: str = LOGO_WORDS) -> Path:
    """The template with a picture on its cover, which is its first worksheet, in the parts in which Excel keeps it."""
    with zipfile.ZipFile(FILE) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    put_on_first_sheet(parts, Logo(png(), ".png", words, 1_800_000, 720_000, 1, 0))
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def test_what_an_editor_changes_is_in_the_workbook(tmp_path: Path) -> None:
    template = edited(tmp_path / "template.xlsx", restyle)
    path = written(tmp_path / "tables.xlsx", template)
    book = openpyxl.load_workbook(path)
    cover = [cell.value for cell in book["Cover"]["A"]]
    assert cover[3:5] == ["What is covered", "Our own sentence."]
    assert book["Cover"].column_dimensions["A"].width == 120
    table = book[book.sheetnames[3]]
    assert (table["A1"].font.name, table["A1"].font.sz, table["A1"].font.b) == ("Verdana", 15, True)
    assert table["A1"].font.color.rgb == "00000000"
    assert {cell.font.name for row in table.iter_rows() for cell in row if cell.value is not None} == {"Verdana"}
    again = written(tmp_path / "again.xlsx", template)
    assert path.read_bytes() == again.read_bytes()
    assert not [one for one in screen_workbook(path) if one.check not in ("symbols",)]


def test_the_logo_is_on_the_cover_of_both_kinds_of_workbooks(tmp_path: Path) -> None:
    path = written(tmp_path / "tables.xlsx", with_logo(tmp_path / "template.xlsx"))
    with zipfile.ZipFile(path) as package:
        assert package.read("xl/media/logo.png") == png()
        drawing = package.read("xl/drawings/logo.xml").decode()
        assert f'descr="{LOGO_WORDS}"' in drawing and 'cx="1800000"' in drawing
        assert 'Extension="png"' in package.read("[Content_Types].xml").decode()
    assert {one.check for one in screen_workbook(path)} <= {"symbols", "images"}
    with zipfile.ZipFile(path.with_suffix(".ods")) as package:
        assert package.read("Pictures/logo.png") == png()
        content = package.read("content.xml").decode()
        assert f"<svg:desc>{LOGO_WORDS}</svg:desc>" in content and 'svg:width="5.000cm"' in content
        assert "Pictures/logo.png" in package.read("META-INF/manifest.xml").decode()


def sample(row: int, **font: object) -> Change:
    def change(book: Workbook) -> None:
        cell = book["Styles"].cell(row, 1)
        cell.font = Font(**{"name": "Arial", "sz": 12, "color": "000000", **font})

    return change


def put(sheet: str, address: str, value: object) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][address].value = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (sample(4, sz=9), r"Styles!A4: 9 points"),
        (sample(4, i=True), r"Styles!A4: italics"),
        (sample(5, color="9AC0FF"), r"Styles!A5: the colour 9AC0FF is too light"),
        (sample(5, color=Color(theme=4, tint=0.5)), r"Styles!A5: choose its colour under More Colours"),
        (put("Styles", "A3", "Heading 9"), r"no sample called Heading 2"),
        (put("Cover", "A14", "About {rounding}"), r"Cover!A14: \{rounding\} may be several lines"),
        (put("Cover", "A14", "{round}"), r"Cover!A14: nothing fills \{round\}"),
        (put("Cover", "A14", "Rounded."), r"readers need \{rounding\} too"),
        (put("Settings", "B2", "wide"), r"Settings: cover is wide"),
        (put("Settings", "A2", "covers"), r"Settings: nothing reads covers"),
        (lambda book: book.remove(book["Settings"]), r"the worksheet Settings is missing"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(tmp_path: Path, change: Change, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_template(edited(tmp_path / "template.xlsx", change))


def test_a_logo_without_words_and_a_file_of_another_kind_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="alternative text"):
        load_template(with_logo(tmp_path / "template.xlsx", words=""))
    (tmp_path / "other.xlsx").write_text("no workbook")
    with pytest.raises(UsageError, match="cannot be opened"):
        load_template(tmp_path / "other.xlsx")


def test_the_template_is_as_it_looks_itself() -> None:
    """A sample, and the cell style that lines of the cover have, are the same look."""
    book, looks = openpyxl.load_workbook(FILE), load_template().styles.looks
    assert {*looks} > {TITLE, TEXT}
    for (cell,) in book["Cover"].iter_rows(max_col=1):
        look = looks[cell.style]
        assert (cell.font.name, cell.font.sz, bool(cell.font.b)) == (look.font, look.size, look.bold)
