"""The published sizes that the synthetic workforce imitates: of England, and of each authority in each year.

Source: DfE, children's social work workforce 2025 (Open Government Licence v3.0): ``national_targets.csv`` and
``authority_targets.csv``; a figure of an authority that was not published takes England's ratio.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2017, 2025
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Target:
    """What one return of a year is to hold: people, and hundredths of FTE and of days."""

    in_post: int
    leavers: int
    agency_workers: int
    vacancies: int
    agency_cover: int
    cases: int
    days_lost: int


@cache
def national(year: int, measure: str) -> float:
    """England's published figure of a measure."""
    return _national()[year, measure, ""]


@cache
def shares(year: int, breakdown: str) -> Mapping[str, float]:
    """The share of people in post in each category of a breakdown whose categories are all of them."""
    found = {
        category.partition("=")[2]: value
        for (of, measure, category), value in _national().items()
        if of == year and measure == "in_post" and category.startswith(f"{breakdown}=")
    }
    total = sum(found.values())
    return {category: value / total for category, value in found.items()}


def targets(year: int, scale: float) -> dict[str, Target]:
    """The target of every return of a year by the code that it comes under, at a share of England's size."""
    by_place = {(int(row["year"]), row["la_code"]): row for row in _rows("authority_targets.csv")}
    found = {}
    for (of, code), row in by_place.items():
        if of == year:
            # Who could not send a return had about as many as the year before.
            given = row if row["in_post"] else by_place[year - 1, code]
            found[code] = _target(given, year, scale)
    return found


def allotted(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to weights that add up to the total: the largest remainders are rounded up."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    found = [int(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda at: (found[at] - exact[at], at))
    for at in order[: total - sum(found)]:
        found[at] += 1
    return found


def _target(row: Mapping[str, str], year: int, scale: float) -> Target:
    in_post = float(row["in_post"])

    def size(column: str, measure: str, unit: int = 1) -> int:
        value = float(row[column]) if row[column] else in_post * national(year, measure) / national(year, "in_post")
        return round(value * unit * scale)

    return Target(
        in_post=round(in_post * scale),
        leavers=size("leavers", "leavers"),
        agency_workers=size("agency_workers", "agency_workers"),
        vacancies=size("vacancies_fte", "vacancies_fte", 100),
        agency_cover=size("agency_cover_fte", "agency_cover_fte", 100),
        cases=size("cases", "cases"),
        days_lost=size("working_days_lost", "working_days_lost", 100),
    )


@cache
def _national() -> Mapping[tuple[int, str, str], float]:
    rows = _rows("national_targets.csv")
    return {(int(row["year"]), row["measure"], row["category"]): float(row["value"]) for row in rows}


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
