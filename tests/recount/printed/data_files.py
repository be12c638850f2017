"""The data files of a release as a recount reads them: rows, whose row each is, and the region of each authority."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ENGLAND, LONDON = "E92000001", "E12000007"
Rows = Sequence[Mapping[str, str]]


def files_of(published: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of every data file of a ``publish`` folder, by its name; what describes the files left out."""
    paths = sorted((published / "data").glob("*.csv"))
    return {path.stem: rows_of(path) for path in paths if not path.stem.endswith(".meta")}


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a data file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def area_of(row: Mapping[str, str]) -> str:
    """The code of a row's area."""
    return row.get("old_la_code") or row.get("region_code") or ENGLAND


def regions_of(files: Mapping[str, Rows]) -> dict[str, str]:
    """The region of each authority that has a row."""
    return {row["old_la_code"]: row["region_code"] for rows in files.values() for row in rows if row.get("old_la_code")}


def within(area: str, las: Iterable[str], regions: Mapping[str, str]) -> tuple[str, ...]:
    """Those of some authorities that are an area, or in it; KeyError where the files have no row of one of them."""
    return tuple(
        la for la in las if area in (ENGLAND, la, regions[la]) or (area == LONDON and regions[la].startswith("E13"))
    )
