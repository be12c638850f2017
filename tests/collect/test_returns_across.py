"""Rules across returns find what differs from the year before, and who is at two authorities, each told of its own."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import sqlglot

from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.collect.rules import load_rules
from pipeline.foundation.warehouse import Warehouse
from tests.collect.rule_cases import changed
from tests.collect.test_returns_earlier import last_year
from tests.collect.test_returns_folder import Files, clean_return, write_return

LINES = (Path(__file__).parent / "ssda903_across_cases.txt").read_text(encoding="utf-8").splitlines()
SAID = [line.split(" #")[0] for line in LINES if line and not line.startswith("#")]
CASES = [tuple(part.strip() for part in line.split("|")) for line in SAID]
RULES = {rule.rule.name: rule for rule in load_rules("ssda903/across")}
Found = list[set[tuple[str, str, int]]]


def before() -> Files:
    """The return of 2023, with every file that the rules compare."""
    files = clean_return()
    kept = {name: copy.deepcopy(files[name]) for name in ("uasc", "oc3", "placed_adoption", "missing")}
    kept["missing"][0].update({"MIS_START": "01/10/2022", "MIS_END": "03/10/2022"})
    return {**last_year(), **kept}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Rule, file and line of each finding by case, each case an authority of its own."""
    folder = tmp_path_factory.mktemp("returns")
    for number, (_, _, now, then) in enumerate(CASES):
        write_return(folder / "ssda903" / "2024" / f"{number:03d}", changed(clean_return(), now))
        write_return(folder / "ssda903" / "2023" / f"{number:03d}", changed(before(), then), 2023)
    by_case: Found = [set() for _ in CASES]
    with Warehouse() as warehouse:
        stage_returns(warehouse, folder, [2023, 2024])
        for la, rule, path, line in warehouse.connection.execute(
            "SELECT la_code, rule, path, line FROM raw.findings WHERE collection_year = 2024 AND line IS NOT NULL"
        ).fetchall():
            by_case[int(la)].add((rule, Path(path).stem, line))
    return by_case


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)])
def test_a_rule_finds_what_differs_and_nothing_beside_it(found: Found, number: int) -> None:
    rule, place, _, _ = CASES[number]
    places = {f"{file}:{line}" for name, file, line in found[number] if name == rule}
    assert places == (set() if place == "-" else {place})


def test_every_rule_across_returns_has_a_case_that_offends_and_one_that_does_not() -> None:
    between = {"upn_at_another_authority"}
    assert {case[0] for case in CASES if case[1] != "-"} | between == set(RULES)
    assert {case[0] for case in CASES if case[1] == "-"} | between == set(RULES)


def test_a_pupil_number_at_two_authorities_is_told_to_each_of_its_own_child(tmp_path: Path) -> None:
    for la in ("201", "202", "203"):
        files = clean_return()
        if la == "203":
            files["header"][0]["UPN"] = "B123456789012"
        write_return(tmp_path / "ssda903" / "2024" / la, files)
    with Warehouse() as warehouse:
        stage_returns(warehouse, tmp_path, [2024])
        found = warehouse.connection.execute(
            "SELECT la_code, path, line, message FROM raw.findings WHERE rule = 'upn_at_another_authority' ORDER BY ALL"
        ).fetchall()
    assert [(la, path, line) for la, path, line, _ in found] == [
        (la, f"ssda903/2024/{la}/header.csv", 2) for la in ("201", "202")
    ]
    assert not [message for *_, message in found if "201" in message or "202" in message or "A1" in message]


def test_rules_across_returns_carry_over_to_spark() -> None:
    for rule in RULES.values():
        sqlglot.transpile(rule.query, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
