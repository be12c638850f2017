"""Children of a split and of a merger, followed into a published release: every number here is counted by hand.

Cumbria (909) split into Cumberland (942) and Westmorland and Furness (943) on 1 April 2023. On 1 April 2019 Poole
(836), Bournemouth (837) and a part of Dorset (835) became Bournemouth, Christchurch and Poole (839), the rest a new
Dorset (838).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.collect.test_returns_folder import HOMES, Files, write_return
from tests.conftest import made_once
from tests.recount.printed.tiny_england import copy_project, publish

NAME, EDITION = "children-looked-after", 2024
LONG = "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years"
TWO_YEARS, ALL = "CLA 2 years on 31 March", "CLA on 31 March"
TOTAL = "Total children"


@dataclass(frozen=True)
class Group:
    """So many children alike: who looks after them by year, and the days on which a placement of theirs began."""

    letter: str
    children: int
    authorities: dict[int, str]
    placed: tuple[date, ...]


def in_cumbria_then(la_code: str) -> dict[int, str]:
    return {2022: "909", 2023: "909", 2024: la_code}


def in_one_then_merged(la_code: str) -> dict[int, str]:
    return {2018: la_code, 2019: la_code, 2020: "839"}


GROUPS = (
    # Cumberland: 9 of one placement since 2020, 4 who moved in Cumbria in 2023, 7 who moved three times in two years,
    # the last time in Cumberland, and 5 who were not looked after before.
    Group("A", 9, in_cumbria_then("942"), (date(2020, 5, 1),)),
    Group("B", 4, in_cumbria_then("942"), (date(2020, 5, 1), date(2023, 2, 1))),
    Group("C", 7, in_cumbria_then("942"), (date(2020, 5, 1), date(2022, 6, 1), date(2022, 12, 1), date(2023, 6, 1))),
    Group("D", 5, {2024: "942"}, (date(2023, 6, 1),)),
    # Westmorland and Furness: 8 of one placement, and 6 looked after since July 2022, not long enough.
    Group("E", 8, in_cumbria_then("943"), (date(2021, 6, 1),)),
    Group("F", 6, {2023: "909", 2024: "943"}, (date(2022, 7, 1),)),
    # Bournemouth, Christchurch and Poole: 5 and 4 of one placement since 2017, and 3 who moved in Poole in 2019.
    Group("G", 5, in_one_then_merged("837"), (date(2017, 1, 1),)),
    Group("H", 4, in_one_then_merged("836"), (date(2017, 1, 1),)),
    Group("I", 3, in_one_then_merged("836"), (date(2017, 1, 1), date(2019, 1, 1))),
    # Of Dorset 2 came to it with Christchurch, and 6 stayed.
    Group("J", 2, in_one_then_merged("835"), (date(2017, 1, 1),)),
    Group("K", 6, {2018: "835", 2019: "835", 2020: "838"}, (date(2017, 1, 1),)),
)


def written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def episodes(child: str, placed: tuple[date, ...], year: int) -> Iterator[dict[str, str]]:
    """The episodes that a return of the year holds: those open in it, as known on 31 March."""
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    for start, end in zip(placed, (*placed[1:], None), strict=True):
        if start <= last and (end is None or end >= first):
            closed = {"DEC": written(end), "REC": "X1", "REASON_PLACE_CHANGE": "CARPL"} if end and end <= last else {}
            reason = "S" if start == placed[0] else "P"
            yield {"CHILD": child, "DECOM": written(start), "RNE": reason, "LS": "C2", "CIN": "N1", "PLACE": "U4",
                   **HOMES, **closed}  # fmt: skip


def write_returns(folder: Path) -> None:
    sent: dict[tuple[int, str], Files] = {}
    for group in GROUPS:
        for year, la_code in group.authorities.items():
            files = sent.setdefault((year, la_code), {"header": [], "episodes": []})
            for number in range(group.children):
                child, born = f"{group.letter}{number}", f"{1 + number:02d}/06/2012"
                sex = "1" if number % 2 else "2"
                files["header"].append({"CHILD": child, "SEX": sex, "DOB": born, "ETHNIC": "WBRI", "UPN": "UN1"})
                files["episodes"] += episodes(child, group.placed, year)
    for (year, la_code), files in sent.items():
        write_return(folder / "ssda903" / str(year) / la_code, files, year)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data files of a release in which nothing is suppressed, of an England of these authorities."""

    def make(folder: Path) -> Path:
        write_returns(folder / "returns")
        project = copy_project(folder / "project", {"909", "942", "943", "835", "836", "837", "838", "839"})
        publish(project, folder / "returns", folder / "out", [(NAME, EDITION)])
        return folder / "out" / NAME / str(EDITION) / "publish"

    return made_once(tmp_path_factory, "reorganised", make)


