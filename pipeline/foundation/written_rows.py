"""Rows under a header as a CSV file in UTF-8, lines ending in a line feed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_rows(path: Path, columns: Sequence[str], found: Iterable[Sequence[object]]) -> int:
    """Write the file; returns its number of rows."""
    rows = list(found)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return len(rows)
