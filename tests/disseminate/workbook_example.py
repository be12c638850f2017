"""A small country and its invented figures, for the tests of the workbook and its standard."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.analyse.figures import Shown
from pipeline.design.contents import Book, Contents, Layout
from pipeline.design.figure import Area, AreaLevel, Figure, Marker
from pipeline.design.files.contents_file import load_contents
from pipeline.disseminate.workbooks.workbook import write_workbook
from pipeline.foundation.stages import TEMPLATES

TABLES = TEMPLATES / "children-looked-after" / "tables.yaml"


def local_authority(code: str, name: str, region: str) -> Area:
    return Area(code, name, AreaLevel.LOCAL_AUTHORITY, region, code, f"E06000{code}")


AREAS = [
    local_authority("213", "Westminster", "Inner London"),
    local_authority("841", "Darlington", "North East"),
    Area("E92000001", "England", AreaLevel.NATIONAL, ""),
    Area("E12000001", "North East", AreaLevel.REGION, "North East"),
    Area("E12000007", "London", AreaLevel.REGION, "London"),
    Area("E13000001", "Inner London", AreaLevel.SUB_REGION, "Inner London"),
    local_authority("202", "Camden", "Inner London"),
    local_authority("840", "County Durham", "North East"),
]


class InventedFigures:
    """Figures that depend on exactly what was asked for, so that a cell tells which question it answers."""

    def of(self, shown: Shown) -> Figure:
        number = zlib.crc32(repr(shown).encode())
        if shown.statistic in ("percent", "rate"):
            return Figure.marked(Marker.NEGLIGIBLE) if number % 100 < 5 else Figure.of(number % 100)
        if shown.statistic == "difference":
            return Figure.of(number % 300 - 150)
        return Figure.marked(Marker.CONFIDENTIAL) if number % 9000 < 900 else Figure.of(number % 9000)


def write_example(
    path: Path,
    year: int = 2024,
    contents: Contents | None = None,
    areas: Sequence[Area] = AREAS,
    statements: Sequence[str] = (),
    years_held: Collection[int] | None = None,
    layout: Layout = Layout.AREAS_IN_ROWS,
    part: str = "september",
) -> Path:
    """Write the example workbook and give its path."""
    contents = contents or load_contents(TABLES)
    book = book_of(contents, layout, part)
    write_workbook(path, contents, book, year, InventedFigures(), areas, statements=statements, years_held=years_held)
    return path


def book_of(contents: Contents, layout: Layout, part: str = "september") -> Book:
    """The workbook that holds a part's tables of a layout."""
    return next(book for book in contents.books if layout in book.layouts and book.part == part)
