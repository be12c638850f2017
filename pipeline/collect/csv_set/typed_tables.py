"""Fills raw.typed_* from the records as sent, and writes what was found in their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline.collect.csv_set.date_orders import doubtful_findings, find_orders, order_findings
from pipeline.collect.csv_set.field_findings import (
    child_blank,
    field_problems,
    identical_records,
    repeated_children,
)
from pipeline.collect.file_findings import PLACE, file_findings, is_shortened, spoilt_identifiers
from pipeline.collect.findings import FILE_RULES
from pipeline.collect.problems import problems_found
from pipeline.collect.record_types import RecordType
from pipeline.collect.sent_values import has_usual_dates, literal
from pipeline.collect.specification import Specification, YearSpecification
from pipeline.collect.typing import typing_select
from pipeline.foundation.warehouse import Warehouse

MatchIdentifiers = Callable[[Warehouse, Specification, YearSpecification, Sequence[str]], list[str]]
FINDING_COLUMNS = "file_id, line, field, rule, severity, effect, message"


def type_records(
    warehouse: Warehouse,
    specification: Specification,
    year: YearSpecification,
    las: Sequence[str],
    match_identifiers: MatchIdentifiers | None = None,
) -> None:
    """Type the records of these authorities' returns of one year, replacing what an earlier run made of them.

    ``match_identifiers`` mends identifiers that differ between files, and returns SELECTs of what it found.
    """
    if not las:
        return
    _forget_checks(warehouse, specification, year, las)
    month_first: dict[str, tuple[int, ...]] = {}
    for record_type in year.record_types:
        table = f"raw.{specification.return_name}_{record_type.name}"
        listed = ", ".join(literal(la) for la in las)
        # Most of what it takes to type few records is to plan how unusual dates would be read.
        usual_dates, *_ = warehouse.run(
            f"SELECT bool_and({has_usual_dates(record_type.fields)}) FROM {table} "
            f"WHERE collection_year = {year.year} AND la_code IN ({listed})"
        ).fetchone() or (None,)
        if usual_dates is not None:
            swapped = _type_record_type(warehouse, specification, year, record_type, las, usual_dates=usual_dates)
            if swapped:
                month_first[record_type.file] = swapped
    if month_first:
        _note_doubtful_dates(warehouse, specification, year, month_first)
    if match_identifiers is not None:
        append_findings(warehouse, specification.return_name, match_identifiers(warehouse, specification, year, las))


def _type_record_type(
    warehouse: Warehouse,
    specification: Specification,
    year: YearSpecification,
    record_type: RecordType,
    las: Sequence[str],
    *,
    usual_dates: bool,
) -> tuple[int, ...]:
    """Type one record type's records; returns the files whose dates have the month first."""
    connection = warehouse.connection
    select = typing_select(record_type, year, las, usual_dates=usual_dates)
    warehouse.run(f"CREATE OR REPLACE TEMP TABLE typing AS {select}")
    orders = find_orders(warehouse, "typing", record_type)
    if orders.month_first:
        again = typing_select(record_type, year, las, orders.month_first)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE typing AS {again}")
    columns = ", ".join(field.column for field in record_type.fields)
    warehouse.run(
        f"INSERT INTO {record_type.table} BY NAME SELECT collection_year, la_code, file_id, line, {columns} FROM typing"
    )
    name, fields = specification.return_name, record_type.fields
    by_file, of_nobody, identical, repeated, in_fields = problems_found(
        warehouse,
        "typing",
        (
            file_findings("typing", fields, year, PLACE),
            [child_blank("typing", record_type, year), *spoilt_identifiers("typing", fields, PLACE)],
            [identical_records("typing", record_type)],
            [repeated_children("typing", record_type)] if record_type.one_per else [],
            field_problems("typing", record_type, year, specification),
        ),
    )
    append_findings(warehouse, name, [*order_findings("typing", record_type, orders), *by_file])
    if append_findings(warehouse, name, of_nobody) and record_type.identifier is not None:
        connection.execute(
            f"INSERT INTO raw.set_aside SELECT file_id, line, 'child_id_shortened' FROM typing "
            f"WHERE {is_shortened(record_type.identifier)} "
            "AND (file_id, line) NOT IN (SELECT file_id, record FROM raw.set_aside)"
        )
    # One after the other: what is set aside is not found again.
    for selects in (identical, repeated, in_fields):
        append_findings(warehouse, name, selects)
    connection.execute("DROP TABLE typing")
    return orders.month_first


