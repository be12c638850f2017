"""A small country and its invented figures, for the tests of the workbook and its standard."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from pathlib import Path

from pipeline.publication.contents import Contents
from pipeline.publication.contents_file import load_contents
from pipeline.publication.figure import Area, AreaLevel, Figure, Marker
from pipeline.publication.workbook import write_workbook
from pipeline.stages import TEMPLATES

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

    def count(self, measure: str, year: int, area_code: str, key: str) -> Figure:
        value = zlib.crc32(f"{measure}|{year}|{area_code}|{key}".encode()) % 9000
        return Figure.marked(Marker.CONFIDENTIAL) if value < 900 else Figure.of(value)

    def percent(self, measure: str, year: int, area_code: str, key: str, of_key: str, decimals: int) -> Figure:
        value = zlib.crc32(f"{measure}|{year}|{area_code}|{key}|{of_key}".encode()) % 100
        return Figure.marked(Marker.NEGLIGIBLE) if value < 5 else Figure.of(value)

    def rate(self, measure: str, year: int, area_code: str, key: str) -> Figure:
        return Figure.of(zlib.crc32(f"rate|{measure}|{year}|{area_code}|{key}".encode()) % 200)

    def difference(self, first: tuple[str, str], second: tuple[str, str], year: int, area_code: str) -> Figure:
        return Figure.of(zlib.crc32(f"{first}|{second}|{year}|{area_code}".encode()) % 300 - 150)


def write_example(
    path: Path,
    year: int = 2024,
    contents: Contents | None = None,
    areas: Sequence[Area] = AREAS,
    statements: Sequence[str] = (),
    years_held: Collection[int] | None = None,
) -> Path:
    """Write the example workbook and give its path."""
    contents = contents or load_contents(TABLES)
    edition = contents.edition_for(year)
    write_workbook(
        path, contents, edition, year, InventedFigures(), areas, statements=statements, years_held=years_held
    )
    return path
