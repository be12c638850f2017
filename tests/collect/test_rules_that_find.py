"""Which queries find anything is asked of many at once, and what each found is told apart."""

from __future__ import annotations

from dataclasses import replace

from pipeline.collect.rules import RULES_IN_A_STATEMENT, QueryRule, load_rules
from pipeline.collect.rules_that_find import FOUND_BY_RULES, rules_that_find
from pipeline.foundation.warehouse import Warehouse

LINES = ((1, 2), (1, 3), (2, 2))


def rules(numbers: range) -> list[QueryRule]:
    """A rule a number, which finds the records with that line."""
    like = load_rules("ssda903")[0]
    query = "SELECT file_id, line FROM raw.checked_header WHERE line = {}"
    return [replace(like, query=query.format(number)) for number in numbers]


def test_only_those_that_find_are_told_with_what_they_found() -> None:
    """More than share a statement, of which the last finds two records and the last but one a third."""
    asked = rules(range(3 - RULES_IN_A_STATEMENT, 4))[::-1] + rules(range(4, 6))
    with Warehouse() as warehouse:
        values = ", ".join(map(str, LINES))
        warehouse.connection.execute(
            f"CREATE TEMP TABLE checked_header AS SELECT * FROM (VALUES {values}) AS sent(file_id, line)"
        )
        found = rules_that_find(warehouse, asked, ("file_id", "line"))
        told = [(rule.query[-1], warehouse.connection.execute(query).fetchall()) for rule, query in found]
        assert told == [("3", [(1, 3)]), ("2", [(1, 2), (2, 2)])]
        # Asked again, what was found before is forgotten.
        assert rules_that_find(warehouse, asked[-2:], ("file_id", "line")) == []
        assert warehouse.count(FOUND_BY_RULES) == 0
