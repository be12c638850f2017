"""Rules that hold a return against that of the year before: queries in sql/checks/<return>_earlier/.

A rule reads raw.usable_<record type>: the typed records of usable returns of these years and those before them, less
those set aside, with year_started_on and year_ended_on. It returns collection_year and la_code of the return that is
told, ``detail`` for its message, and file_id and line of a record of either year, empty where it is of the return.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.findings import Finding, finding_row
from pipeline.collect.raw_tables import insert_rows
from pipeline.collect.rules import QueryRule, load_rules
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse


def rules_on_years(return_name: str) -> tuple[QueryRule, ...]:
    """The rules that compare two years of a return."""
    return load_rules(f"{return_name}_earlier")


def compare_by_rules(
    warehouse: Warehouse, specification: Specification, years: Sequence[int], las: frozenset[str] | None = None
) -> None:
    """Write the findings on the returns of these years (and authorities), against those of the year before.

    They depend on two returns, so they are worked out afresh every time. An authority is told of its own returns alone.
    """
    name, connection = specification.return_name, warehouse.connection
    rules = rules_on_years(name)
    if not rules:
        return
    names = ", ".join(literal(rule.rule.name) for rule in rules)
    listed = ", ".join(map(str, years))
    connection.execute(
        f'DELETE FROM raw.findings WHERE "return" = ? AND collection_year IN ({listed}) AND rule IN ({names})', [name]
    )
    read = sorted({*years, *(year - 1 for year in years if specification.covers(year - 1))})
    for record_type in specification.record_type_names:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE usable_{record_type} AS {_usable(specification, record_type, read)}"
        )
    found = [finding for rule in rules for finding in _found(warehouse, specification, rule, years)]
    insert_rows(warehouse, "raw.findings", [finding_row(one) for one in found if las is None or one.la_code in las])
    for record_type in specification.record_type_names:
        connection.execute(f"DROP TABLE temp.main.usable_{record_type}")


def _found(warehouse: Warehouse, specification: Specification, rule: QueryRule, years: Sequence[int]) -> list[Finding]:
    query = rule.query.replace("raw.usable_", "temp.main.usable_")
    listed = ", ".join(str(year) for year in years if rule.years.holds_in(year)) or "NULL"
    rows = warehouse.connection.execute(
        f"""
        SELECT found.collection_year, found.la_code, files.file_id, files.path, found.line, found.detail,
            files.collection_year = found.collection_year AS is_of_the_year
        FROM ({query}) AS found
        LEFT JOIN raw.files AS files ON files.file_id = found.file_id
        WHERE found.collection_year IN ({listed})
        ORDER BY found.collection_year, found.la_code, files.path, found.line, found.detail
        """
    ).fetchall()
    name, told = specification.return_name, rule.rule
    return [
        # A line of last year's file is named, and is no file of this year's return.
        Finding(name, year, la, file_id if is_own else None, path or f"{name}/{year}/{la}", line,
                rule.field if line is not None else "", told.name, told.severity, told.effect,
                told.message.format(detail=detail))
        for year, la, file_id, path, line, detail, is_own in rows
    ]  # fmt: skip


def _usable(specification: Specification, record_type: str, years: Sequence[int]) -> str:
    """The records of a record type that count, in usable returns of these years."""
    spans = {year: specification.span(year) for year in years}
    started, ended = (
        " ".join(f"WHEN {year} THEN DATE '{span[end]}'" for year, span in spans.items()) for end in (0, 1)
    )
    return (
        f"SELECT typed.*, CASE typed.collection_year {started} END AS year_started_on, "
        f"CASE typed.collection_year {ended} END AS year_ended_on FROM raw.typed_{record_type} AS typed "
        "JOIN raw.coverage AS coverage USING (collection_year, la_code) "
        f"WHERE coverage.\"return\" = {literal(specification.return_name)} AND coverage.status = 'supplied' "
        f"AND typed.collection_year IN ({', '.join(map(str, years))}) "
        "AND NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
        "WHERE aside.file_id = typed.file_id AND aside.record = typed.line)"
    )
