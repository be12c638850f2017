"""The specification of a return as a file: a workbook with a sheet for each part, one list, or the published page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.collect.specification import load_specification
from pipeline.collect.specification_told import PARTS, SpecificationLine
from pipeline.consult.findings_file import KINDS
from pipeline.disseminate.specification_page import HEADINGS, TITLES, write_specification_page
from pipeline.foundation.spreadsheets import add_sheet, as_csv, book_bytes, new_book
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import period_of


def write_specification(path: Path, return_name: str, year: int, lines: Sequence[SpecificationLine]) -> None:
    """Write the lines; raises UsageError for a file of a kind that is not written."""
    if path.suffix.lower() not in KINDS:
        raise UsageError(f"--out {path}: give a file that ends in .csv, .xlsx or .html.")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        path.write_bytes(as_csv(HEADINGS, map(astuple, lines)))
    elif path.suffix.lower() == ".xlsx":
        path.write_bytes(_workbook(return_name, year, lines))
    else:
        with TemporaryDirectory(dir=path.parent) as folder:
            write_specification_page(Path(folder), return_name, year, lines).replace(path)


def _workbook(return_name: str, year: int, lines: Sequence[SpecificationLine]) -> bytes:
    title = f"{load_specification(return_name).title}: the return of {period_of(year)}"
    book = new_book(title)
    for part in PARTS:
        rows = [astuple(line)[1:] for line in lines if line.part == part]
        if rows:
            add_sheet(book, part.capitalize(), title, TITLES[part], HEADINGS[1:], rows)
    return book_bytes(book)


def specification_in_words(lines: Sequence[SpecificationLine]) -> list[str]:
    """The lines for the screen, part by part."""
    told = []
    for part in PARTS:
        of_part = [line for line in lines if line.part == part]
        told += [TITLES[part], *map(_in_words, of_part), ""] if of_part else []
    return told or ["Nothing changed."]


def _in_words(line: SpecificationLine) -> str:
    place = " ".join(filter(None, (line.file, line.field, line.entry)))
    because = "; ".join(filter(None, (line.years, line.reason)))
    return f"  {place}: {line.says}{f' ({because})' if because else ''}"
