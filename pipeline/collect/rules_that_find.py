"""Which queries of a return find anything: asked before all that is said of what they find, as most find nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pipeline.collect.rules import RULES_IN_A_STATEMENT, QueryRule
from pipeline.foundation.warehouse import Warehouse

FOUND_BY_RULES = "temp.main.found_by_rules"
"""A row a record that a query found: the number of the query among those asked, and the record's keys."""


def rules_that_find(
    warehouse: Warehouse, rules: Sequence[QueryRule], keys: Sequence[str], without: Collection[str] = ()
) -> list[tuple[QueryRule, str]]:
    """The rules whose queries find anything, each with the SELECT of what it found, from FOUND_BY_RULES.

    ``keys`` are the columns that the queries return. A query that says raw.checked_* reads the copies of these. Of the
    record types ``without`` records nothing is asked.
    """
    connection = warehouse.connection
    listed = ", ".join(keys)
    columns = ", ".join(f"{key} BIGINT" for key in ("number", *keys))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {FOUND_BY_RULES} ({columns})")
    asked = list(_asked({number: rule for number, rule in enumerate(rules) if rule.record not in without}, listed))
    for start in range(0, len(asked), RULES_IN_A_STATEMENT):
        together = " UNION ALL ".join(asked[start : start + RULES_IN_A_STATEMENT])
        warehouse.run(f"INSERT INTO {FOUND_BY_RULES} {together}")
    found = connection.execute(f"SELECT DISTINCT number FROM {FOUND_BY_RULES} ORDER BY number").fetchall()
    return [(rules[number], f"SELECT {listed} FROM {FOUND_BY_RULES} WHERE number = {number}") for (number,) in found]


def _asked(rules: dict[int, QueryRule], keys: str) -> Iterator[str]:
    """The SELECTs of number and keys: one for all conditions on the records of a table, one for each other query."""
    conditions: dict[str, list[str]] = {}
    for number, rule in rules.items():
        if rule.of_one_record is None:
            yield f"SELECT {number} AS number, {keys} FROM ({query_on_copies(rule)}) AS found"
        else:
            table, condition = rule.of_one_record
            conditions.setdefault(table, []).append(f"CASE WHEN {condition} THEN {number} END")
    for table, some in conditions.items():
        yield (
            f"SELECT unnest(list_filter([{', '.join(some)}], lambda broken: broken IS NOT NULL)) AS number, {keys} "
            f"FROM temp.main.checked_{table}"
        )


def query_on_copies(rule: QueryRule) -> str:
    """The rule's query on the copies of checked records, which would otherwise be worked out for every rule again."""
    return rule.query.replace("raw.checked_", "temp.main.checked_")
