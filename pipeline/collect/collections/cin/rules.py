"""Rules between the fields and records of a census: queries in sql/checks/cin/ that return file_id and element.

A rule reads raw.checked_cin_<record type>: the typed records of the units under check, less those set aside so far,
with year_started_on, year_ended_on and child_id. Rules that set records aside run first, so that the others see only
what will be counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.collect.causes import IN_DOUBT, KEPT_IN_ANOTHER, needs_of, not_in_doubt
from pipeline.collect.collections.cin.document.layout import RETURN, Layout, layout
from pipeline.collect.collections.cin.findings import EMPTIED, append_findings, set_aside_below
from pipeline.collect.collections.cin.tables import SET_ASIDE, typed_table
from pipeline.collect.findings import Effect
from pipeline.collect.joined_findings import condition_findings, drop_joined, make_joined
from pipeline.collect.rules import RULES_IN_A_STATEMENT, QueryRule, load_rules
from pipeline.collect.rules_that_find import FOUND_BY_RULES, query_on_copies, rules_that_find
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import Specification, load_specification
from pipeline.foundation.warehouse import Warehouse


def apply_rules(warehouse: Warehouse, years: Sequence[int]) -> None:
    """Run every rule on the units that are not checked yet."""
    specification = load_specification(RETURN)
    layouts = [layout(specification, year) for year in years]
    rules = [rule for rule in load_rules(RETURN) if any(map(rule.years.holds_in, years))]
    _create_checked(warehouse)
    setting_aside = [rule for rule in rules if rule.rule.effect is Effect.SET_ASIDE]
    for rule in setting_aside:
        if append_findings(warehouse, [_findings_of(rule, years, query_on_copies(rule))]):
            _drop_set_aside(warehouse, layouts)
    # Rules that keep the record do not see one another, so several share a statement.
    _find_doubt(warehouse, specification)
    columns = {name: specification.columns(name) for name in specification.record_type_names}
    queries = [rule for rule in rules if rule.rule.effect is not Effect.SET_ASIDE and rule.joined is None]
    others = [
        f"SELECT found.* FROM ({_findings_of(rule, years, found)}) AS found "
        f"WHERE {not_in_doubt(needs_of(rule, columns), ('file_id', 'element'))}"
        for rule, found in rules_that_find(warehouse, queries, ("file_id", "element"))
    ]
    for start in range(0, len(others), RULES_IN_A_STATEMENT):
        append_findings(warehouse, others[start : start + RULES_IN_A_STATEMENT])
    if any(rule.joined is not None for rule in rules):
        make_joined(warehouse, RETURN, rules)
        warehouse.connection.execute(f"CREATE OR REPLACE TEMP TABLE without_elements AS {_without_elements(columns)}")
        append_findings(warehouse, condition_findings(warehouse, rules, columns, "temp.main.without_elements"))
        warehouse.connection.execute("DROP TABLE temp.main.without_elements")
        drop_joined(warehouse, RETURN)
    for name in specification.record_type_names:
        warehouse.connection.execute(f"DROP TABLE temp.main.checked_cin_{name}")
    for table in (IN_DOUBT, FOUND_BY_RULES, f"temp.main.{EMPTIED}"):
        warehouse.connection.execute(f"DROP TABLE {table}")


def _find_doubt(warehouse: Warehouse, specification: Specification) -> None:
    """Which records are of children of whom a field was emptied or a record set aside."""
    names = specification.record_type_names
    kept = ", ".join(map(literal, KEPT_IN_ANOTHER))
    lost = [
        f"SELECT typed.file_id, typed.child_number, typed.element, {literal(place)} AS lost "
        f"FROM {EMPTIED} AS emptied JOIN {typed_table(name)} AS typed "
        "ON typed.file_id = emptied.file_id AND typed.element = emptied.element "
        f"WHERE emptied.field = {literal(field)}"
        for name in names
        for field, place in specification.places(name)
    ] + [
        f"SELECT typed.file_id, typed.child_number, typed.element, {literal(name)} AS lost FROM {SET_ASIDE} AS aside "
        f"JOIN {typed_table(name)} AS typed ON typed.file_id = aside.file_id AND typed.element = aside.record "
        f"WHERE aside.rule NOT IN ({kept})"
        for name in names
    ]
    records = " UNION ALL ".join(
        f"SELECT file_id, child_number, element FROM temp.main.checked_cin_{name}" for name in names
    )
    warehouse.connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {EMPTIED} (file_id BIGINT, element INTEGER, field VARCHAR)"
    )
    warehouse.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE in_doubt AS WITH lost AS ({' UNION ALL '.join(lost)}) "
        "SELECT records.file_id, records.element, lost.lost, bool_or(records.element = lost.element) AS is_own "
        f"FROM lost JOIN ({records}) AS records ON records.file_id = lost.file_id "
        "AND records.child_number = lost.child_number GROUP BY ALL"
    )


def _without_elements(names: Iterable[str]) -> str:
    """SQL of the units without any record of a type, which is told once: rules that compare with it are silent."""
    return " UNION ALL ".join(
        f"SELECT collection_year, la_code, {literal(name)} AS record_type FROM raw.units "
        f'WHERE "return" = {literal(RETURN)} AND (collection_year, la_code) NOT IN '
        f"(SELECT (collection_year, la_code) FROM temp.main.checked_cin_{name})"
        for name in names
    )


def _create_checked(warehouse: Warehouse) -> None:
    """Copies are read where rules say raw.checked_cin_*, which would otherwise be worked out for every rule again."""
    for name in load_specification(RETURN).record_type_names:
        child_id, children = "", ""
        if name != "children":
            child_id = ", children.child_id"
            children = (
                f"JOIN {typed_table('children')} AS children ON children.file_id = typed.file_id "
                "AND children.child_number = typed.child_number "
            )
        warehouse.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE checked_cin_{name} AS SELECT typed.*{child_id}, "
            "make_date(typed.collection_year - 1, 4, 1) AS year_started_on, "
            "make_date(typed.collection_year, 3, 31) AS year_ended_on "
            f"FROM {typed_table(name)} AS typed {children}"
            "JOIN raw.units AS units ON units.collection_year = typed.collection_year "
            f'AND units.la_code = typed.la_code AND units."return" = {literal(RETURN)} AND units.checked_as IS NULL '
            f"WHERE NOT EXISTS (SELECT 1 FROM {SET_ASIDE} AS aside "
            "WHERE aside.file_id = typed.file_id AND aside.record = typed.element)"
        )


def _drop_set_aside(warehouse: Warehouse, layouts: Sequence[Layout]) -> None:
    for one in layouts:
        set_aside_below(warehouse, one)
    for name in load_specification(RETURN).record_type_names:
        warehouse.connection.execute(
            f"DELETE FROM temp.main.checked_cin_{name} "
            f"WHERE (file_id, element) IN (SELECT file_id, record FROM {SET_ASIDE})"
        )


def _findings_of(rule: QueryRule, years: Sequence[int], query: str) -> str:
    """The SELECT of the findings of what ``query``, which is the rule's or gives what that found, finds."""
    chosen = ", ".join(str(year) for year in years if rule.years.holds_in(year))
    return (
        f"SELECT found.file_id, found.element, records.line, records.child_number, {literal(rule.field)} AS field, "
        f"{literal(rule.rule.name)} AS rule, {literal(rule.rule.severity)} AS severity, "
        f"{literal(rule.rule.effect)} AS effect, {literal(rule.rule.message)} AS message FROM ({query}) AS found "
        f"JOIN temp.main.checked_cin_{rule.record} AS records "
        "ON records.file_id = found.file_id AND records.element = found.element "
        f"AND records.collection_year IN ({chosen})"
    )
