"""Identifiers that lost their leading zeros in one file of a return and kept them in Header, or the other way round."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.collect.findings import ERROR, Effect
from pipeline.collect.record_types import RecordType
from pipeline.collect.sent_values import literal
from pipeline.collect.specification import Specification, YearSpecification
from pipeline.foundation.warehouse import Warehouse

HEADER = "header"


def match_identifiers(
    warehouse: Warehouse, specification: Specification, year: YearSpecification, las: Sequence[str]
) -> list[str]:
    """Give typed records the identifier of Header where theirs differs by leading zeros; returns SELECTs of findings.

    Only numbers are matched, only with a single child of Header, and only in files in which that child has no records
    under Header's own identifier: else they may be two children.
    """
    connection = warehouse.connection
    listed = ", ".join(literal(la) for la in las)

    def mine(table: str) -> str:
        return f"{table}.collection_year = {year.year} AND {table}.la_code IN ({listed})"

    tables = [record_type.table for record_type in year.record_types]
    zeros = " UNION ALL ".join(f"SELECT 1 FROM {table} WHERE {mine(table)} AND child_id LIKE '0%'" for table in tables)
    if connection.execute(f"SELECT 1 FROM ({zeros}) LIMIT 1").fetchone() is None:  # none that could be left off
        return []
    connection.execute("CREATE OR REPLACE TEMP TABLE zeros_lost (file_id BIGINT, line INTEGER, children BIGINT)")
    for record_type in year.record_types:
        if record_type.name == HEADER:
            continue
        connection.execute(f"CREATE OR REPLACE TEMP TABLE zeros_differ AS {_matches(record_type, mine)}")
        row = connection.execute("SELECT count(*) FROM zeros_differ").fetchone()
        if row is None or not row[0]:
            continue
        same = "typed.la_code = found.la_code AND typed.child_id = found.child_id"
        connection.execute(
            f"INSERT INTO zeros_lost SELECT typed.file_id, min(typed.line), count(DISTINCT typed.child_id) "
            f"FROM {record_type.table} AS typed JOIN zeros_differ AS found ON {same} WHERE {mine('typed')} "
            "GROUP BY typed.file_id"
        )
        connection.execute(
            f"UPDATE {record_type.table} AS typed SET child_id = found.header_child_id FROM zeros_differ AS found "
            f"WHERE {same} AND {mine('typed')}"
        )
    connection.execute("DROP TABLE IF EXISTS zeros_differ")
    message = (
        "'CHILD of ' || children || ' children differs from Header by leading zeros only, as a spreadsheet leaves them "
        "off; they were read as the children of Header. Export identifiers as text.'"
    )
    return [
        f"SELECT file_id, line, 'CHILD' AS field, 'child_id_zeros_lost' AS rule, {literal(ERROR)} AS severity, "
        f"{literal(Effect.KEPT)} AS effect, {message} AS message FROM zeros_lost"
    ]


def _matches(record_type: RecordType, mine: Callable[[str], str]) -> str:
    """SELECT of la_code, child_id and header_child_id of the children of a file kind that differ by zeros only."""
    return f"""
        SELECT own.la_code, own.child_id, min(header.child_id) AS header_child_id
        FROM (
            SELECT DISTINCT la_code, child_id FROM {record_type.table} AS typed
            WHERE {mine("typed")} AND regexp_matches(child_id, '^[0-9]+$') AND NOT EXISTS (
                SELECT 1 FROM raw.typed_{HEADER} AS header WHERE {mine("header")}
                AND header.la_code = typed.la_code AND header.child_id = typed.child_id
            )
        ) AS own
        JOIN raw.typed_{HEADER} AS header ON {mine("header")} AND header.la_code = own.la_code
            AND regexp_matches(header.child_id, '^[0-9]+$') AND ltrim(header.child_id, '0') = ltrim(own.child_id, '0')
        LEFT JOIN {record_type.table} AS taken ON {mine("taken")} AND taken.la_code = own.la_code
            AND taken.child_id = header.child_id
        GROUP BY own.la_code, own.child_id
        HAVING count(DISTINCT header.child_id) = 1 AND count(taken.child_id) = 0
    """
