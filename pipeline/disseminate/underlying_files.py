"""The underlying data files of the statistical first releases of 2010 to 2017: one wide CSV a subject, a row an area.

Columns have the year in their names and the area's level in capitals; beside each file stands a description of its
columns. Source: underlying data of SFR36/2014 to SFR50/2017.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.analyse.areas import Areas
from pipeline.analyse.data_set_rows import areas_of, shown_by
from pipeline.analyse.figures import Figures
from pipeline.analyse.underlying_areas import areas_then
from pipeline.analyse.workbook_grid import in_table_order
from pipeline.design.data_sets import DataSet
from pipeline.design.figure import Area, AreaLevel, Figure, Marker
from pipeline.disseminate.standards.failing import Failing, Severity

LEVELS = {
    AreaLevel.NATIONAL: "NATIONAL",
    AreaLevel.REGION: "REGION",
    AreaLevel.SUB_REGION: "REGION",
    AreaLevel.LOCAL_AUTHORITY: "LA",
}
METADATA_COLUMNS = ("column", "description", "unit")
AREA_DESCRIPTIONS = {
    "level": "Level of the area: NATIONAL, REGION (Inner and Outer London too) or LA",
    "la_code": "Three-digit code of the local authority",
    "area_code": "Nine-character code of the area",
    "name": "Name of the area",
    "order": "Place of the area in the order of the published tables",
}
NUMBER = re.compile(r"-?\d+(\.\d+)?|\d+:\d\d?")


def write_underlying(
    folder: Path,
    data_set: DataSet,
    edition: int,
    areas: Areas,
    figures: Figures,
    symbols: Mapping[Marker, str],
) -> tuple[Path, int]:
    """Write ``<name>.csv`` and ``<name>_metadata.csv``; returns the data file's path and number of rows."""
    path = folder / f"{data_set.file_name.at(edition)}.csv"
    indicators = data_set.indicators_in(edition)
    columns = [indicator.column.at(edition) for indicator in indicators]
    rows = area_rows(data_set, areas, edition)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(column for column, _ in data_set.area_columns), *columns])
        for area, held in rows:
            numbers = []
            for indicator in indicators:
                shown = shown_by(data_set, (), indicator, edition, area.area_code)
                figure = Figure.marked(Marker.NOT_APPLICABLE) if shown is None else figures.of(shown)
                figure = indicator.marked(edition, figures.levels[area.area_code], figure)
                numbers.append(str(figure.value) if figure.marker is None else symbols[figure.marker])
            writer.writerow([*(held[field] for _, field in data_set.area_columns), *numbers])
    with metadata_path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(METADATA_COLUMNS)
        for column, field in data_set.area_columns:
            writer.writerow([column, AREA_DESCRIPTIONS[field], ""])
        for indicator, column in zip(indicators, columns, strict=True):
            writer.writerow([column, indicator.label.replace("{year}", str(edition)), indicator.unit])
    return path, len(rows)


def metadata_path(path: Path) -> Path:
    """Where the columns of an underlying file are described."""
    return path.with_name(f"{path.stem}_metadata.csv")


def area_rows(data_set: DataSet, areas: Areas, edition: int) -> list[tuple[Area, dict[str, str]]]:
    """The areas of an underlying file in its order, each with what the file's area columns hold, by field."""
    rows = [area for area in areas_of(data_set, areas) if (edition, area.area_code) in areas.in_being]
    place = _places(in_table_order(rows))
    return [(area, {**area_fields(area), "order": str(place[area.area_code])}) for area in rows]


def _places(rows: Sequence[Area]) -> dict[str, int]:
    """The numbers of the rows in the tables of 2017: a region, then its authorities, then a line left empty.

    London, its two parts and their boroughs are one region.
    """
    numbered: dict[str, int] = {}
    number = 0
    for area in rows:
        if area.level is AreaLevel.LOCAL_AUTHORITY:
            continue
        if area.level is not AreaLevel.SUB_REGION:
            number += 1 if numbered else 0
        for one in (area, *(each for each in rows if each.la_code and each.region_name == area.area_name)):
            number += 1
            numbered[one.area_code] = number
    return numbered


def area_code_of(area: Area) -> str:
    """The nine-character code that underlying files write of an area, which two authorities had otherwise then."""
    return areas_then().get(area.area_code, {}).get("new_geog_code") or area.new_la_code or area.area_code


def area_fields(area: Area) -> dict[str, str]:
    """The codes, name and level of an area as underlying files write them, by field; in part as they were then."""
    then = areas_then().get(area.area_code, {})
    return {
        "level": LEVELS[area.level],
        "la_code": then.get("la_code") or area.la_code or "",
        "area_code": area_code_of(area),
        "name": then.get("name") or area.area_name,
    }


def screen_underlying(
    path: Path, data_set: DataSet, edition: int, areas: Areas, symbols: Mapping[Marker, str]
) -> Iterator[Failing]:
    """What is wrong with the shape of an underlying file and its description, if anything."""

    def fail(check: str, message: str) -> Failing:
        return Failing(Severity.FAIL, check, path.name, message)

    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with metadata_path(path).open(encoding="utf-8", newline="") as file:
        described = [row["column"] for row in csv.DictReader(file)]
    if header != described:
        yield fail("underlying_metadata", "The columns described are not those of the file, in their order.")
    if len(set(header)) < len(header) or any(column != column.strip() or not column for column in header):
        yield fail("underlying_columns", "A column has no name, the name of another, or spaces around it.")
    if ragged := [number for number, row in enumerate(rows, start=2) if len(row) != len(header)]:
        yield fail("underlying_rows", f"Line {ragged[0]} has more or fewer cells than there are columns.")
        return
    fields = [field for _, field in data_set.area_columns]
    expected = [held for _, held in area_rows(data_set, areas, edition)]
    if [row[: len(fields)] for row in rows] != [[one[field] for field in fields] for one in expected]:
        yield fail("underlying_areas", "The rows are not the areas of the year, each once and in order.")
    marks = set(symbols.values())
    for number, row in enumerate(rows, start=2):
        for column, text in list(zip(header, row, strict=True))[len(fields) :]:
            if text not in marks and not NUMBER.fullmatch(text):
                yield fail("underlying_figures", f"Line {number}, column {column}: neither a number nor a symbol.")
                return
