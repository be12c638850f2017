"""Rules across returns: against the same authority's of the year before, and against other authorities' of the year.

They are declared in sql/checks/<return>/across/, as those of one return are beside it. Where they say
raw.checked_<record type> they read the usable records of the years, and where they say raw.earlier_<record type> those
of the year before, under the collection year that they are compared with; raw.earlier_returns has the
(collection_year, la_code) whose return of the year before is there. Each authority is told of its own records alone.

A query that is no condition on a record gives collection_year and la_code of the return that is told, ``detail`` for
its message, and file_id and line of a record of either year, empty where it is of the return as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.causes import IN_DOUBT
from pipeline.collect.findings import Finding, finding_row
from pipeline.collect.joined_findings import condition_findings, drop_joined, in_memory, make_joined
from pipeline.collect.raw_tables import insert_rows
from pipeline.collect.rules import QueryRule, load_rules
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse


def rules_across(return_name: str) -> tuple[QueryRule, ...]:
    """The rules across returns of that name; none where it has no such folder."""
    return load_rules(f"{return_name}/across")


def compare_across(
    warehouse: Warehouse, specification: Specification, years: Sequence[int], las: frozenset[str] | None = None
) -> None:
    """Write the findings of the rules across returns on those of these years (and authorities), afresh every time."""
    connection = warehouse.connection
    folder = f"{specification.return_name}/across"
    rules = rules_across(specification.return_name)
    if not rules:
        return
    listed = ", ".join(map(str, years))
    names = ", ".join(literal(rule.rule.name) for rule in rules)
    mine = f'"return" = {literal(specification.return_name)} AND collection_year IN ({listed})'
    connection.execute(f"DELETE FROM raw.findings WHERE {mine} AND rule IN ({names})")
    several = connection.execute(
        f'SELECT count(*) FROM raw.coverage WHERE "return" = {literal(specification.return_name)}'
    ).fetchone()
    if several is None or several[0] < 2:  # one return has nothing to be held against
        return
    _copy_records(warehouse, specification, years)
    make_joined(warehouse, folder, rules)
    columns = {name: specification.columns(name) for name in specification.record_type_names}
    chosen = "" if las is None else f"WHERE files.la_code IN ({', '.join(map(literal, sorted(las))) or 'NULL'})"
    for select in condition_findings(warehouse, rules, columns):
        connection.execute(
            f'INSERT INTO raw.findings BY NAME SELECT {literal(specification.return_name)} AS "return", '
            "files.collection_year, files.la_code, found.file_id, files.path, found.line, found.field, found.rule, "
            f"found.severity, found.effect, found.message FROM ({select}) AS found "
            f"JOIN raw.files AS files ON files.file_id = found.file_id {chosen} "
            "ORDER BY found.file_id, found.line, found.field, found.rule"
        )
    queries = [rule for rule in rules if rule.joined is None]
    found = [finding for rule in queries for finding in _found(warehouse, specification, rule, years)]
    insert_rows(warehouse, "raw.findings", [finding_row(one) for one in found if las is None or one.la_code in las])
    drop_joined(warehouse, folder)
    for name in specification.record_type_names:
        for table in (f"checked_{name}", f"earlier_{name}"):
            connection.execute(f"DROP TABLE temp.main.{table}")
    connection.execute("DROP TABLE temp.main.earlier_returns")
    connection.execute(f"DROP TABLE {IN_DOUBT}")


def _found(warehouse: Warehouse, specification: Specification, rule: QueryRule, years: Sequence[int]) -> list[Finding]:
    """The findings of a query on returns of the years in which it holds."""
    listed = ", ".join(str(year) for year in years if rule.years.holds_in(year)) or "NULL"
    rows = warehouse.connection.execute(
        f"""
        SELECT found.collection_year, found.la_code, files.file_id, files.path, found.line, found.detail,
            files.collection_year = found.collection_year AS is_of_the_year
        FROM ({in_memory(rule.query)}) AS found
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


def _copy_records(warehouse: Warehouse, specification: Specification, years: Sequence[int]) -> None:
    """The usable records of the years, and those of the years before under the year that they are compared with."""
    spans = {year: specification.span(year) for year in years}
    started, ended = (
        " ".join(f"WHEN {year} THEN DATE '{span[end]}'" for year, span in spans.items()) for end in (0, 1)
    )
    listed = ", ".join(map(str, years))
    covered = (
        f"SELECT collection_year + {{after}} AS collection_year, la_code FROM raw.coverage "
        f"WHERE \"return\" = {literal(specification.return_name)} AND status = 'supplied' "
        f"AND collection_year + {{after}} IN ({listed})"
    )
    connection = warehouse.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE earlier_returns AS {covered.format(after=1)}")
    for name in specification.record_type_names:
        for table, after in (("checked", 0), ("earlier", 1)):
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {table}_{name} AS SELECT typed.* REPLACE "
                f"(typed.collection_year + {after} AS collection_year), "
                f"CASE typed.collection_year + {after} {started} END AS year_started_on, "
                f"CASE typed.collection_year + {after} {ended} END AS year_ended_on "
                f"FROM raw.typed_{name} AS typed JOIN ({covered.format(after=after)}) AS usable "
                f"ON usable.collection_year = typed.collection_year + {after} AND usable.la_code = typed.la_code "
                "WHERE NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
                "WHERE aside.file_id = typed.file_id AND aside.record = typed.line)"
            )
    # What was lost is told by each return's own rules; of what is blank, rules across returns say nothing.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {IN_DOUBT.rpartition('.')[2]} "
        "(file_id BIGINT, line INTEGER, lost VARCHAR, is_own BOOLEAN)"
    )
