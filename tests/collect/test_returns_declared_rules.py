"""Every declared rule of SSDA903 finds what offends, on its line, and not what lies a day or a code beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from pipeline.collect.collections.ssda903 import looked_up
from pipeline.collect.collections.ssda903.staging import SSDA903
from pipeline.collect.csv_set.reading import read_years
from pipeline.collect.csv_set.staging import check_units
from pipeline.collect.joined_records import load_joined
from pipeline.collect.public_rules import public_rules
from pipeline.collect.rules import load_rules
from pipeline.foundation.stages import SQL
from pipeline.foundation.warehouse import Warehouse
from tests.collect.places_and_providers import make_directory, small_list
from tests.collect.rule_cases import read_cases
from tests.collect.test_returns_across import CASES as OF_TWO_YEARS
from tests.collect.test_returns_folder import write_return
from tests.collect.test_returns_lawful import LAWFUL
from tests.collect.test_returns_rules import CASES as QUERIES

OF_RULES = read_cases(Path(__file__).parent / "ssda903_rule_cases.txt")
OTHERS = [
    case for name in ("practice", "ssda903_edge") for case in read_cases(Path(__file__).parent / f"{name}_cases.txt")
]
CASES = [*OF_RULES, *OTHERS]
# Rules with tests of their own: against the return of the year before (test_returns_earlier.py), and on XML documents
# (test_returns_document.py).
WITH_CASES_OF_THEIR_OWN = ("child_differs_from_last_year", "episode_differs_from_last_year", "element_ambiguous")
WHOLE_RECORDS = ("child_repeated", "identical_record", "required_field_blank")
DECLARED = {rule.rule.name: rule for rule in load_rules("ssda903") if rule.joined is not None}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[set[tuple[str, str, int]]]:
    """Rule, file and line of each finding by case: each is the return of an authority of its own, checked in one go."""
    folder = tmp_path_factory.mktemp("returns")
    for number, case in enumerate(CASES):
        write_return(folder / "ssda903" / str(case.year) / f"{number:03d}", case.files(), case.year)
    by_case: list[set[tuple[str, str, int]]] = [set() for _ in CASES]
    years = sorted({case.year for case in CASES})
    with Warehouse() as warehouse, pytest.MonkeyPatch.context() as patch:
        make_directory(warehouse, years, [f"{number:03d}" for number in range(len(CASES))])
        patch.setattr(looked_up, "list_for", small_list)
        read_years(warehouse, SSDA903.specification, folder, years)
        check_units(warehouse, SSDA903.specification, years, SSDA903.match_identifiers, SSDA903.look_up)
        for la, rule, path, line in warehouse.connection.execute(
            "SELECT la_code, rule, path, line FROM raw.findings WHERE line IS NOT NULL"
        ).fetchall():
            by_case[int(la)].add((rule, Path(path).stem, line))
    return by_case


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{case.rule}-{n}" for n, case in enumerate(CASES)])
def test_a_rule_finds_what_offends_and_nothing_beside_it(found: list[set[tuple[str, str, int]]], number: int) -> None:
    case = CASES[number]
    places = {(file, line) for rule, file, line in found[number] if rule == case.rule}
    assert case.place in places if case.place else places == set()


def test_every_declared_rule_has_a_case_that_offends_and_one_that_does_not() -> None:
    assert {case.rule for case in OF_RULES if case.place} == set(DECLARED)
    assert {case.rule for case in OF_RULES if not case.place} == set(DECLARED)


def test_every_public_number_has_a_case_that_offends_and_one_that_nearly_does() -> None:
    """Of what follows from a field alone, a case that changes the number's field; the clean return offends nowhere."""
    lawful = {rule for _, rule in LAWFUL}
    across = [tuple(part.strip() for part in one[:2]) for one in OF_TWO_YEARS]
    by_query = {rule.rule.name for folder in ("ssda903", "ssda903/across") for rule in load_rules(folder)}
    lacking = []
    for number in public_rules("ssda903"):
        offending, near = False, False
        for rule in number.rules:
            of_field = rule not in by_query and rule not in WHOLE_RECORDS
            mine = [
                one
                for one in CASES
                if one.rule == rule and (not of_field or any(f" {field}=" in one.changes for field in number.fields))
            ]
            offending |= any(one.place for one in mine) or rule in WITH_CASES_OF_THEIR_OWN
            offending |= any(one.rule == rule and not of_field for one in QUERIES)
            offending |= any(name == rule and place != "-" for name, place in across)
            near |= any(not one.place for one in mine) or rule in lawful or rule in WITH_CASES_OF_THEIR_OWN
            near |= any(name == rule and place == "-" for name, place in across)
        if number.met != "no" and not (offending and near):
            lacking.append((number.number, number.rules, offending, near))
    assert lacking == []


def test_declared_rules_carry_over_to_spark_and_say_what_to_do() -> None:
    for rule in DECLARED.values():
        sqlglot.transpile(rule.query, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
        assert rule.rule.message.endswith(".") and rule.rule.message.count(". ") >= 1, rule.rule.name


@pytest.mark.parametrize("return_name", ["ssda903", "ssda903/across", "cin"])
def test_a_joined_record_says_where_its_columns_come_from(return_name: str) -> None:
    rules = [rule for rule in load_rules(return_name) if rule.joined is not None]
    assert {rule.joined.name for rule in rules if rule.joined} == {
        joined.name for joined in load_joined(SQL / "checks" / return_name) if joined.record
    }
    for rule in rules:
        assert rule.joined is not None
        for column, sources in rule.joined.sources.items():
            assert sources, f"{rule.joined.name}: {column}"
