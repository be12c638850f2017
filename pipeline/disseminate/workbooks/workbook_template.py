"""The template of all workbooks, which an editor opens in Excel: how texts look, widths, the cover's words, a logo.

``publication_templates/workbook_template.xlsx`` has a worksheet Cover (its lines, in the cell styles of the template,
with places such as {rounding} that the release fills), Styles (a sample of every kind of text: its font, size, colour
and boldness are those of the workbooks) and Settings (widths and print). A picture on Cover is the logo.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles.colors import Color
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.disseminate.workbooks.workbook_styles import (
    FIGURE_HEADER,
    HEADER,
    HEADING,
    LINK,
    TEXT,
    TITLE,
    Look,
    Widths,
    WorkbookStyles,
)
from pipeline.foundation.stages import TEMPLATES, UsageError

FILE: Final = TEMPLATES / "workbook_template.xlsx"
COVER, STYLES, SETTINGS = "Cover", "Styles", "Settings"
KINDS: Final = (TITLE, HEADING, TEXT, LINK, HEADER, FIGURE_HEADER)
SMALLEST_SIZE: Final = 12
LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, 1.4.3
ONE_LINE: Final = ("title", "coverage", "row_order", "publication", "source", "contact", "contents", "notes")
LINES: Final = ("held", "rounding", "statements", "shorthand")
"""What stands in the place of a whole line, and may be several."""
PLACE: Final = re.compile(r"\{([a-z_]*)\}")
PRINT: Final = ("table_style", "paper_size", "figures_across_a_page")
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
PICTURES: Final = {".png": "image/png", ".jpeg": "image/jpeg", ".jpg": "image/jpeg"}


@dataclass(frozen=True)
class Logo:
    """A picture on the cover: bytes and ending, what it shows in words, its size in EMU, and column and row from 0."""

    content: bytes
    ending: str
    words: str
    width: int
    height: int
    column: int
    row: int


@dataclass(frozen=True)
class WorkbookTemplate:
    """What the template says. ``cover`` are the lines of the cover with the style of each."""

    styles: WorkbookStyles
    cover: tuple[tuple[str, str], ...]
    logo: Logo | None = None


@cache
def load_template(path: Path = FILE) -> WorkbookTemplate:
    """Read the template; raises UsageError with file, worksheet and cell for what is missing or not accessible."""
    try:
        book = load_workbook(path)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
        raise UsageError(f"{path.name} cannot be opened as an Excel workbook; save it as .xlsx.") from error
    if missing := [name for name in (COVER, STYLES, SETTINGS) if name not in book.sheetnames]:
        raise UsageError(f"{path.name}: the worksheet {', '.join(missing)} is missing.")
    settings = _settings(path, book)
    styles = WorkbookStyles(
        _looks(path, book),
        str(settings["table_style"]),
        Widths(**{name: _whole(path, name, settings[name]) for name in Widths.__dataclass_fields__}),
        _whole(path, "paper_size", settings["paper_size"]),
        _whole(path, "figures_across_a_page", settings["figures_across_a_page"]),
    )
    return WorkbookTemplate(styles, _cover(path, book), _logo(path))


def _settings(path: Path, book: Workbook) -> dict[str, object]:
    wanted = (*Widths.__dataclass_fields__, *PRINT)
    found: dict[str, object] = {}
    for name, value in book[SETTINGS].iter_rows(min_row=2, max_col=2, values_only=True):
        if name is None:
            continue
        if name not in wanted:
            raise UsageError(f"{path.name}, {SETTINGS}: nothing reads {name}; use {', '.join(wanted)}.")
        found[str(name)] = value
    if missing := [name for name in wanted if found.get(name) is None]:
        raise UsageError(f"{path.name}, {SETTINGS}: {', '.join(missing)} is missing.")
    return found


def _whole(path: Path, name: str, value: object) -> int:
    if not isinstance(value, int | float) or value != int(value) or value <= 0:
        raise UsageError(f"{path.name}, {SETTINGS}: {name} is {value}; write a whole number above 0.")
    return int(value)


def _looks(path: Path, book: Workbook) -> dict[str, Look]:
    samples = {str(row[0].value): row[0] for row in book[STYLES].iter_rows(min_row=2, max_col=1) if row[0].value}
    if missing := [name for name in KINDS if name not in samples]:
        raise UsageError(f"{path.name}, {STYLES}: there is no sample called {', '.join(missing)} in column A.")
    colours = _theme_colours(book)
    return {name: _look(path, samples[name], colours) for name in KINDS}


def _look(path: Path, cell: Cell, colours: Mapping[int, str]) -> Look:
    font, place = cell.font, f"{path.name}, {STYLES}!{cell.coordinate}"
    size = font.sz or 0
    if size < SMALLEST_SIZE or size != int(size):
        raise UsageError(f"{place}: {size:g} points; whole sizes of {SMALLEST_SIZE} or more are accessible.")
    if font.i:
        raise UsageError(f"{place}: italics are hard to read; take them out.")
    colour = _colour(place, font.color, colours)
    if _contrast_with_white(colour) < LEAST_CONTRAST:
        raise UsageError(f"{place}: the colour {colour} is too light on white; choose a darker one.")
    return Look(str(font.name), int(size), colour, bool(font.b))


def _colour(place: str, colour: Color | None, of_theme: Mapping[int, str]) -> str:
    if colour is None:
        return "000000"
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return colour.rgb[-6:]
    if colour.type == "theme" and not colour.tint and colour.theme in of_theme:
        return of_theme[colour.theme]
    raise UsageError(f"{place}: choose its colour under More Colours, so that it is the same everywhere.")


def _theme_colours(book: Workbook) -> dict[int, str]:
    """The colours of the template's theme by the numbers that cells name them with: light before dark, in pairs."""
    if not book.loaded_theme:
        return {}
    scheme = etree.fromstring(book.loaded_theme).find(f".//{{{MAIN}}}clrScheme")
    listed = [colour[0].get("lastClr") or colour[0].get("val") for colour in scheme] if scheme is not None else []
    order = (1, 0, 3, 2, *range(4, len(listed)))
    return {number: str(listed[at]) for number, at in enumerate(order) if at < len(listed)}


