"""Defects planted in a synthetic census are where the ledger says, and are what it says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.foundation.stages import UsageError
from pipeline.synthetic import synthesise
from pipeline.synthetic.cin import CinDefect, CinDefectKind, CinOmission, synthesise_cin
from tests.synthetic.synthetic_cin import children, codes, digests, rows

LAS = ["301", "330", "886"]
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("spoilt")
    synthesise([2024], out, scale=0.1, las=LAS, processes=1)
    synthesise_cin([2023, 2024], out, scale=0.1, las=LAS, plant_defects=True, processes=1)
    return out


def planted(out: Path) -> dict[str, dict[str, str]]:
    return {row["kind"]: row for row in rows(out / "ledger" / "cin_planted_defects.csv")}


def element(out: Path, row: dict[str, str]) -> Any:
    """The Child that a row of the ledger points at, which must begin on the line it says."""
    child = children(out, int(row["collection_year"]), row["la_code"])[int(row["child_number"]) - 1]
    assert child.sourceline == int(row["line"])
    assert (out / row["path"]).read_text().splitlines()[int(row["line"]) - 1] == "<Child>"
    return child


def headers(out: Path, row: dict[str, str]) -> dict[str, dict[str, str]]:
    return {each["CHILD"]: each for each in rows(out / "ssda903" / "2024" / row["la_code"] / "header.csv")}


def is_valid(number: str) -> bool:
    total = sum(int(digit) * weight for weight, digit in enumerate(number[1:], start=2))
    return CHECK_LETTERS[total % 23] == number[0]


def test_every_kind_is_planted_once_in_the_latest_year(spoilt: Path) -> None:
    found = rows(spoilt / "ledger" / "cin_planted_defects.csv")
    assert Counter(row["kind"] for row in found) == Counter(kind.value for kind in CinDefectKind)
    assert {row["collection_year"] for row in found} == {"2024"}


def test_numbers_are_repeated_where_the_ledger_says_and_nowhere_else(spoilt: Path) -> None:
    records = planted(spoilt)
    twice, several = records["child_recorded_twice"], records["number_on_several_children"]
    expected: Counter[tuple[str, int]] = Counter({(twice["la_code"], 2): 1, (several["la_code"], 3): 1})
    repeated: Counter[tuple[str, int]] = Counter()
    invalid = []
    for code in codes(spoilt, 2024):
        numbers = Counter(each.text for child in children(spoilt, 2024, code) for each in child.iter("UPN"))
        repeated.update((code, count) for count in numbers.values() if count > 1)
        invalid += [(code, number) for number in numbers if not is_valid(number)]
    assert repeated == expected
    wrong = records["wrong_check_letter"]
    assert invalid == [(wrong["la_code"], element(spoilt, wrong).findtext(".//UPN"))]
    again = element(spoilt, twice)
    first = next(
        child
        for child in children(spoilt, 2024, twice["la_code"])
        if child.findtext(".//UPN") == again.findtext(".//UPN")
    )
    assert first.findtext(".//LAchildID") != again.findtext(".//LAchildID")
    assert first.findtext(".//PersonBirthDate") == again.findtext(".//PersonBirthDate")


def test_identifiers_differ_from_ssda903_where_the_ledger_says(spoilt: Path) -> None:
    records = planted(spoilt)
    row = records["number_differs_from_ssda903"]
    child = element(spoilt, row)
    known = headers(spoilt, row)[child.findtext(".//LAchildID")]
    assert known["UPN"] != child.findtext(".//UPN") and is_valid(child.findtext(".//UPN"))
    row = records["birth_date_differs_from_ssda903"]
    child = element(spoilt, row)
    known = headers(spoilt, row)[child.findtext(".//LAchildID")]
    year, month, day = child.findtext(".//PersonBirthDate").split("-")
    assert known["DOB"] != f"{day}/{month}/{year}"
    row = records["identifier_differs_from_ssda903"]
    child = element(spoilt, row)
    assert child.findtext(".//LAchildID") not in headers(spoilt, row)
    assert child.findtext(".//UPN") in {each["UPN"] for each in headers(spoilt, row).values()}


def test_children_in_care_have_no_open_case_where_the_ledger_says(spoilt: Path, tmp_path: Path) -> None:
    records = planted(spoilt)
    row = records["looked_after_case_closed"]
    child = element(spoilt, row)
    assert child.findtext(".//LAchildID") in headers(spoilt, row)
    assert all(case.find("CINclosureDate") is not None for case in child.iter("CINdetails"))
    row = records["looked_after_not_sent"]
    assert (row["line"], row["child_number"]) == ("0", "0")
    synthesise_cin([2024], tmp_path, scale=0.1, las=[row["la_code"]], processes=1)
    added = sum(record["la_code"] == row["la_code"] for record in records.values() if "twice" in record["kind"])
    whole = len(children(tmp_path, 2024, row["la_code"]))
    assert len(children(spoilt, 2024, row["la_code"])) == whole - 1 + added


def test_an_overdue_unborn_child_is_expected_before_february(spoilt: Path) -> None:
    child = element(spoilt, planted(spoilt)["unborn_overdue"])
    assert child.findtext(".//ExpectedPersonBirthDate") == "2024-01-31"


def test_returns_without_a_defect_are_as_they_would_be(spoilt: Path, tmp_path: Path) -> None:
    synthesise_cin([2023], tmp_path, scale=0.1, las=LAS, processes=1)
    assert digests(tmp_path / "cin" / "2023") == digests(spoilt / "cin" / "2023")


def test_what_cannot_be_planted_is_refused(tmp_path: Path) -> None:
    defect = CinDefect(CinDefectKind.NUMBER_ON_SEVERAL_CHILDREN, 2024, "201")
    with pytest.raises(UsageError, match=re.escape("not written, or not")):
        synthesise_cin([2024], tmp_path, scale=0.1, las=["301"], defects=[defect], processes=1)
    omitted = [CinOmission(2024, "201", ("Reviews",))]
    with pytest.raises(UsageError, match=re.escape("not written, or not")):
        synthesise_cin([2024], tmp_path, scale=0.1, las=["201"], defects=[defect], omit=omitted, processes=1)
    with pytest.raises(UsageError, match="no child fit"):
        synthesise_cin([2024], tmp_path, scale=0.01, las=["201"], defects=[defect], processes=1)
    assert not (tmp_path / ".cin-aside").exists()
