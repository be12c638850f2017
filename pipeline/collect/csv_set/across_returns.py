"""Rules across returns: against the same authority's of the year before, and against other authorities' of the year.

They are declared in sql/checks/<return>/across/, as those of one return are beside it. Where they say
raw.checked_<record type> they read the usable records of the years, and where they say raw.earlier_<record type> those
of the year before, under the collection year that they are compared with; raw.earlier_returns has the
(collection_year, la_code) whose return of the year before is there. Each authority is told of its own records alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.causes import IN_DOUBT
from pipeline.collect.joined_findings import condition_findings, drop_joined, make_joined
from pipeline.collect.rules import load_rules
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse


def compare_across(
    warehouse: Warehouse, specification: Specification, years: Sequence[int], las: frozenset[str] | None = None
) -> None:
    """Write the findings of the rules across returns on those of these years (and authorities), afresh every time."""
    connection = warehouse.connection
    folder = f"{specification.return_name}/across"
    rules = load_rules(folder)
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
    make_joined(warehouse, folder)
    columns = {name: specification.columns(name) for name in specification.record_type_names}
    chosen = "" if las is None else f"WHERE files.la_code IN ({', '.join(map(literal, sorted(las))) or 'NULL'})"
    for select in condition_findings(rules, columns):
        connection.execute(
            f'INSERT INTO raw.findings BY NAME SELECT {literal(specification.return_name)} AS "return", '
            "files.collection_year, files.la_code, found.file_id, files.path, found.line, found.field, found.rule, "
            f"found.severity, found.effect, found.message FROM ({select}) AS found "
            f"JOIN raw.files AS files ON files.file_id = found.file_id {chosen} "
            "ORDER BY found.file_id, found.line, found.field, found.rule"
        )
    drop_joined(warehouse, folder)
    for name in specification.record_type_names:
        for table in (f"checked_{name}", f"earlier_{name}"):
            connection.execute(f"DROP TABLE temp.main.{table}")
    connection.execute("DROP TABLE temp.main.earlier_returns")
    connection.execute(f"DROP TABLE {IN_DOUBT}")


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