def printed(released: Path, la_code: str, year: int) -> dict[tuple[str, str], str]:
    """What a data set has for an authority and year, by group and label."""
    with (released / "data" / "la_cla_placement_stability.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["cla_group"], row["placement_stability"]): row["number"]
            for row in csv.DictReader(file)
            if (row["time_period"], row["old_la_code"]) == (str(year), la_code)
        }


@pytest.mark.parametrize(
    ("la_code", "year", "group", "label", "number"),
    [
        ("942", 2024, ALL, TOTAL, "25"),  # 9 + 4 + 7 + 5
        ("942", 2024, LONG, TOTAL, "20"),  # 9 + 4 + 7, since 2020
        ("942", 2024, LONG, "Living with the same carer for at least 2 years", "9"),  # since before 31 March 2022
        ("942", 2024, TWO_YEARS, TOTAL, "20"),
        # In the two years from 1 April 2022 the seven had that of 2020 and those of June, December and June.
        ("942", 2024, TWO_YEARS, "With 3 or more placements during the previous 2 years", "7"),
        ("942", 2024, ALL, "With 3 or more placements during the year", "0"),
        ("943", 2024, ALL, TOTAL, "14"),  # 8 + 6
        ("943", 2024, LONG, TOTAL, "8"),  # since 1 June 2021, before 30 September 2021
        ("943", 2024, LONG, "Living with the same carer for at least 2 years", "8"),
        ("943", 2024, TWO_YEARS, TOTAL, "14"),  # 8 + 6: who was looked after at all in the year before, in Cumbria
        ("839", 2020, LONG, TOTAL, "14"),  # 5 of Bournemouth, 4 + 3 of Poole, 2 of Dorset
        ("839", 2020, LONG, "Living with the same carer for at least 2 years", "11"),
        ("838", 2020, LONG, TOTAL, "6"),
        ("909", 2023, ALL, TOTAL, "34"),  # 9 + 4 + 7 + 8 + 6
        ("909", 2024, ALL, TOTAL, "z"),
    ],
)
def test_children_are_followed_into_the_new_authority(
    released: Path, la_code: str, year: int, group: str, label: str, number: str
) -> None:
    assert printed(released, la_code, year)[group, label] == number


@pytest.mark.parametrize(("la_code", "started"), [("942", "5"), ("943", "0")])
def test_nobody_starts_to_be_looked_after_by_a_change_of_authority(released: Path, la_code: str, started: str) -> None:
    with (released / "data" / "cla_number_and_rate_per_10k_children.csv").open(encoding="utf-8", newline="") as file:
        numbers = {
            row["population_count"]: row["number"]
            for row in csv.DictReader(file)
            if (row["time_period"], row["old_la_code"]) == ("2024", la_code)
        }
    assert [number for label, number in numbers.items() if "starting" in label or "started" in label] == [started]


def test_nothing_of_them_is_estimated_for_want_of_history(released: Path) -> None:
    with (released / "coverage.csv").open(encoding="utf-8", newline="") as file:
        told = {
            (row["measure"], row["old_la_code"]): (row["supplied"], row["reason"])
            for row in csv.DictReader(file)
            if row["time_period"] == "2024" and row["old_la_code"] in ("942", "943")
        }
    for measure in ("looked_after_2_years_on_31_march", "looked_after_2_and_half_years_aged_under_16"):
        assert {told[measure, la_code] for la_code in ("942", "943")} == {("yes", "")}