def _contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG between a colour and white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _cover(path: Path, book: Workbook) -> tuple[tuple[str, str], ...]:
    lines, met = [], set[str]()
    for (cell,) in book[COVER].iter_rows(max_col=1):
        if cell.value is None:
            continue
        place, text = f"{path.name}, {COVER}!{cell.coordinate}", str(cell.value)
        if cell.style not in (TITLE, HEADING, TEXT, LINK):
            raise UsageError(f"{place}: its cell style is {cell.style}; use {TITLE}, {HEADING}, {TEXT} or {LINK}.")
        for name in PLACE.findall(text):
            if name not in (*ONE_LINE, *LINES):
                raise UsageError(f"{place}: nothing fills {{{name}}}; use {', '.join((*ONE_LINE, *LINES))}.")
            if name in LINES and text.strip() != f"{{{name}}}":
                raise UsageError(f"{place}: {{{name}}} may be several lines; give it a line of its own.")
            met.add(name)
        lines.append((text, str(cell.style)))
    if lacking := [name for name in (*ONE_LINE, *LINES) if name not in met]:
        places = ", ".join(f"{{{name}}}" for name in lacking)
        raise UsageError(f"{path.name}, {COVER}: readers need {places} too; put it back.")
    if lines[0][1] != TITLE:
        raise UsageError(f"{path.name}, {COVER}: the first line is the title, in the style {TITLE}.")
    return tuple(lines)


def _logo(path: Path) -> Logo | None:
    """The picture on the worksheet Cover; openpyxl would lose it without a library for pictures."""
    with zipfile.ZipFile(path) as package:
        drawing = _related(package, _part_of(package, COVER), "/drawing")
        if drawing is None:
            return None
        anchors = list(etree.fromstring(package.read(drawing)))
        pictures = [(anchor, anchor.find(f"{{{DRAWING}}}pic")) for anchor in anchors]
        found = [(anchor, picture) for anchor, picture in pictures if picture is not None]
        media = _related(package, drawing, "/image")
        if len(found) != 1 or media is None:
            raise UsageError(f"{path.name}, {COVER}: one picture is the logo; take others out.")
        (anchor, picture), ending = found[0], posixpath.splitext(media)[1].lower()
        words = picture.find(f".//{{{DRAWING}}}cNvPr").get("descr", "").strip()
        if ending not in PICTURES or not words:
            raise UsageError(f"{path.name}, {COVER}: the logo is a PNG or JPEG with alternative text; give it some.")
        size, start = picture.find(f".//{{{MAIN}}}ext[@cx]"), anchor.find(f"{{{DRAWING}}}from")
        column, row = (int(start.find(f"{{{DRAWING}}}{name}").text) for name in ("col", "row"))
        width, height = (int(size.get(name)) for name in ("cx", "cy"))
        return Logo(package.read(media), ending, words, width, height, column, row)


def _part_of(package: zipfile.ZipFile, sheet: str) -> str:
    """The part of a package that holds a worksheet."""
    book = etree.fromstring(package.read("xl/workbook.xml"))
    entry = next(one for one in book.iter("{*}sheet") if one.get("name") == sheet)
    relation = next(value for name, value in entry.attrib.items() if etree.QName(name).localname == "id")
    return next(target for key, _, target in _relations(package, "xl/workbook.xml") if key == relation)


def _related(package: zipfile.ZipFile, part: str, kind: str) -> str | None:
    """The first part that another refers to as of a kind."""
    return next((target for _, type_, target in _relations(package, part) if type_.endswith(kind)), None)


def _relations(package: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in package.namelist():
        return []
    return [
        (one.get("Id"), one.get("Type"), posixpath.normpath(posixpath.join(folder, one.get("Target"))).lstrip("/"))
        for one in etree.fromstring(package.read(path))
    ]
