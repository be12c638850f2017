"""The manifest beside synthetic returns: rows of the returns just written take the place of their former ones."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.collect.manifest import COLUMNS, FILE_NAME, MARK_COLUMNS

Row = tuple[str, ...]


def put_in_manifest(out: Path, return_name: str, years: Sequence[int | str], written: Iterable[Row]) -> None:
    """Write ``<out>/manifest.csv`` with the rows of a return's years, and those it had of other returns and years.

    A row of ``written`` has the manifest's columns but those of marks, which are written where somebody has set one.
    The file is exchanged whole.
    """
    path = out / FILE_NAME
    replaced = {(return_name, str(year)) for year in years}
    rows = [row for row in _rows_of(path) if (row[0].lower(), row[1]) not in replaced]
    rows += [(*row, *("" for _ in MARK_COLUMNS)) for row in written]
    columns = (*COLUMNS, *MARK_COLUMNS) if any(any(row[len(COLUMNS) :]) for row in rows) else COLUMNS
    aside = path.with_name(f".{FILE_NAME}-aside")
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(sorted(row[: len(columns)] for row in rows))
    aside.replace(path)


def _rows_of(path: Path) -> list[Row]:
    """The rows of a manifest, which people may have edited: columns in any order, some left out."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns = (*COLUMNS, *MARK_COLUMNS)
        return [tuple((row.get(name) or "").strip() for name in columns) for row in csv.DictReader(file)]
