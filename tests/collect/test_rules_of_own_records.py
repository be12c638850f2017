"""A rule finds records of the kind that it names alone: where a return has none of them, it is not even asked."""

from __future__ import annotations

import pytest
from sqlglot.lineage import lineage

from pipeline.collect.joined_records import load_joined
from pipeline.collect.rules import QueryRule, load_rules
from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import SQL


def kinds_of(query: str, name: str) -> set[str]:
    """The tables from which a query takes the file of what it finds, less raw.checked_."""
    specification = load_specification(name)
    own = ("collection_year", "la_code", "file_id", "line", "year_started_on", "year_ended_on")
    tables = {
        f"checked_{kind}": dict.fromkeys((*own, *specification.columns(kind)), "TEXT")
        for kind in specification.record_type_names
    }
    leaves = [
        node for node in lineage("file_id", query, {"raw": tables}, dialect="duckdb").walk() if not node.downstream
    ]
    return {node.source.name.removeprefix("checked_") for node in leaves}


@pytest.mark.parametrize("name", ["ssda903", "workforce", "adoption_quarterly", "pupils"])
def test_what_a_rule_finds_is_a_record_of_its_kind(name: str) -> None:
    """Of a query by itself, and of the table that conditions are on, which may be made from other joined tables."""
    kinds = load_specification(name).record_type_names
    rules: list[QueryRule] = [rule for rule in load_rules(name) if rule.record in kinds]
    assert rules
    wrong = {rule.rule.name for rule in rules if rule.joined is None and kinds_of(rule.query, name) != {rule.record}}
    assert not wrong
    joined = {one.name: one for one in load_joined(SQL / "checks" / name)}
    for one in {rule.joined.name: rule.joined for rule in rules if rule.joined is not None}.values():
        found = kinds_of(one.query, name)
        while beside := next((kind for kind in found if kind.startswith("joined_")), ""):
            found = found - {beside} | kinds_of(joined[beside.removeprefix("joined_")].query, name)
        assert found == {one.record}, one.name
