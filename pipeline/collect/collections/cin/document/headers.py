"""Whose return it is, and of which year: the document's header against the folder that it lies in."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.collect.collections.cin.document.file_rules import CinNotebook

COLLECTION = "CIN"


def note_header(root: Any, year: int, la_code: str, notebook: CinNotebook) -> bool:
    """Write findings on the header; returns False when the document belongs to another collection and is not read."""
    collection, line = _one(root, "Header/CollectionDetails/Collection")
    if collection and collection.upper() != COLLECTION:
        notebook.note("document_of_another_collection", line=line, field="Collection")
        return False
    if not collection:
        notebook.note("header_missing", line=line, field="Collection")
    _note_year(root, year, notebook)
    sources = [(_text(element), element.sourceline) for element in root.findall("Header/Source/LEA")]
    codes = [(text, line) for text, line in sources if text]
    if not codes:
        notebook.note("header_missing", line=_one(root, "Header/Source")[1], field="LEA")
    for text, line in codes:
        if text.upper() != la_code:
            notebook.note("header_of_another_la", line=line, field="LEA")
            break
    return True


def _note_year(root: Any, year: int, notebook: CinNotebook) -> None:
    stated, stated_line = _one(root, "Header/CollectionDetails/Year")
    reference, reference_line = _one(root, "Header/CollectionDetails/ReferenceDate")
    taken_on = _date(reference)
    if taken_on is None:
        if reference:
            notebook.note("header_reference_date_wrong", line=reference_line, field="ReferenceDate")
        else:
            notebook.note("header_missing", line=reference_line, field="ReferenceDate")
        if stated and stated != str(year):
            notebook.note("header_of_another_year", line=stated_line, field="Year")
    elif taken_on.year != year:
        notebook.note("header_of_another_year", line=reference_line, field="ReferenceDate")
        return
    else:
        if taken_on != date(year, 3, 31):
            notebook.note("header_reference_date_wrong", line=reference_line, field="ReferenceDate")
        if stated and stated != str(year):
            notebook.note("header_year_differs", line=stated_line, field="Year")
    if not stated:
        notebook.note("header_missing", line=stated_line, field="Year")


def _one(root: Any, path: str) -> tuple[str, int | None]:
    """The text of the first element at the path, and its line; of the header's when there is no such element."""
    element = root.find(path)
    if element is None:
        header = root.find("Header")
        return "", (root if header is None else header).sourceline
    return _text(element), element.sourceline


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _date(text: str) -> date | None:
    # Dates are sent as yyyy-mm-dd; Python would also read other forms of ISO 8601.
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
