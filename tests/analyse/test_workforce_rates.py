"""Every rate that the department printed for 2017 to 2025 follows from the counts printed beside it, by our statistics.

``published_indicators_2017_to_2025.csv`` has the 1,463 rows of DfE, children's social work workforce, indicators
(Open Government Licence v3.0); ``left_out_of_rates.csv`` the authorities that its rates of England and regions are
without, as found from these rows. FTE and days are printed to one decimal place, so that a rate is exact, or lies
within what its inputs were rounded from.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from pipeline.analyse.figures import Figures, Shown
from pipeline.design.figure import Marker

FOLDER = Path(__file__).parent / "workforce"
ENGLAND, LONDON = "E92000001", "E12000007"
MARKERS = ("z", "u", "x", "c")


@dataclass(frozen=True)
class Rate:
    """A rate: its numerator, the columns that its denominator adds up, and how many of it are shown for one."""

    numerator: str
    denominator: tuple[str, ...]
    statistic: str = "percent"


RATES = {
    "turnover_rate_fte": Rate("leavers_fte", ("inpost_fte",)),
    "turnover_rate_headcount": Rate("leavers_headcount", ("inpost_headcount",)),
    "agency_rate_fte": Rate("agency_fte", ("agency_fte", "inpost_fte")),
    "agency_rate_headcount": Rate("agency_headcount", ("agency_headcount", "inpost_headcount")),
    "agency_cover_rate_fte": Rate("agency_cover_fte", ("agency_fte",)),
    "vacancy_rate_fte": Rate("vacancy_fte", ("vacancy_fte", "inpost_fte")),
    "vacancy_agency_cover_rate_fte": Rate("agency_cover_fte", ("vacancy_fte",)),
    "caseload_fte": Rate("cases", ("case_holders_fte",), "average"),
    "absence_rate_fte": Rate("working_days_lost_fte", ("inpost_fte",)),
}
WHOLE = ("inpost_headcount", "leavers_headcount", "agency_headcount", "cases")
# Exact, and within rounding, of the rows of authorities; then of England and regions, and how many are without some.
# Rows whose numbers are low, above 0 and rounded to 0.0, are among them where their rate is a number.
FOUND = {
    "turnover_rate_fte": ((1234, 111), (103, 1, 4)),
    "turnover_rate_headcount": ((1347, 0), (106, 0, 2)),
    "agency_rate_fte": ((1287, 54), (102, 1, 5)),
    "agency_rate_headcount": ((1352, 0), (106, 0, 2)),
    "agency_cover_rate_fte": ((1173, 122), (93, 6, 9)),
    "vacancy_rate_fte": ((1313, 40), (106, 2, 0)),
    "vacancy_agency_cover_rate_fte": ((1171, 135), (90, 8, 9)),
    "caseload_fte": ((1320, 30), (107, 1, 0)),
    "absence_rate_fte": ((1328, 8), (102, 0, 6)),
}


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (FOLDER / "published_indicators_2017_to_2025.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def left_out() -> Mapping[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    with (FOLDER / "left_out_of_rates.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["year"], row["rate"]
            found[key] = found.get(key, frozenset()) | {row["la_code"]}
    return found


def area_of(row: Mapping[str, str]) -> str:
    return row["la_code"] or row["region_code"] or ENGLAND


def hundredths(text: str) -> int | None:
    """A printed number in hundredths; ``low`` is above 0 and below 0.05."""
    if text == "low":
        return 2
    return None if text in MARKERS else round(Fraction(text) * 100)


def by_our_statistics(rate: Rate, year: int, numerator: int, denominator: int) -> str:
    """The rate as our code prints it from amounts in hundredths."""
    counts = {("part", year, "X"): {"": numerator}, ("whole", year, "X"): {"": denominator}}
    figures = Figures(
        counts,
        frozenset(counts),
        frozenset({(year, "X")}),
        {},
        {"X": "national"},
        {"national": 1},
        decimals={"part": 1, "whole": 1},
    )
    figure = figures.of(
        Shown(rate.statistic, "part", year, "X", "", "", decimals=1, of_measure="whole", format="decimal")
    )
    if figure.marker is not None:
        return {Marker.NOT_APPLICABLE: "z", Marker.NEGLIGIBLE: "low"}[figure.marker]
    return f"{figure.value}".removesuffix(".0")


def days(year: int) -> int:
    return 254 if year % 4 == 0 else 253


def amounts(name: str, rate: Rate, row: Mapping[str, str]) -> tuple[int, int] | None:
    """Numerator and denominator in hundredths as printed; None where one is hidden."""
    numerator = hundredths(row[rate.numerator])
    parts = [hundredths(row[column]) for column in rate.denominator]
    known = [part for part in parts if part is not None]
    if numerator is None or len(known) < len(parts):
        return None
    return numerator, sum(known) * (days(int(row["year"])) if name == "absence_rate_fte" else 1)


def slack(name: str, rate: Rate, year: int) -> tuple[int, int]:
    """By how many hundredths the amounts may have been rounded."""
    of_parts = sum(0 if column in WHOLE else 5 for column in rate.denominator)
    return 0 if rate.numerator in WHOLE else 5, of_parts * (days(year) if name == "absence_rate_fte" else 1)


def how(name: str, rate: Rate, row: Mapping[str, str], top: int, bottom: int, more: int = 0) -> str:
    """Whether a printed rate is exact, within rounding, or neither; ``more`` numbers were subtracted."""
    year, printed = int(row["year"]), row[name]
    if by_our_statistics(rate, year, top, bottom) == printed:
        return "exact"
    above, below = (one * (1 + more) for one in slack(name, rate, year))
    if rate.denominator[0] == rate.numerator:
        # A part of what it is of: both are larger, or both are smaller.
        rest = bottom - top
        ends = [(top + a, top + a + rest + b) for a, b in product((-above, above), (-(below - above), below - above))]
    else:
        ends = [(top + a, bottom + b) for a, b in product((-above, above), (-below, below))]
    rates = [Fraction(max(a, 0) * (100 if rate.statistic == "percent" else 1), b) for a, b in ends if b > 0]
    value = Fraction(printed) if printed != "low" else Fraction(0)
    half = Fraction(1, 20)
    return "within" if rates and min(rates) - half <= value <= max(rates) + half else "missed"


def without(name: str, rate: Rate, row: Mapping[str, str]) -> tuple[int, int, int] | None:
    """The amounts of an area less those of its authorities that its rate is without, and how many were subtracted.

    What an authority's row hides is what is left of the area less its other authorities.
    """
    area, year = area_of(row), row["year"]
    members = {one["la_code"]: one for one in rows() if one["la_code"] and one["year"] == year and is_in(one, area)}
    gone = left_out().get((year, name), frozenset()) & members.keys()
    amounts_of = amounts(name, rate, row)
    if not gone or amounts_of is None:
        return None
    taken: dict[str, int] = {}
    for column in {rate.numerator, *rate.denominator}:
        known = {code: hundredths(one[column]) for code, one in members.items()}
        hidden = {code for code, value in known.items() if value is None}
        if hidden & gone:
            whole = hundredths(row[column])
            rest = (whole or 0) - sum(value for value in known.values() if value is not None)
            taken[column] = sum(known[code] or 0 for code in gone) + max(rest, 0)
        else:
            taken[column] = sum(known[code] or 0 for code in gone)
    factor = days(int(year)) if name == "absence_rate_fte" else 1
    top = amounts_of[0] - taken[rate.numerator]
    bottom = amounts_of[1] - sum(taken[column] for column in rate.denominator) * factor
    return top, bottom, len(members)


def is_in(row: Mapping[str, str], area: str) -> bool:
    return area in (ENGLAND, row["region_code"]) or (area == LONDON and row["region_code"].startswith("E13"))


def explained() -> Iterator[tuple[str, bool, str]]:
    """For every rate of every row: which it is, whether of an authority, and how it is explained."""
    for row, (name, rate) in product(rows(), RATES.items()):
        is_authority = bool(row["la_code"])
        if row[name] in MARKERS:
            yield name, is_authority, f"marker {row[name]}"
            continue
        found = amounts(name, rate, row)
        if found is not None:
            verdict = how(name, rate, row, *found)
            if row[name] == "low" and verdict == "exact":
                verdict = "low"
            reduced = None if is_authority else without(name, rate, row)
            if reduced is not None:
                verdict = "left out" if how(name, rate, row, *reduced) != "missed" else "missed"
            yield name, is_authority, verdict
        else:
            yield name, is_authority, "hidden"


def test_every_rate_of_the_department_is_explained() -> None:
    assert len(rows()) == 1463
    counted = Counter(explained())
    assert not [one for one in counted if one[2] == "missed"], counted
    for name, ((exact, within), (area_exact, area_within, area_left_out)) in FOUND.items():
        of_authorities = tuple(counted[name, True, verdict] for verdict in ("exact", "within"))
        of_areas = tuple(counted[name, False, verdict] for verdict in ("exact", "within", "left out"))
        assert of_authorities == (exact, within), name
        assert of_areas == (area_exact, area_within, area_left_out), name


def test_a_rate_is_hidden_where_the_part_exceeds_its_whole() -> None:
    """More agency workers covering vacancies than there are, or than there are vacancies: u, and the numbers stay."""
    for name in ("agency_cover_rate_fte", "vacancy_agency_cover_rate_fte"):
        rate = RATES[name]
        above = [row for row in rows() if (found := amounts(name, rate, row)) and found[0] > found[1] > 0]
        assert above and {row[name] for row in above} <= {"u", "100"}, name


@pytest.mark.parametrize("year", [2020, 2024])
def test_254_days_are_needed_in_leap_years(year: int) -> None:
    """With 253 the absence rate of some authority would be another."""
    rate = RATES["absence_rate_fte"]
    of_year = [row for row in rows() if row["year"] == str(year) and row["absence_rate_fte"] not in (*MARKERS, "low")]
    with_253 = [
        row
        for row in of_year
        if (found := amounts("absence_rate_fte", rate, row))
        and how("absence_rate_fte", rate, row, found[0], found[1] // 254 * 253) == "missed"
    ]
    assert with_253
