"""Synthetic school censuses: the same bytes again, who is in them, and national shares near those published."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipeline.foundation.stages import UsageError
from pipeline.synthetic.country.days import ordinal
from pipeline.synthetic.pupils.england import COLUMNS, census_day, synthesise_pupils
from pipeline.synthetic.ssda903.england import synthesise

LAS = ("301", "925")
# DfE, Stability measures for children looked after 2024: percentages of those found in the school census in 2024.
PUBLISHED = {"with_any_move": 11, "with_mid_year_move": 8}
POINTS = 3


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name, years in (("one", (2024,)), ("two", (2024,)), ("more", (2023, 2024))):
        synthesise_pupils(years, tmp_path / name, las=LAS, scale=0.1)
    one, two, more = (tmp_path / name / "pupils/2024" for name in ("one", "two", "more"))
    files = sorted(path.name for path in one.iterdir())
    terms = ["school_census_aut.csv", "school_census_spr.csv", "school_census_spr_in_need.csv", "school_census_sum.csv"]
    assert files == ["absence.csv", "alternative_provision.csv", "children_to_match.csv", "exclusions.csv", "ks2.csv",
                     "ks4.csv", *terms, "schools.csv"]  # fmt: skip
    for name in files:
        assert (one / name).read_bytes() == (two / name).read_bytes() == (more / name).read_bytes()
    synthesise_pupils((2024,), tmp_path / "other", las=LAS, scale=0.1, seed=2)
    assert (one / files[0]).read_bytes() != (tmp_path / "other/pupils/2024" / files[0]).read_bytes()


def test_there_was_no_census_in_the_summer_of_2020(tmp_path: Path) -> None:
    synthesise_pupils((2020,), tmp_path, las=LAS, scale=0.1)
    assert not (tmp_path / "pupils/2020/school_census_sum.csv").exists()
    assert (tmp_path / "pupils/2020/school_census_spr.csv").is_file()


@pytest.mark.parametrize(
    ("year", "term", "day"),
    [
        (2024, "AUT", date(2023, 10, 5)),
        (2024, "SPR", date(2024, 1, 18)),
        (2024, "SUM", date(2024, 5, 16)),
        (2023, "SUM", date(2023, 5, 18)),
    ],
)
def test_days_of_censuses(year: int, term: str, day: date) -> None:
    assert census_day(year, term) == ordinal(day.year, day.month, day.day)


def test_children_of_ssda903_are_found_by_their_numbers(tmp_path: Path) -> None:
    """Most of school age are, some under a number that took the place of theirs; records fit the days of the census."""
    synthesise((2024,), tmp_path, las=LAS, scale=0.5)
    synthesise_pupils((2024,), tmp_path, las=LAS, scale=0.5)
    records = [
        row for term in ("aut", "spr", "sum") for row in rows(tmp_path / f"pupils/2024/school_census_{term}.csv")
    ]
    assert tuple(records[0]) == COLUMNS
    numbers = {row["UPN"] for row in records} | {row["FormerUPN"] for row in records}
    headers = [row for la in LAS for row in rows(tmp_path / f"ssda903/2024/{la}/header.csv")]
    of_age = [row for row in headers if 2009 <= int(row["DOB"][-4:]) <= 2017 and not row["UPN"].startswith("UN")]
    found = [row for row in of_age if row["UPN"] in numbers]
    assert 0.85 * len(of_age) < len(found) < len(of_age)
    born = {row["UPN"]: row["DOB"] for row in headers}
    differ = Counter(row["DOB"] != born[row["UPN"]] for row in records if row["UPN"] in born)
    assert 0 < differ[True] < 0.03 * differ[False]
    assert any(row["FormerUPN"] for row in records)
    schools = {row["URN"] for row in rows(tmp_path / "pupils/2024/schools.csv")}
    for row in records:
        assert row["URN"] in schools and (row["OnRoll"] == "1") == (row["LeavingDate"] == "")
        assert not (row["Surname"] or row["Forename"] or row["Postcode"])


def test_national_shares_lie_near_those_published(tmp_path: Path) -> None:
    synthesise_pupils((2023, 2024), tmp_path, scale=0.1)
    totals: Counter[str] = Counter()
    for row in rows(tmp_path / "ledger/pupils_totals.csv"):
        if row["collection_year"] == "2024":
            totals[row["measure"]] += int(row["children"])
    for measure, percent in PUBLISHED.items():
        assert abs(100 * totals[measure] / totals["in_school_census"] - percent) < POINTS, totals


def test_years_and_scales_that_cannot_be_made_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="2014"):
        synthesise_pupils((2013,), tmp_path)
    with pytest.raises(UsageError, match="above 0"):
        synthesise_pupils((2024,), tmp_path, scale=0)
