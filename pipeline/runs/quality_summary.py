"""The quality summary of a release: what was sent, what became of it and what is to be looked at, as counts alone."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.collect.registry import collection
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.identifiers import IdentifierReport

FILE_NAME = "quality_summary.csv"
COLUMNS = ("return", "collection_year", "la_code", "what", "count")

Row = tuple[str, int, str, str, int]


def write_quality_summary(
    warehouse: Warehouse, restricted: Path, returns: Iterable[str], identifiers: IdentifierReport | None = None
) -> None:
    """Write one row for each return, year, authority and count that is not 0; no row is about a single child.

    Raises RecordsLost when records of a file are neither staged nor set aside.
    """
    rows = [row for name in returns for row in _of_return(warehouse, name)]
    if identifiers is not None:
        rows += [
            (identifiers.return_name, identifiers.year, la, f"identifiers: {what}", count)
            for la, what, count in identifiers.counts()
        ]
    with (restricted / FILE_NAME).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows))


def write_quality_tables(warehouse: Warehouse, restricted: Path, tables: Iterable[str]) -> None:
    """Write a file for each of these models, with the path of a record's file in place of its number."""
    for table in tables:
        columns = [name for name, *_ in warehouse.connection.execute(f"DESCRIBE {table}").fetchall()]
        chosen = ", ".join("files.path" if name == "file_id" else f"counted.{name}" for name in columns)
        joined = "LEFT JOIN raw.files AS files ON files.file_id = counted.file_id" if "file_id" in columns else ""
        rows = warehouse.connection.execute(f"SELECT {chosen} FROM {table} AS counted {joined} ORDER BY ALL").fetchall()
        with (restricted / f"{table.split('.')[1]}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow("path" if name == "file_id" else name for name in columns)
            writer.writerows(rows)


def _of_return(warehouse: Warehouse, return_name: str) -> list[Row]:
    counts: Counter[tuple[int, str, str]] = Counter()
    # A document holds several files of its return, under one path.
    paths: set[str] = set()
    for file in collection(return_name).account(warehouse):
        unit = (file.collection_year, file.la_code)
        counts[*unit, "files"] += file.path not in paths
        paths.add(file.path)
        counts[*unit, "records"] += file.records
        counts[*unit, "records staged"] += file.staged
        counts[*unit, "records set aside"] += file.set_aside
    # Findings on whole returns belong to no file.
    for year, la_code, severity, count in warehouse.connection.execute(
        'SELECT collection_year, la_code, severity, count(*) FROM raw.findings WHERE "return" = ? GROUP BY ALL',
        [return_name],
    ).fetchall():
        counts[year, la_code, {"error": "errors", "query": "queries"}[severity]] += count
    return [(return_name, year, la, what, count) for (year, la, what), count in counts.items() if count]
