"""What is lawful is not found, however near it is to what a rule is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.collections.ssda903.staging import SSDA903
from pipeline.collect.csv_set.reading import read_years
from pipeline.collect.csv_set.staging import check_units
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.check import check_return
from tests.collect.test_returns_folder import clean_return, write_return
from tests.collect.test_returns_rules import Change, changed

LAWFUL: list[tuple[list[Change], str]] = [
    ([("episodes", 2, {"PL_POST": "CONFIDENTIAL"})], "postcode_not_read"),
    ([("episodes", 2, {"PL_POST": ""})], "placement_postcode_missing"),
    ([("episodes", 3, {"HOME_POST": ""})], "home_postcode_missing"),
    ([("episodes", 3, {"CIN": "N1", "HOME_POST": ""})], "home_postcode_missing"),
    ([("episodes", 0, {"CIN": "N8", "HOME_POST": ""})], "home_postcode_missing"),
    # Of short breaks neither is collected: to send them is what is found (214).
    ([("episodes", 1, {"LS": "V3", "HOME_POST": "", "PL_POST": "", "URN": ""})], "home_postcode_missing"),
    ([("episodes", 1, {"LS": "V3", "HOME_POST": "", "PL_POST": "", "URN": ""})], "placement_postcode_missing"),
    # Four on 1 September: at school a year later, and so perhaps not yet.
    (
        [(file, record, {"DOB": "01/09/2018"}) for file, record in (("header", 2), ("ad1", 0), ("placed_adoption", 0))],
        "upn_reason_of_school_age",
    ),
    ([("episodes", 0, {"PLACE": "P1", "PLACE_PROVIDER": "PR0"})], "provider_does_not_fit_placement"),
    ([("episodes", 0, {"URN": "XXXXXXX", "PLACE": "Z1"})], "placement_urn_not_wanted"),
    ([("episodes", 1, {"PL_POST": "AB1 2CE", "URN": "SC000001"})], "placement_unchanged"),
    ([("missing", 0, {"MIS_START": "30/03/2024", "MIS_END": ""})], "missing_open_when_care_ended"),
    ([("social_worker_episodes", 0, {"SW_ID": "xx9"})], "social_worker_id_form"),
    ([("social_worker_episodes", 1, {"SW_DECOM": "31/03/2023", "SW_REASON": ""})], "social_worker_reason_missing"),
    ([("social_worker_episodes", 1, {"SW_DECOM": "31/03/2024"})], "social_worker_starts_after_year_end"),
    ([("social_worker_episodes", 0, {"SW_DEC": "01/04/2023"})], "social_worker_ceased_before_window_of_2024"),
    ([("header", 0, {"SEX": "2 ", "ETHNIC": "wbri"})], "code_not_of_the_year"),
    ([("oc2", 0, {"SDQ_SCORE": "12.0", "CONVICTED": "1.0"})], "number_not_read"),
]


@pytest.fixture(scope="module")
def found_in_lawful(tmp_path_factory: pytest.TempPathFactory) -> list[set[tuple[str, str]]]:
    """The (rule, severity) of what is found in each, as the return of an authority of its own."""
    folder = tmp_path_factory.mktemp("returns")
    for number, (changes, _) in enumerate(LAWFUL):
        write_return(folder / "ssda903" / "2024" / f"{number:03d}", changed(changes))
    found: list[set[tuple[str, str]]] = [set() for _ in LAWFUL]
    with Warehouse() as warehouse:
        read_years(warehouse, SSDA903.specification, folder, [2024])
        check_units(warehouse, SSDA903.specification, [2024], SSDA903.match_identifiers, SSDA903.look_up)
        assert warehouse.count("raw.typed_header") == len(LAWFUL) * len(clean_return()["header"])
        rows = warehouse.connection.execute("SELECT la_code, rule, severity FROM raw.findings").fetchall()
    for la, rule, severity in rows:
        found[int(la)].add((rule, severity))
    return found


@pytest.mark.parametrize("number", range(len(LAWFUL)), ids=[f"{rule}-{n}" for n, (_, rule) in enumerate(LAWFUL)])
def test_what_is_lawful_is_not_found(found_in_lawful: list[set[tuple[str, str]]], number: int) -> None:
    found = found_in_lawful[number]
    assert LAWFUL[number][1] not in {rule for rule, _ in found}
    assert "error" not in {severity for _, severity in found}


def test_a_lawful_return_is_clean_when_it_is_checked(tmp_path: Path) -> None:
    changes, _ = LAWFUL[0]
    assert check_return(write_return(tmp_path / "201", changed(changes)), 2024, "201").is_clean