def _note_doubtful_dates(
    warehouse: Warehouse,
    specification: Specification,
    year: YearSpecification,
    month_first: Mapping[str, tuple[int, ...]],
) -> None:
    """Find the files of returns with a file whose dates have the month first that could be meant so too."""
    by_authority: dict[str, dict[str, list[int]]] = {}
    for kind, files in month_first.items():
        for file_id, la in warehouse.connection.execute(
            f"SELECT file_id, la_code FROM raw.files WHERE file_id IN ({', '.join(map(str, files))}) ORDER BY file_id"
        ).fetchall():
            by_authority.setdefault(la, {}).setdefault(kind, []).append(file_id)
    for la, found in sorted(by_authority.items()):
        append_findings(warehouse, specification.return_name, doubtful_findings(year, found, [la]))


def append_findings(warehouse: Warehouse, return_name: str, selects: Sequence[str]) -> int:
    """Append the rows of SELECTs of FINDING_COLUMNS to raw.findings, less records that are set aside already.

    A finding that sets its record aside also goes to raw.set_aside. Returns the number of findings.
    """
    if not selects:
        return 0
    connection = warehouse.connection
    union = " UNION ALL ".join(f"SELECT {FINDING_COLUMNS} FROM ({select}) AS found" for select in selects)
    warehouse.run(
        f"CREATE OR REPLACE TEMP TABLE new_findings AS SELECT * FROM ({union}) AS found "
        "WHERE NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside "
        "WHERE aside.file_id = found.file_id AND aside.record = found.line)"
    )
    row = connection.execute("SELECT count(*) FROM new_findings").fetchone()
    if row is None or not row[0]:
        return 0
    connection.execute(
        f'INSERT INTO raw.findings BY NAME SELECT {literal(return_name)} AS "return", files.collection_year, '
        "files.la_code, found.file_id, files.path, found.line, found.field, found.rule, found.severity, found.effect, "
        "found.message FROM new_findings AS found JOIN raw.files ON files.file_id = found.file_id "
        "ORDER BY found.file_id, found.line, found.field, found.rule"
    )
    connection.execute(
        "INSERT INTO raw.set_aside SELECT file_id, line, min(rule) FROM new_findings WHERE effect = 'set aside' "
        "GROUP BY file_id, line ORDER BY file_id, line"
    )
    return int(row[0])


def _forget_checks(
    warehouse: Warehouse, specification: Specification, year: YearSpecification, las: Sequence[str]
) -> None:
    """Take out typed records and what earlier checks found, but not what reading found."""
    connection = warehouse.connection
    listed = ", ".join(literal(la) for la in las)
    chosen = f"collection_year = {year.year} AND la_code IN ({listed})"
    reading = ", ".join(literal(rule) for rule in sorted(FILE_RULES))
    mine = f'"return" = {literal(specification.return_name)}'
    connection.execute(
        f"DELETE FROM raw.set_aside WHERE rule NOT IN ({reading}) "
        f"AND file_id IN (SELECT file_id FROM raw.files WHERE {mine} AND {chosen})"
    )
    connection.execute(f"DELETE FROM raw.findings WHERE {mine} AND {chosen} AND rule NOT IN ({reading})")
    for name in specification.record_type_names:
        connection.execute(f"DELETE FROM raw.typed_{name} WHERE {chosen}")
