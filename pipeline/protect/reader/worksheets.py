"""Reading worksheets as a stranger does: rows are areas, told by their codes, or lines for England by years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook

from pipeline.foundation.stages import UnreadableInput
from pipeline.protect.reader.published import AUTHORITY, COUNTRY, ENGLAND, REGION
from pipeline.protect.reader.reading import Column, Reading

AREA_CODE = re.compile(r"E\d{8}|[RV]AA\d+|\d{3}[A-Z]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def read_workbook(reading: Reading, path: Path) -> None:
    """Read every worksheet of numbers; raises UnreadableInput when the file is no workbook."""
    try:
        workbook = load_workbook(path, read_only=True)
    except (OSError, KeyError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be read as a workbook.") from error
    try:
        for sheet in workbook.sheetnames:
            rows = [
                ["" if cell is None else str(cell) for cell in row]
                for row in workbook[sheet].iter_rows(values_only=True)
            ]
            _read_sheet(reading, f"{path.stem} {sheet}", [[_plain(text) for text in row] for row in rows])
    finally:
        workbook.close()


def _plain(text: str) -> str:
    """A cell without its references to notes and without the brackets of a symbol."""
    return text.partition(" [note")[0].strip("[]")


def _read_sheet(reading: Reading, name: str, rows: Sequence[Sequence[str]]) -> None:
    """A sheet whose rows are areas, told by their codes, under one row of headings; or categories by years."""
    first = next((at for at, row in enumerate(rows) if any(AREA_CODE.fullmatch(text) for text in row)), None)
    if first is None:
        return _read_categories(reading, name, rows)
    headings = rows[first - 1]
    code = next(at for at, text in enumerate(rows[first]) if AREA_CODE.fullmatch(text))
    reading.groups[name] = frozenset()
    reading.tables.add(name)
    areas = [row for row in rows[first:] if len(row) > code and AREA_CODE.fullmatch(row[code])]
    region_of = {row[code + 1]: row[code] for row in areas if row[code].startswith("E12")}
    named = [reading.authority(row[code - 1] if code else "", row[code]) for row in areas]
    for at in range(code + 1, len(headings)):
        texts = [row[at] if at < len(row) else "" for row in areas]
        if not any(NUMBER.fullmatch(text) for text in texts):
            continue
        year = _year_in(headings[at], reading.rules.year)
        places = [
            reading.place(year, area, _level_of(row[code]), region_of.get(row[code + 1], ""))
            for row, area in zip(areas, named, strict=True)
        ]
        heading = headings[at].replace(str(year), "{year}")
        reading.columns.append(Column(name, heading, heading, "", [()] * len(areas), places, texts))
    return None


def _read_categories(reading: Reading, name: str, rows: Sequence[Sequence[str]]) -> None:
    """England alone: the lines are the rows, the years are the columns."""
    first = next(
        (
            at
            for at, row in enumerate(rows)
            if sum(bool(_ends_in_year(text)) for text in row) > 0 and len(row) > 1 and row[1]
        ),
        None,
    )
    if first is None:
        return
    headings = rows[first]
    reading.groups[name] = frozenset()
    reading.tables.add(name)
    for at, heading in enumerate(headings):
        year = _ends_in_year(heading)
        if year is None:
            continue
        column = heading.replace(str(year), "{year}")
        places = [reading.place(year, ENGLAND, COUNTRY, "")] * (len(rows) - first - 1)
        texts = [tuple(zip(headings, row[: headings.index(heading)], strict=False)) for row in rows[first + 1 :]]
        texts = [tuple(pair for pair in row if _ends_in_year(pair[0]) is None) for row in texts]
        numbers = [row[at] if at < len(row) else "" for row in rows[first + 1 :]]
        reading.columns.append(Column(name, column, column, "", texts, places, numbers))


def _ends_in_year(heading: str) -> int | None:
    found = re.search(r"\b(20\d\d)$", heading.strip())
    return int(found[1]) if found else None


def _year_in(heading: str, otherwise: int) -> int:
    return _ends_in_year(heading) or otherwise


def _level_of(code: str) -> int:
    if code == ENGLAND:
        return COUNTRY
    return REGION if code.startswith(("E12", "E13")) else AUTHORITY
