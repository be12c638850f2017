"""Runs the rules of a return of CSV files on its typed records: those that set records aside first, then the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from pipeline.collect.causes import IN_DOUBT, KEPT_IN_ANOTHER, needs_of, not_in_doubt
from pipeline.collect.csv_set.typed_tables import append_findings
from pipeline.collect.findings import Effect
from pipeline.collect.joined_findings import condition_findings, drop_joined, make_joined
from pipeline.collect.rules import RULES_IN_A_STATEMENT, QueryRule, load_rules
from pipeline.collect.rules_that_find import FOUND_BY_RULES, query_on_copies, rules_that_find
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse

# A file of which a return has no record, which is told once: what compares others with it would repeat that. Of files
# that are not in every return queries cannot know whether they had to be sent, and go by those that are expected.
WITHOUT_RECORDS = "temp.main.without_records"


@dataclass(frozen=True, slots=True)
class LookUp:
    """What declared rules read beside a return: ``make`` makes temporary ``tables`` for returns of these years.

    They are read as raw.<table> in joined/. ``digest`` changes when what is looked up does.
    """

    tables: tuple[str, ...]
    make: Callable[[Warehouse, Sequence[int]], None]
    digest: Callable[[], str]


def apply_rules(
    warehouse: Warehouse,
    specification: Specification,
    years: Sequence[int],
    look_up: LookUp | None = None,
) -> None:
    """Run every rule on the units that are not checked yet."""
    connection = warehouse.connection
    rules, without = _set_aside(warehouse, specification, years)
    # Rules that keep the record do not see one another, so several share a statement.
    _find_doubt(warehouse, specification, without)
    queries = [rule for rule in rules if rule.rule.effect is not Effect.SET_ASIDE and rule.joined is None]
    others = [
        f"SELECT found.* FROM ({_findings_of(rule, years, found)}) AS found {_unless_it_follows(rule, specification)}"
        for rule, found in rules_that_find(warehouse, queries, ("file_id", "line"), without)
    ]
    for start in range(0, len(others), RULES_IN_A_STATEMENT):
        append_findings(warehouse, specification.return_name, others[start : start + RULES_IN_A_STATEMENT])
    conditions = [rule for rule in rules if rule.joined is not None and rule.record not in without]
    if conditions:
        if look_up is not None:
            look_up.make(warehouse, years)
        make_joined(warehouse, specification.return_name, conditions)
        columns = {name: specification.columns(name) for name in specification.record_type_names}
        append_findings(
            warehouse, specification.return_name, condition_findings(warehouse, conditions, columns, WITHOUT_RECORDS)
        )
        drop_joined(warehouse, specification.return_name)
        for table in look_up.tables if look_up is not None else ():
            connection.execute(f"DROP TABLE temp.main.{table}")
    _drop_checked(warehouse, specification)
    connection.execute(f"DROP TABLE {FOUND_BY_RULES}")
    connection.execute(f"DROP TABLE {IN_DOUBT}")
    connection.execute(f"DROP TABLE {WITHOUT_RECORDS}")


def set_records_aside(warehouse: Warehouse, specification: Specification, years: Sequence[int]) -> None:
    """Run the rules that set records aside, and no other: for whoever counts a return and tells nobody of it."""
    _set_aside(warehouse, specification, years)
    _drop_checked(warehouse, specification)


def _set_aside(
    warehouse: Warehouse, specification: Specification, years: Sequence[int]
) -> tuple[list[QueryRule], frozenset[str]]:
    """Copy the records of the units that are not checked yet, less those set aside.

    Returns the rules of the years, and the record types without records, of which no rule of theirs finds anything.
    """
    connection = warehouse.connection
    names = specification.record_type_names
    some = " UNION ALL ".join(f"(SELECT {literal(name)} FROM raw.typed_{name} LIMIT 1)" for name in names)
    without = set(names) - {name for (name,) in connection.execute(some).fetchall()}
    for name in names:
        records = (
            f"SELECT *, DATE '0001-01-01' AS year_started_on, DATE '0001-01-01' AS year_ended_on "
            f"FROM raw.typed_{name} WHERE FALSE"
            if name in without
            else checked_records(specification, name, years)
        )
        made = warehouse.run(f"CREATE OR REPLACE TEMP TABLE checked_{name} AS {records}").fetchone()
        if made == (0,):
            without.add(name)
    rules = [rule for rule in load_rules(specification.return_name) if any(map(rule.years.holds_in, years))]
    for rule in rules:
        if rule.rule.effect is not Effect.SET_ASIDE or rule.record in without:
            continue
        if append_findings(warehouse, specification.return_name, [_findings_of(rule, years, query_on_copies(rule))]):
            connection.execute(
                f"DELETE FROM temp.main.checked_{rule.record} "
                "WHERE (file_id, line) IN (SELECT file_id, line FROM new_findings)"
            )
    return rules, frozenset(without)


def _drop_checked(warehouse: Warehouse, specification: Specification) -> None:
    for name in specification.record_type_names:
        warehouse.connection.execute(f"DROP TABLE temp.main.checked_{name}")


def _find_doubt(warehouse: Warehouse, specification: Specification, without: Collection[str]) -> None:
    """Which records are of children of whom a field was emptied or a record set aside, and which files have none.

    Record types ``without`` records have none of either.
    """
    names = specification.record_type_names
    kept = ", ".join(map(literal, KEPT_IN_ANOTHER))
    connection = warehouse.connection
    # Of most returns few fields are emptied and nothing is set aside: what finds nothing need not be planned.
    emptied = f"SELECT DISTINCT field FROM raw.findings WHERE effect = {literal(Effect.FIELD_EMPTIED)}"
    fields = {field for (field,) in connection.execute(emptied).fetchall()}
    has_aside = connection.execute("SELECT 1 FROM raw.set_aside LIMIT 1").fetchone() is not None
    lost = [
        f"SELECT typed.collection_year, typed.la_code, {_whose(specification, name)} AS whose, "
        f"typed.file_id, typed.line, {literal(place)} AS lost "
        f"FROM raw.findings AS findings JOIN raw.typed_{name} AS typed "
        "ON typed.file_id = findings.file_id AND typed.line = findings.line "
        f"WHERE findings.effect = {literal(Effect.FIELD_EMPTIED)} AND findings.field = {literal(field)}"
        for name in names
        for field, place in specification.places(name)
        if field in fields
    ] + [
        f"SELECT typed.collection_year, typed.la_code, {_whose(specification, name)} AS whose, "
        f"typed.file_id, typed.line, {literal(name)} AS lost "
        f"FROM raw.set_aside AS aside JOIN raw.typed_{name} AS typed "
        f"ON typed.file_id = aside.file_id AND typed.line = aside.record WHERE aside.rule NOT IN ({kept})"
        for name in (names if has_aside else ())
    ]
    records = " UNION ALL ".join(
        f"SELECT collection_year, la_code, {_whose(specification, name)} AS whose, file_id, line "
        f"FROM temp.main.checked_{name} AS typed"
        for name in names
        if name not in without
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE in_doubt (file_id BIGINT, line INTEGER, lost VARCHAR, is_own BOOLEAN)"
        if not lost or not records
        else f"CREATE OR REPLACE TEMP TABLE in_doubt AS WITH lost AS ({' UNION ALL '.join(lost)}) "
        "SELECT records.file_id, records.line, lost.lost, "
        "bool_or(records.file_id = lost.file_id AND records.line = lost.line) AS is_own "
        f"FROM lost JOIN ({records}) AS records ON records.collection_year = lost.collection_year "
        "AND records.la_code = lost.la_code AND records.whose = lost.whose GROUP BY ALL"
    )
    absent = " UNION ALL ".join(
        f"SELECT collection_year, la_code, {literal(name)} AS record_type, "
        f"{bool(specification.content['record_types'][name].get('expected'))} AS is_expected FROM raw.units "
        f'WHERE "return" = {literal(specification.return_name)}'
        + (
            ""
            if name in without
            else " AND (collection_year, la_code) NOT IN "
            f"(SELECT (collection_year, la_code) FROM temp.main.checked_{name})"
        )
        for name in names
    )
    warehouse.run(f"CREATE OR REPLACE TEMP TABLE without_records AS {absent}")


def _whose(specification: Specification, record_type: str) -> str:
    """SQL of whose a record is. A figure is nobody's: what is wrong with it casts doubt on no other record."""
    return (
        "typed.child_id" if "child_id" in specification.columns(record_type) else "typed.file_id || ' ' || typed.line"
    )


