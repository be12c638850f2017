"""Screen a workbook against the accessible spreadsheets checklist, as a gate before publication.

FAIL is what the checklist calls essential, WARNING what it calls desirable or what a program can only suspect. What
only a person can judge is left to one: spelling, the meaning of titles and link texts, the contrast of colours.
Source: Analysis Function (Government Statistical Service), "Making spreadsheets accessible: a checklist of the basics".
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from pathlib import Path

import openpyxl

from pipeline.disseminate.standards.failing import Failing, Severity, listed
from pipeline.disseminate.standards.workbook_screening import Screening, all_text, cell_text
from pipeline.disseminate.standards.workbook_standard_sheets import screen_sheet
from pipeline.foundation.stages import UnreadableInput

GENERIC_SHEET = re.compile(r"^(sheet|tabelle|feuil)\s?\d*$", re.IGNORECASE)
SHEET_NAME_LIMIT = 31
COVER_NEEDS = {
    "contact": r"@|email|contact|telephone|write to",
    "publication date": r"publi(shed|cation)|released?|\b(19|20)\d\d\b",
    "coverage": r"england|local authorit|coverage|geograph",
    "next update": r"next (annual )?(update|release|publication)",
    "source": r"source|return|census|ssda903|collection",
}


def screen_workbook(path: Path, departures: Collection[str] = ()) -> list[Failing]:
    """Everything in which the workbook falls short, worst first; empty when it meets the standard.

    ``departures`` are checks that an edition knowingly departs from, with its reasons in ``tables.yaml``; they are left
    out. Raises UnreadableInput when the file is no workbook.
    """
    try:
        book = openpyxl.load_workbook(path, rich_text=True)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise UnreadableInput(f"{path} cannot be read as an Excel workbook ({error}).") from error
    screening = Screening(book)
    _screen_properties(screening)
    _screen_sheet_names(screening)
    _screen_opening(screening)
    _screen_package(screening, path)
    _screen_contents(screening)
    _screen_cover(screening)
    for sheet in book.worksheets:
        screen_sheet(screening, sheet)
    found = [failing for failing in screening.failings if failing.check not in departures]
    return sorted(found, key=lambda failing: failing.severity is not Severity.FAIL)


def _screen_properties(screening: Screening) -> None:
    properties = screening.book.properties
    if not (properties.title or "").strip():
        screening.fail("document-information", "workbook", "the document has no title")
    if (properties.creator or "openpyxl").strip() in ("", "openpyxl"):
        screening.warn("document-information", "workbook", "the document does not say who made it")
    if not (properties.language or "").strip():
        screening.warn("document-information", "workbook", "the document's language is not set (en-GB)")
    if not (properties.subject or properties.description or properties.keywords):
        screening.warn("document-information", "workbook", "no subject, description or keywords")


def _screen_sheet_names(screening: Screening) -> None:
    sheets = screening.book.worksheets
    for sheet in sheets:
        name = sheet.title
        if name != name.strip() or len(name) > SHEET_NAME_LIMIT:
            screening.fail("sheet-name", name, f"spaces around the name, or more than {SHEET_NAME_LIMIT} characters")
        if GENERIC_SHEET.match(name):
            screening.fail("sheet-name", name, "a default name: give the worksheet a meaningful one")
        if re.search(r"[^\w\-. ()]", name):
            screening.warn("sheet-name", name, "symbols in the worksheet's name")
        if sheet.sheet_state != "visible":
            screening.warn("hidden", name, f"the worksheet is {sheet.sheet_state}")
    if len({sheet.title.lower() for sheet in sheets}) < len(sheets):
        screening.fail("sheet-name", "workbook", "two worksheets share a name")


def _screen_opening(screening: Screening) -> None:
    """Where the reader finds themselves on opening: the cover, the first sheet, cell A1."""
    book = screening.book
    if screening.cover is None:
        screening.warn("cover", "workbook", "there is no cover sheet")
    elif book.worksheets[0] is not screening.cover:
        screening.warn("cover", screening.cover.title, "the cover is not the first worksheet")
    if len(screening.data_sheets) > 1 and screening.contents is None:
        screening.warn("contents", "workbook", "several tables and no contents sheet")
    if book.index(book.active) != 0:
        screening.fail("cursor", "workbook", f"it opens on {book.active.title!r}, not on the first worksheet")
    for sheet in book.worksheets:
        selection = sheet.sheet_view.selection
        cell = selection[-1].activeCell if selection else "A1"
        if cell not in (None, "A1"):
            severity = Severity.FAIL if sheet is book.worksheets[0] else Severity.WARNING
            screening.add(severity, "cursor", sheet.title, f"the cursor is saved in {cell}, not in A1")


def _screen_package(screening: Screening, path: Path) -> None:
    """What openpyxl does not show: macros, pictures, drawings and links to other files."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        if any("vbaProject" in name for name in names):
            screening.warn("macros", "workbook", "it contains macros")
        if any("xl/externalLinks/" in name for name in names):
            screening.warn("external-links", "workbook", "it links to other workbooks")
        for kind, pattern in (("picture", r"xl/media/"), ("chart", r"xl/charts/chart")):
            for name in names:
                if re.search(pattern, name):
                    screening.warn("images", name, f"a {kind}: leave pictures and charts to the web page")
        for name in names:
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                drawing = package.read(name).decode("utf-8", "replace")
                for properties in re.findall(r"<xdr:cNvPr\b([^>]*)", drawing):
                    if not re.search(r'\bdescr="[^"]+', properties):
                        screening.fail("alt-text", name, "a drawing, picture or chart without alternative text")
                if re.search(r"<xdr:sp\b", drawing):
                    screening.fail("floating", name, "a floating text box or shape")


def _screen_contents(screening: Screening) -> None:
    contents = screening.contents
    if contents is None:
        return
    text = all_text(contents)
    for sheet in screening.data_sheets:
        if sheet.title.lower() not in text and cell_text(sheet["A1"]).lower()[:40] not in text:
            screening.fail("contents", sheet.title, "the worksheet is not listed in the contents")
    links = [cell for row in contents.iter_rows() for cell in row if cell.hyperlink]
    if not links:
        screening.warn("contents", contents.title, "the entries are not links to the worksheets")
    for cell in links:
        target = cell.hyperlink.location or cell.hyperlink.target or ""
        named = re.match(r"#?'?([^'!]+)'?!", target)
        if named and named.group(1) not in screening.book.sheetnames:
            screening.fail("links", f"{contents.title}!{cell.coordinate}", f"a link to a missing worksheet: {target}")


def _screen_cover(screening: Screening) -> None:
    cover = screening.cover
    if cover is None:
        return
    text = all_text(cover)
    missing = [what for what, pattern in COVER_NEEDS.items() if not re.search(pattern, text)]
    if missing:
        screening.warn("cover", cover.title, f"the cover does not mention: {listed(missing)}")
