"""Synthetic returns of 2013 to 2016, when authorities sent figures: England's published totals, divided among them.

Each authority has the share of England's total that its return of 2017 has; two that sent one return then have half of
it each. ``aggregate_targets.csv`` names the source of each total, and says which are made up. Of the figures that were
voluntary in a year, seven in ten authorities give any.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random

from pipeline.collect.record_types import RecordType
from pipeline.collect.specification import load_specification
from pipeline.reference.tables import joint_returns
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.workforce.figure_defects import Line
from pipeline.synthetic.workforce.targets import FIRST_YEAR, Target, allotted, targets

FIRST_AGGREGATE_YEAR = 2013
Figures = dict[tuple[str, str, str], int]
"""By item, measure and category: people whole, FTE and days in hundredths."""

_GIVES_VOLUNTARY = 0.7
_AGE = {"20 to 29": 28, "30 to 39": 62, "40 to 49": 58, "50 to 59": 44, "60 and over": 14, "not known": 4}
_TIME = {"under 2 years": 55, "2 to under 5 years": 48, "5 to under 10 years": 47, "10 to under 20 years": 42,
         "20 years and over": 12, "not known": 6}  # fmt: skip
_ELSEWHERE = {"other LA social worker": 13, "outside England": 1, "agency": 7, "other social work": 2,
              "other social care": 3, "not social care or none": 4, "other": 1, "not known": 3}  # fmt: skip
# The whole that the categories of an item add up to, and about how many of each category: made up.
_BY_CATEGORY: Mapping[str, tuple[str, Mapping[str, int]]] = {
    "social_workers_by_age": ("social_workers", _AGE),
    "social_workers_by_time_in_service": ("social_workers", _TIME),
    "starters_by_origin": ("starters", {"newly qualified": 11, **_ELSEWHERE}),
    "starters_by_age": ("starters", _AGE),
    "leavers_by_destination": ("leavers", _ELSEWHERE),
    "leavers_by_time_in_service": ("leavers", _TIME),
    "leavers_by_age": ("leavers", _AGE),
}
_SHARED_AS = {
    "vacancies": "vacancies",
    "leavers": "leavers",
    "sickness_absence": "days_lost",
    "agency_workers": "agency_workers",
    "agency_workers_covering_vacancies": "agency_cover",
}


def aggregate_returns(year: int, scale: float, seed: int) -> Iterator[tuple[str, Figures]]:
    """The figures of every authority in being, by its code, at a share of England's size."""
    authorities = _authorities(year)
    codes = [code for code, _, _ in authorities]
    stated: dict[str, Figures] = {code: {} for code in codes}
    for (of, item, measure), value in _national().items():
        if of != year:
            continue
        total = round(value * scale) * (1 if measure == "headcount" else 100)
        # FTE follow the people, so that nobody has more FTE than people.
        people = [stated[code].get((item, "headcount", ""), 0) for code in codes]
        size = _SHARED_AS.get(item, "in_post")
        shares = [getattr(of_2017, size) / members for _, of_2017, members in authorities]
        weights = people if measure == "fte" and any(people) else shares
        for code, number in zip(codes, allotted(total, weights), strict=True):
            stated[code][item, measure, ""] = number
    kind = load_specification("workforce").for_year(year).record_type("authority_figures")
    for code in codes:
        rng = Random(stable_seed(seed, "workforce aggregate", year, code))
        yield code, _asked_for(_with_categories(stated[code], rng), kind, rng)


def lines_of(figures: Figures) -> list[Line]:
    """The figures as they are sent."""
    found = []
    for (item, measure, category), number in figures.items():
        amount = str(number) if measure == "headcount" else f"{number / 100:.2f}".rstrip("0").rstrip(".")
        found.append((item, measure, category, amount))
    return found


def text_of_figures(lines: Iterable[Line]) -> str:
    """The return as a file."""
    return "\r\n".join(["item,measure,category,value", *(",".join(line) for line in lines)]) + "\r\n"


def _authorities(year: int) -> list[tuple[str, Target, int]]:
    """Each authority in being: its code, its return of the first year of workers, and of how many that is."""
    of_2017 = targets(FIRST_YEAR, 1.0)
    together = {code: one.la_codes for one in joint_returns() if one.first_year == FIRST_YEAR for code in one.la_codes}
    codes = sorted(one.la_code for one in load_specification("workforce").authorities(year))
    members = [(code, together.get(code, (code,))) for code in codes]
    return [(code, of_2017[of[0]], len(of)) for code, of in members]


def _with_categories(figures: Figures, rng: Random) -> Figures:
    found = dict(figures)
    for item, (whole, shares) in _BY_CATEGORY.items():
        weights = [share * (0.7 + 0.6 * rng.random()) for share in shares.values()]
        numbers = allotted(figures[whole, "headcount", ""], weights)
        found |= {(item, "headcount", category): number for category, number in zip(shares, numbers, strict=True)}
    return found


def _asked_for(figures: Figures, kind: RecordType, rng: Random) -> Figures:
    gives_voluntary = rng.random() < _GIVES_VOLUNTARY
    asked = {item.name for item in kind.items if gives_voluntary or not item.is_voluntary}
    return {key: number for key, number in figures.items() if f"{key[0]} {key[1]}" in asked}


@cache
def _national() -> Mapping[tuple[int, str, str], float]:
    with (Path(__file__).parent / "aggregate_targets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(int(row["year"]), row["item"], row["measure"]): float(row["value"]) for row in rows}