def _unless_it_follows(rule: QueryRule, specification: Specification) -> str:
    """The WHERE clause that leaves out what follows from something else that was found."""
    needs = needs_of(rule, {name: specification.columns(name) for name in specification.record_type_names})
    clause = f"WHERE {not_in_doubt(needs, ('file_id', 'line'))}"
    if len(needs.record_types) < 2:
        return clause
    listed = ", ".join(map(literal, needs.record_types))
    return (
        f"{clause} AND found.file_id NOT IN (SELECT files.file_id FROM raw.files AS files JOIN {WITHOUT_RECORDS} "
        "AS absent ON absent.collection_year = files.collection_year AND absent.la_code = files.la_code "
        f"WHERE absent.is_expected AND absent.record_type IN ({listed}))"
    )


def _findings_of(rule: QueryRule, years: Sequence[int], query: str) -> str:
    """The SELECT of the findings of what ``query``, which is the rule's or gives what that found, finds."""
    chosen = ", ".join(str(year) for year in years if rule.years.holds_in(year))
    return (
        f"SELECT found.file_id, found.line, {literal(rule.field)} AS field, {literal(rule.rule.name)} AS rule, "
        f"{literal(rule.rule.severity)} AS severity, {literal(rule.rule.effect)} AS effect, "
        f"{literal(rule.rule.message)} AS message FROM ({query}) AS found "
        f"JOIN raw.files AS files ON files.file_id = found.file_id AND files.collection_year IN ({chosen})"
    )


def checked_records(specification: Specification, record_type: str, years: Sequence[int]) -> str:
    """The SELECT of raw.checked_<record type>: typed records of units not checked yet, less those set aside."""
    spans = {year: specification.span(year) for year in years}
    started, ended = (
        " ".join(f"WHEN {year} THEN DATE '{span[end]}'" for year, span in spans.items()) for end in (0, 1)
    )
    return (
        f"SELECT typed.*, CASE typed.collection_year {started} END AS year_started_on, "
        f"CASE typed.collection_year {ended} END AS year_ended_on "
        f"FROM raw.typed_{record_type} AS typed "
        "JOIN raw.units AS units ON units.collection_year = typed.collection_year "
        f'AND units.la_code = typed.la_code AND units."return" = {literal(specification.return_name)} '
        "AND units.checked_as IS NULL "
        "WHERE NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
        "WHERE aside.file_id = typed.file_id AND aside.record = typed.line)"
    )
