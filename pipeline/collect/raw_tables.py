"""The tables of the raw stage that a return fills: their columns, and taking one authority's year out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pipeline.collect.specification import Specification
from pipeline.foundation.warehouse import Warehouse

ROWS_IN_A_STATEMENT: Final = 500
KEYS: Final = (("collection_year", "INTEGER"), ("la_code", "VARCHAR"), ("file_id", "BIGINT"), ("line", "INTEGER"))
SQL_TYPES: Final = {
    "child_id": "VARCHAR",
    "code": "VARCHAR",
    "text": "VARCHAR",
    "postcode": "VARCHAR",
    "upn": "VARCHAR",
    "la": "VARCHAR",
    "date": "DATE",
    "integer": "INTEGER",
    "hundredths": "INTEGER",
    "thousandths": "INTEGER",
    "name": "VARCHAR",
    "flag": "BOOLEAN",
}
# Every table but the records' own. What is set aside is a record by its line, or by its place among the elements of a
# document. A unit is one local authority's return of one year, the grain of reading again.
SHARED_TABLES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "files": (
        ("file_id", "BIGINT"), ("return", "VARCHAR"), ("collection_year", "INTEGER"), ("la_code", "VARCHAR"),
        ("path", "VARCHAR"), ("sha256", "VARCHAR"), ("bytes", "BIGINT"), ("record_type", "VARCHAR"),
        ("encoding", "VARCHAR"), ("records", "INTEGER"),
    ),
    "findings": (
        ("return", "VARCHAR"), ("collection_year", "INTEGER"), ("la_code", "VARCHAR"), ("file_id", "BIGINT"),
        ("path", "VARCHAR"), ("line", "INTEGER"), ("field", "VARCHAR"), ("rule", "VARCHAR"), ("severity", "VARCHAR"),
        ("effect", "VARCHAR"), ("message", "VARCHAR"),
    ),
    "set_aside": (("file_id", "BIGINT"), ("record", "INTEGER"), ("rule", "VARCHAR")),
    "units": (
        ("return", "VARCHAR"), ("collection_year", "INTEGER"), ("la_code", "VARCHAR"), ("read_as", "VARCHAR"),
        ("checked_as", "VARCHAR"),
    ),
    "coverage": (
        ("return", "VARCHAR"), ("collection_year", "INTEGER"), ("la_code", "VARCHAR"), ("status", "VARCHAR"),
        ("items_not_supplied", "VARCHAR"),
    ),
    "manifest": (
        ("return", "VARCHAR"), ("collection_year", "INTEGER"), ("la_code", "VARCHAR"), ("received_on", "DATE"),
        ("items_not_supplied", "VARCHAR"), ("unreliable_and_counted", "VARCHAR"),
        ("unreliable_and_in_totals_alone", "VARCHAR"), ("unreliable_and_left_out", "VARCHAR"), ("note", "VARCHAR"),
    ),
    "statements": (
        ("return", "VARCHAR"), ("collection_year", "INTEGER"), ("la_code", "VARCHAR"), ("stated_in", "INTEGER"),
    ),
    "limits": (("collection_year", "INTEGER"), ("limit_name", "VARCHAR"), ("value", "INTEGER")),
}  # fmt: skip


TOLD_OF_UNITS: Final = ("units", "files", "findings", "coverage")


def insert_rows(warehouse: Warehouse, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Append a few rows; one statement for many rows, because DuckDB takes about a millisecond for each statement."""
    for start in range(0, len(rows), ROWS_IN_A_STATEMENT):
        some = rows[start : start + ROWS_IN_A_STATEMENT]
        places = ", ".join(f"({', '.join('?' * len(row))})" for row in some)
        warehouse.connection.execute(f"INSERT INTO {table} VALUES {places}", [value for row in some for value in row])


def record_tables(specification: Specification) -> dict[str, tuple[tuple[str, str], ...]]:
    """The tables of records as sent (text) and typed, without schema, with their columns over all years."""
    tables: dict[str, tuple[tuple[str, str], ...]] = {}
    for name in specification.record_type_names:
        columns = specification.column_types(name)
        tables[f"{specification.return_name}_{name}"] = KEYS + tuple((column, "VARCHAR") for column, _ in columns)
        tables[f"typed_{name}"] = KEYS + tuple((column, SQL_TYPES[kind]) for column, kind in columns)
    return tables


def tables_made(own: Iterable[str]) -> frozenset[str]:
    """The tables, with their schema, that reading a return with these tables of its own makes."""
    return frozenset(f"raw.{table}" for table in (*SHARED_TABLES, *own))


def differ(warehouse: Warehouse, wanted: Mapping[str, tuple[tuple[str, str], ...]]) -> bool:
    """Whether any of these tables of the raw stage is there with other columns."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in warehouse.connection.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'raw' AND table_catalog = current_database() ORDER BY table_name, ordinal_position"
    ).fetchall():
        found.setdefault(table, []).append((column, kind))
    return any(table in found and tuple(found[table]) != columns for table, columns in wanted.items())


def create_raw_tables(warehouse: Warehouse, specification: Specification) -> None:
    """Make every table that is not there; when a table's columns changed, start the return afresh."""
    connection = warehouse.connection
    wanted = {**SHARED_TABLES, **record_tables(specification)}
    # The first that is made is the last that is dropped: where it is not there, none is.
    if warehouse.has_table(f"raw.{next(iter(wanted))}") and differ(warehouse, wanted):
        for table in reversed(wanted):
            connection.execute(f"DROP TABLE IF EXISTS raw.{table}")
    for table, columns in wanted.items():
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns)
        warehouse.run(f"CREATE TABLE IF NOT EXISTS raw.{table} ({listed})")


def key_of_names(warehouse: Warehouse) -> str:
    """The key under which this warehouse keeps names as digests, drawn at random when it is first asked for."""
    connection = warehouse.connection
    connection.execute("CREATE TABLE IF NOT EXISTS raw.key_of_names AS SELECT CAST(uuid() AS VARCHAR) AS key")
    row = connection.execute("SELECT key FROM raw.key_of_names").fetchone()
    assert row is not None
    return str(row[0])


def forget_units(warehouse: Warehouse, specification: Specification, units: Iterable[tuple[int, str]]) -> None:
    """Take the returns of these (collection year, local authority) out of every raw table."""
    connection = warehouse.connection
    gone = sorted(set(units))
    told = " UNION ALL ".join(f"(SELECT 1 FROM raw.{table} LIMIT 1)" for table in TOLD_OF_UNITS)
    if not gone or connection.execute(told).fetchone() is None:
        return
    connection.execute("CREATE OR REPLACE TEMP TABLE gone_units (collection_year INTEGER, la_code VARCHAR)")
    insert_rows(warehouse, "gone_units", gone)
    chosen = "(collection_year, la_code) IN (SELECT collection_year, la_code FROM gone_units)"
    mine = f"\"return\" = '{specification.return_name}'"
    # The unit's own row goes first: should the process die here, the next run reads the unit again.
    connection.execute(f"DELETE FROM raw.units WHERE {mine} AND {chosen}")
    connection.execute(
        f"DELETE FROM raw.set_aside WHERE file_id IN (SELECT file_id FROM raw.files WHERE {mine} AND {chosen})"
    )
    for table in record_tables(specification):
        connection.execute(f"DELETE FROM raw.{table} WHERE {chosen}")
    # Files come before their records and go after them: where there are none, there is nothing to forget.
    for table in ("findings", "coverage", "files"):
        connection.execute(f"DELETE FROM raw.{table} WHERE {mine} AND {chosen}")
