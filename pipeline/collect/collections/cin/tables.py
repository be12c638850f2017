"""The census's tables of the raw stage: records as sent and typed, what is set aside, and taking a return out again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pipeline.collect.collections.cin.document.layout import RETURN, columns, numbers
from pipeline.collect.raw_tables import SHARED_TABLES, SQL_TYPES, differ, insert_rows
from pipeline.collect.specification import Specification, load_specification
from pipeline.foundation.warehouse import Warehouse

# `element` is a record's place among the records of its file, from 1, in document order: a line may hold many records.
KEYS: Final = (
    ("collection_year", "INTEGER"),
    ("la_code", "VARCHAR"),
    ("file_id", "BIGINT"),
    ("element", "INTEGER"),
    ("line", "INTEGER"),
)
SET_ASIDE: Final = "raw.set_aside"


def raw_table(record_type: str) -> str:
    """The table of records as sent."""
    return f"raw.cin_{record_type}"


def typed_table(record_type: str) -> str:
    """The table of typed records."""
    return f"raw.typed_cin_{record_type}"


def key_columns(specification: Specification, record_type: str) -> tuple[tuple[str, str], ...]:
    """The columns that both tables of a record type begin with."""
    return KEYS + tuple((number, "INTEGER") for number in numbers(specification, record_type))


def record_tables(specification: Specification) -> dict[str, tuple[tuple[str, str], ...]]:
    """The tables of records as sent (text) and typed, with their columns over all years."""
    tables: dict[str, tuple[tuple[str, str], ...]] = {}
    for name in specification.record_type_names:
        keys, fields = key_columns(specification, name), columns(specification, name)
        tables[raw_table(name)] = keys + tuple((column, "VARCHAR") for column, _ in fields)
        tables[typed_table(name)] = keys + tuple((column, SQL_TYPES[kind]) for column, kind in fields)
    return tables


def create_cin_tables(warehouse: Warehouse) -> None:
    """Make every table that is not there, also for a run without a census; on changed columns, start it afresh."""
    connection = warehouse.connection
    own = record_tables(load_specification(RETURN))
    shared = {f"raw.{name}": listed for name, listed in SHARED_TABLES.items()}
    if differ(warehouse, {table.removeprefix("raw."): listed for table, listed in own.items()}):
        for table in own:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        if warehouse.has_table("raw.units"):
            connection.execute(f"DELETE FROM raw.units WHERE \"return\" = '{RETURN}'")
    for table, listed in {**shared, **own}.items():
        described = ", ".join(f'"{column}" {kind}' for column, kind in listed)
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({described})")


def forget_units(warehouse: Warehouse, year: int, las: Iterable[str]) -> None:
    """Take these local authorities' censuses of a year out of every raw table; '' stands for the year's folder."""
    connection = warehouse.connection
    gone = [[la] for la in sorted(set(las))]
    if not gone:
        return
    connection.execute("CREATE OR REPLACE TEMP TABLE gone_units (la_code VARCHAR)")
    insert_rows(warehouse, "gone_units", gone)
    chosen = f"collection_year = {year} AND la_code IN (SELECT la_code FROM gone_units)"
    mine = f"\"return\" = '{RETURN}' AND {chosen}"
    # The unit's own row goes first: should the process die here, the next run reads the unit again.
    connection.execute(f"DELETE FROM raw.units WHERE {mine}")
    connection.execute(f"DELETE FROM {SET_ASIDE} WHERE file_id IN (SELECT file_id FROM raw.files WHERE {mine})")
    for table in ("files", "findings", "coverage"):
        connection.execute(f"DELETE FROM raw.{table} WHERE {mine}")
    for table in record_tables(load_specification(RETURN)):
        connection.execute(f"DELETE FROM {table} WHERE {chosen}")
