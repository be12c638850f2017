"""Reading synthetic returns back, plainly, for the tests of the synthesis."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

Rows = list[dict[str, str]]


def read(out: Path, year: int, code: str, name: str) -> Rows:
    path = out / "ssda903" / str(year) / code / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def returns(out: Path) -> list[tuple[int, str]]:
    return sorted((int(folder.parent.name), folder.name) for folder in (out / "ssda903").glob("*/*"))


def day(text: str) -> date | None:
    return date(int(text[6:]), int(text[3:5]), int(text[:2])) if text else None


def digests(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.rglob("*.csv"))
    }


def totals(out: Path) -> dict[tuple[int, str, str, str], int]:
    with (out / "ledger" / "totals.csv").open(encoding="utf-8") as file:
        return {
            (int(row["collection_year"]), row["la_code"], row["measure"], row["category"]): int(row["children"])
            for row in csv.DictReader(file)
        }
