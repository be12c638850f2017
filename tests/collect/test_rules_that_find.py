"""Which queries find anything is asked of many at once, and what each found is told apart."""

from __future__ import annotations

from dataclasses import replace

from pipeline.collect.rules import RULES_IN_A_STATEMENT, QueryRule, load_rules, parse_rule
from pipeline.collect.rules_that_find import FOUND_BY_RULES, rules_that_find
from pipeline.foundation.warehouse import Warehouse

LINES = ((1, 2), (1, 3), (2, 2))
CONDITION = "SELECT file_id, line FROM raw.checked_header WHERE line = {}"
# The same as a query that is no condition on a record by itself.
QUERY = "SELECT file_id, line FROM (SELECT * FROM raw.checked_header) AS header WHERE line = {}"


def rules(numbers: range, query: str) -> list[QueryRule]:
    """A rule a number, which finds the headers with that line."""
    like = replace(load_rules("ssda903")[0], record="header")
    return [replace(like, query=query.format(number)) for number in numbers]


def test_only_those_that_find_are_told_with_what_they_found() -> None:
    """Queries more than share a statement and conditions, of which some find one record, two or none."""
    some = range(3 - RULES_IN_A_STATEMENT, 4)
    asked = rules(some, QUERY)[::-1] + rules(range(1, 6), CONDITION) + rules(range(4, 6), QUERY)
    with Warehouse() as warehouse:
        values = ", ".join(map(str, LINES))
        warehouse.connection.execute(
            f"CREATE TEMP TABLE checked_header AS SELECT * FROM (VALUES {values}) AS sent(file_id, line)"
        )
        found = rules_that_find(warehouse, asked, ("file_id", "line"))
        told = [
            (rule.of_one_record is not None, rule.query[-1], sorted(warehouse.connection.execute(query).fetchall()))
            for rule, query in found
        ]
        two, three = [(1, 2), (2, 2)], [(1, 3)]
        assert told == [(False, "3", three), (False, "2", two), (True, "2", two), (True, "3", three)]
        # Asked again, what was found before is forgotten.
        assert rules_that_find(warehouse, asked[-2:], ("file_id", "line")) == []
        assert warehouse.count(FOUND_BY_RULES) == 0
        # Of a kind of record without any nothing is asked.
        assert rules_that_find(warehouse, asked, ("file_id", "line"), {"header"}) == []


def test_a_query_of_several_records_is_no_condition_on_one() -> None:
    """What compares records, or looks elsewhere, is asked as it is written."""
    heading = "-- x\n" + "".join(f"-- {name}: x\n" for name in ("rule", "record", "field", "message"))
    heading += "-- severity: error\n-- effect: kept\n"
    start = "SELECT file_id, line FROM raw.checked_header WHERE "
    plain = parse_rule("x", heading + start + "sex IS NULL OR (upn = 'A' AND date_of_birth > year_ended_on)")
    assert plain.of_one_record == ("header", "sex IS NULL OR (upn = 'A' AND date_of_birth > year_ended_on)")
    for more in (
        "child_id IN (SELECT child_id FROM raw.checked_oc3)",
        "sex IS NULL GROUP BY file_id, line",
        "TRUE QUALIFY row_number() OVER (PARTITION BY child_id) > 1",
    ):
        assert parse_rule("x", heading + start + more).of_one_record is None
    assert parse_rule("x", heading + start.replace("WHERE", "AS header WHERE") + "TRUE").of_one_record is None
