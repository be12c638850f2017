"""Which files write dates with the month first: told by the whole file, never date by date, and never silently.

A file is read with the month first when some of its dates can have no other order and none can only have the day first.
Where all dates of a file could have either order, it is read with the day first, and is found doubtful when another
file of the return has the month first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.collect.dates import order_of
from pipeline.collect.findings import ERROR, Effect
from pipeline.collect.record_types import Field, RecordType
from pipeline.collect.sent_values import as_sent_select, literal, sent
from pipeline.collect.specification import YearSpecification
from pipeline.collect.typing import KEYS
from pipeline.foundation.warehouse import Warehouse

# A single date that can only have the month first, among others that cannot, is a slip of the pen.
FEWEST_MIXED = 2


@dataclass(frozen=True, slots=True)
class DateOrders:
    """Of one record type: files with the month first, and those in which both orders are certain."""

    month_first: tuple[int, ...] = ()
    mixed: tuple[int, ...] = ()


def find_orders(warehouse: Warehouse, source: str, record_type: RecordType) -> DateOrders:
    """The orders of dates in the files of the typing table ``source``, in which dates were read with the day first."""
    dates = [field for field in record_type.fields if field.type == "date"]
    if not dates:
        return DateOrders()
    # Only a file with a date that was not read can have the month first: no other is looked at twice.
    unread = " OR ".join(f"({field.column} IS NULL AND {sent(field)} IS NOT NULL)" for field in dates)
    if warehouse.run(f"SELECT 1 FROM {source} WHERE {unread} LIMIT 1").fetchone() is None:
        return DateOrders()
    rows = warehouse.connection.execute(
        f"SELECT file_id, {_times(dates, 'month')}, {_times(dates, 'day')} FROM {source} "
        f"WHERE file_id IN (SELECT file_id FROM {source} WHERE {unread}) GROUP BY file_id ORDER BY file_id"
    ).fetchall()
    return DateOrders(
        tuple(file_id for file_id, month, day in rows if month and not day),
        tuple(file_id for file_id, month, day in rows if month >= FEWEST_MIXED and day),
    )


def order_findings(source: str, record_type: RecordType, orders: DateOrders) -> list[str]:
    """SELECTs of findings, one a file, over the typing table ``source``."""
    dates = [field for field in record_type.fields if field.type == "date"]
    month, day = (f"CAST({_times(dates, order)} AS BIGINT)" for order in ("month", "day"))
    found = (
        (
            orders.month_first,
            "month_first",
            f"'Dates have the month first: ' || {month} || ' can have no other order and none can have the day first. "
            "All dates of the file were read so. Send dd/mm/yyyy.'",
        ),
        (
            orders.mixed,
            "date_orders_mixed",
            f"{month} || ' dates of the file can only have the month first and ' || {day} || ' only the day first. The "
            "former are read as blank; those that could be either were read with the day first and may be wrong. "
            "Export the file again and do not open it in a spreadsheet.'",
        ),
    )
    return [_select(source, files, rule, message) for files, rule, message in found if files]


def doubtful_findings(
    specification: YearSpecification, month_first: Mapping[str, Sequence[int]], la_codes: Sequence[str]
) -> list[str]:
    """SELECTs of findings on files of these authorities whose dates could all have either order.

    ``month_first`` are the files with the month first, by the usual name of their kind.
    """
    known = [str(file_id) for files in month_first.values() for file_id in files]
    message = literal(
        f"Every date of this file could have the day or the month first, and {' and '.join(sorted(month_first))} of "
        "this return has the month first. They were read with the day first. Check them, and send dd/mm/yyyy."
    )
    selects: list[str] = []
    for record_type in specification.record_types:
        dates = [field for field in record_type.fields if field.type == "date"]
        if not dates:
            continue
        listed = ", ".join(literal(la) for la in la_codes)
        records = as_sent_select(
            KEYS,
            dates,
            f"raw.{specification.return_name}_{record_type.name} WHERE collection_year = {specification.year} "
            f"AND la_code IN ({listed}) AND file_id NOT IN ({', '.join(known)})",
        )
        selects.append(
            f"SELECT file_id, min(line) AS line, '' AS field, 'date_order_doubtful' AS rule, "
            f"{literal(ERROR)} AS severity, {literal(Effect.KEPT)} AS effect, "
            f"{message} AS message FROM ({records}) AS records GROUP BY file_id "
            f"HAVING {_times(dates, 'either')} > 0 AND {_times(dates, 'day')} + {_times(dates, 'month')} = 0"
        )
    return selects


def _times(dates: Sequence[Field], order: str) -> str:
    each = [f"CASE WHEN {order_of(field)} = '{order}' THEN 1 ELSE 0 END" for field in dates]
    return f"sum({' + '.join(each)})"


def _select(source: str, files: Sequence[int], rule: str, message: str) -> str:
    return (
        f"SELECT file_id, min(line) AS line, '' AS field, {literal(rule)} AS rule, {literal(ERROR)} AS severity, "
        f"{literal(Effect.KEPT)} AS effect, {message} AS message FROM {source} "
        f"WHERE file_id IN ({', '.join(map(str, files))}) GROUP BY file_id"
    )
