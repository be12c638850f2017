"""Findings name the cause once: what follows from an emptied field or a lost record is not found beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.collections.ssda903.staging import SSDA903
from pipeline.collect.csv_set.reading import read_years
from pipeline.collect.csv_set.staging import check_units
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import Files, clean_return, write_return

Change = tuple[str, int, dict[str, str]]
Found = set[tuple[str, str]]


def changed(changes: tuple[Change, ...]) -> Files:
    """The clean return after the changes."""
    files = clean_return()
    for file, record, values in changes:
        files[file][record].update(values)
    return files


def found(folder: Path, *changes: Change, without: str = "") -> Found:
    """(rule, field) of the findings on the clean return after the changes."""
    files = changed(changes)
    files.pop(without, None)
    return {(one.rule, one.field) for one in check_return(write_return(folder / "201", files), 2024, "201").findings}


# What is sent and cannot be read, and the one finding that there is to be of it.
CAUSES: list[tuple[str, tuple[Change, ...], Found]] = [
    ("REC", (("episodes", 2, {"REC": "E99"}),), {("code_not_of_the_year", "REC")}),
    ("DEC", (("episodes", 0, {"DEC": "31/09/2023"}),), {("date_not_read", "DEC")}),
    ("PLACE", (("episodes", 0, {"PLACE": "U9"}),), {("code_not_of_the_year", "PLACE")}),
    ("PLACE_PROVIDER", (("episodes", 0, {"PLACE_PROVIDER": "PR9"}),), {("code_not_of_the_year", "PLACE_PROVIDER")}),
    ("REASON_PLACE_CHANGE", (("episodes", 0, {"REASON_PLACE_CHANGE": "XXX"}),),
     {("code_not_of_the_year", "REASON_PLACE_CHANGE")}),
    ("PL_POST", (("episodes", 0, {"PL_POST": "AB1"}),), {("postcode_not_read", "PL_POST")}),
    ("HOME_POST", (("episodes", 0, {"HOME_POST": "AB1"}),), {("postcode_not_read", "HOME_POST")}),
    ("LA_PERM", (("previous_permanence", 0, {"PREV_PERM": "P1", "LA_PERM": "Leeds", "DATE_PERM": "ZZ/ZZ/2019"}),),
     {("la_not_read", "LA_PERM")}),
    ("SDQ_SCORE", (("oc2", 0, {"SDQ_SCORE": "41"}),), {("number_not_read", "SDQ_SCORE")}),
    # A record that is set aside is one finding more, since it says that the record is not counted.
    ("DECOM", (("episodes", 1, {"DECOM": "31/09/2023"}),),
     {("date_not_read", "DECOM"), ("episode_not_started", "DECOM")}),
    # That the child has a header and seeks asylum without any episode follows from the one that is set aside.
    ("a record", (("episodes", 3, {"DEC": "01/04/2023", "REC": "E4A"}),), {("episode_ceased_before_started", "DEC")}),
]  # fmt: skip


@pytest.fixture(scope="module")
def found_of_causes(tmp_path_factory: pytest.TempPathFactory) -> list[Found]:
    """What is found of each cause, in the return of an authority of its own."""
    folder = tmp_path_factory.mktemp("returns")
    for number, (_, changes, _) in enumerate(CAUSES):
        write_return(folder / "ssda903/2024" / f"{number:03d}", changed(changes))
    with Warehouse() as warehouse:
        read_years(warehouse, SSDA903.specification, folder, [2024])
        check_units(warehouse, SSDA903.specification, [2024], SSDA903.match_identifiers, SSDA903.look_up)
        rules: list[Found] = [set() for _ in CAUSES]
        for la, *one in warehouse.connection.execute("SELECT la_code, rule, field FROM raw.findings").fetchall():
            rules[int(la)].add((one[0], one[1]))
    return rules


@pytest.mark.parametrize("number", range(len(CAUSES)), ids=[one[0] for one in CAUSES])
def test_a_cause_is_named_once(found_of_causes: list[Found], number: int) -> None:
    assert found_of_causes[number] == CAUSES[number][2]


def test_it_is_named_once_to_who_checks_a_return(tmp_path: Path) -> None:
    _, changes, rules = CAUSES[-1]
    assert found(tmp_path, *changes) == rules


@pytest.mark.parametrize(("lost", "rules"), [
    ("header", {("expected_file_missing", "")}),
    ("episodes", {("no_usable_records", "")}),
])  # fmt: skip
def test_a_file_that_is_not_there_is_one_finding(tmp_path: Path, lost: str, rules: Found) -> None:
    assert found(tmp_path, without=lost) == rules


def test_what_does_not_follow_is_still_found(tmp_path: Path) -> None:
    # Of one child's two episodes one has a provider that cannot be read, the other none: two causes, two findings.
    both: tuple[Change, ...] = (("episodes", 0, {"PLACE_PROVIDER": "PR9"}), ("episodes", 1, {"PLACE_PROVIDER": ""}))
    assert found(tmp_path / "own", *both) == {
        ("code_not_of_the_year", "PLACE_PROVIDER"),
        ("placement_provider_missing", "PLACE_PROVIDER"),
    }
    # Another child is not in doubt.
    others: tuple[Change, ...] = (("episodes", 0, {"DEC": "31/09/2023"}), ("episodes", 3, {"DECOM": "01/05/2026"}))
    assert ("episode_starts_after_year_end", "DECOM") in found(tmp_path / "other", *others)
    # A blank field is no emptied one, and a field that the rule does not read is nothing to it.
    blank: tuple[Change, ...] = (("episodes", 2, {"REC": "", "LS": "ZZ"}),)
    assert ("episode_ceased_without_reason", "REC") in found(tmp_path / "blank", *blank)


def test_a_record_that_another_stands_for_loses_nothing(tmp_path: Path) -> None:
    files = clean_return()
    files["episodes"][0]["REASON_PLACE_CHANGE"] = ""
    files["episodes"].append(dict(files["episodes"][0]))
    rules = {one.rule for one in check_return(write_return(tmp_path / "201", files), 2024, "201").findings}
    assert rules == {"identical_record", "placement_change_reason_missing"}
