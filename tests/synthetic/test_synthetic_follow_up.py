"""Absences, outcomes and care leavers of the synthetic England: consistent from year to year, near published shares."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipeline.synthetic import synthesise
from pipeline.synthetic.country.days import birthday
from tests.synthetic.synthetic_england import Rows, day, read, returns

YEARS = (2022, 2023, 2024)


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four large authorities in three years."""
    out = tmp_path_factory.mktemp("england")
    synthesise(YEARS, out, scale=0.5, las=["330", "850", "881", "886"], processes=1)
    return out


def all_rows(out: Path, name: str, year: int) -> Rows:
    return [
        {**row, "LA": code}
        for of, code in returns(out)
        if of == year
        for row in read(out, year, code, name)
    ]  # fmt: skip


def test_an_absence_open_on_31_march_is_in_the_next_return_with_the_same_start(england: Path) -> None:
    carried = 0
    for year in YEARS[:-1]:
        looked_after = {
            (row["LA"], row["CHILD"]) for row in all_rows(england, "episodes", year + 1) if row["LS"][:1] != "V"
        }
        next_year = {(row["LA"], row["CHILD"], row["MIS_START"]) for row in all_rows(england, "missing", year + 1)}
        for row in all_rows(england, "missing", year):
            if not row["MIS_END"] and (row["LA"], row["CHILD"]) in looked_after:
                assert (row["LA"], row["CHILD"], row["MIS_START"]) in next_year
                carried += 1
        begun_before = [
            row for row in all_rows(england, "missing", year + 1) if _on(row["MIS_START"]) < date(year, 4, 1)
        ]
        assert len(begun_before) >= 1
    assert carried >= 1


def test_absences_of_a_child_do_not_overlap(england: Path) -> None:
    until: dict[tuple[str, str], date] = {}
    for row in all_rows(england, "missing", 2024):
        child, start = (row["LA"], row["CHILD"]), _on(row["MIS_START"])
        assert start > until.get(child, date.min)
        until[child] = _on(row["MIS_END"]) if row["MIS_END"] else date.max


def test_about_one_child_in_nine_goes_missing_and_few_are_away(england: Path) -> None:
    children = {
        (row["LA"], row["CHILD"]) for row in all_rows(england, "episodes", 2024) if row["LS"] not in ("V3", "V4")
    }
    absent: dict[str, set[tuple[str, str]]] = {"M": set(), "A": set()}
    for row in all_rows(england, "missing", 2024):
        absent[row["MISSING"]].add((row["LA"], row["CHILD"]))
    assert len(absent["M"]) / len(children) == pytest.approx(0.11, abs=0.015)
    assert len(absent["A"]) / len(children) == pytest.approx(0.023, abs=0.01)


def test_care_leavers_are_near_the_published_shares(england: Path) -> None:
    born = {(row["LA"], row["CHILD"]): _on(row["DOB"]) for row in all_rows(england, "oc3", 2024)}
    shares: Counter[str] = Counter()
    for row in all_rows(england, "oc3", 2024):
        if not 19 <= _age(born[row["LA"], row["CHILD"]]) <= 21 or row["IN_TOUCH"] in ("DIED", "RHOM"):
            continue
        shares["all"] += 1
        shares["in education, employment or training"] += row["ACTIV"][:1] in ("F", "P")
        shares["suitable"] += row["ACCOM"][-1:] == "1" and row["ACCOM"][0] not in "GHR"
    # LAIT 2024: 54 per cent and 88 per cent of those aged 19 to 21.
    assert shares["in education, employment or training"] / shares["all"] == pytest.approx(0.54, abs=0.03)
    assert shares["suitable"] / shares["all"] == pytest.approx(0.88, abs=0.025)


def test_a_third_of_those_who_left_foster_care_at_18_stay_there_at_19_and_none_comes_back(england: Path) -> None:
    fostered = {
        (row["LA"], row["CHILD"])
        for year in YEARS
        for row in all_rows(england, "episodes", year)
        if row["DEC"] and row["REC"] != "X1" and row["PLACE"][0] == "U"
    }
    leavers = {
        year: {(row["LA"], row["CHILD"]): row for row in all_rows(england, "oc3", year)} for year in YEARS
    }  # fmt: skip
    at_19 = Counter(
        row["ACCOM"] == "Z1"
        for child, row in leavers[2024].items()
        if child in fostered and _age(_on(row["DOB"])) == 19 and row["IN_TOUCH"] == "YES"
    )
    assert at_19[True] / (at_19[True] + at_19[False]) == pytest.approx(0.36, abs=0.08)
    # Few of those who had moved out are with a foster carer again: a share of all accommodation, whoever they are.
    back = Counter(
        row["ACCOM"] == "Z1"
        for child, row in leavers[2024].items()
        if child in leavers[2023] and leavers[2023][child]["ACCOM"] not in ("Z1", "0") and row["IN_TOUCH"] == "YES"
    )
    assert back[True] / (back[True] + back[False]) < 0.03


def test_development_is_assessed_up_to_five_until_2015_and_up_to_four_since(tmp_path: Path) -> None:
    synthesise([2015, 2016], tmp_path, scale=0.5, las=["330"], processes=1)
    oldest = {
        year: max(
            _age(_on(row["DOB"]), year) for row in read(tmp_path, year, "330", "oc2") if row["HEALTH_CHECK"]
        )
        for year in (2015, 2016)
    }  # fmt: skip
    assert oldest == {2015: 5, 2016: 4}


def _on(text: str) -> date:
    found = day(text)
    assert found is not None
    return found


def _age(born: date, year: int = 2024) -> int:
    last = date(year, 3, 31).toordinal()
    return max(age for age in range(30) if birthday(born.toordinal(), age) <= last)
