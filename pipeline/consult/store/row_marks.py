"""Digests of rows beside the audit: what stands in the tables has to be what an entry of the audit last said of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from pipeline.consult.store import tables
from pipeline.foundation.stages import CheckFailed

RowKey = tuple[int | str, ...]
Row = tuple[Table, RowKey]
"""A table and the primary key of one of its rows."""

# What of the state decides who may do what, or was said by somebody. Sessions, failed attempts and messages are of
# their moment; the audit is bound together by itself.
COVERED = (
    tables.windows,
    tables.window_authorities,
    tables.people,
    tables.invitations,
    tables.decisions,
    tables.queries,
    tables.query_entries,
    tables.sign_offs,
    tables.announcements,
    tables.commentaries,
    tables.returns_sent,
)
BY_NAME = {table.name: table for table in COVERED}
KEYS_AT_ONCE = 50  # rows: a corrected return may have many megabytes


def note_rows(connection: Connection, sequence: int, rows: Iterable[Row]) -> str:
    """Keep the digests of rows as they stand now, under an entry of the audit; returns what the entry says of them."""
    wanted: dict[str, list[RowKey]] = {}
    for table, key in rows:
        wanted.setdefault(table.name, []).append(key)
    noted = [
        {"audit_sequence": sequence, "table_name": name, "row_key": _key_text(key), "mark": mark}
        for name, keys in sorted(wanted.items())
        for key, mark in sorted(_marks(connection, BY_NAME[name], keys).items(), key=lambda one: _key_text(one[0]))
    ]
    if noted:
        connection.execute(insert(tables.row_marks), noted)
    return _digest((str(one["table_name"]), str(one["row_key"]), str(one["mark"])) for one in noted)


def every_row(connection: Connection) -> list[Row]:
    """Every row that the audit has to answer for."""
    return [
        (table, tuple(row))
        for table in COVERED
        for row in connection.execute(select(*table.primary_key.columns).order_by(*table.primary_key.columns))
    ]


def check_rows(connection: Connection, digests: dict[int, str]) -> int:
    """Hold every row against the last digest kept of it; returns how many there are.

    ``digests`` has what each entry of the audit said of rows, by the entry's sequence. Raises CheckFailed naming the
    table and row that was changed, taken away or put in.
    """
    table = tables.row_marks
    last: dict[tuple[str, str], str] = {}
    noted: dict[int, list[tuple[str, str, str]]] = {}
    for row in connection.execute(select(table).order_by(table.c.audit_sequence, table.c.table_name, table.c.row_key)):
        told = (row.table_name, row.row_key, row.mark)
        noted.setdefault(row.audit_sequence, []).append(told)
        last[told[:2]] = row.mark
    for sequence in sorted({*digests, *noted}):
        if _digest(sorted(noted.get(sequence, ()))) != digests.get(sequence, ""):
            raise CheckFailed(
                f"what audit entry {sequence} says of rows was changed; take the state back from a backup."
            )
    rows = 0
    for kept in COVERED:
        keys: list[RowKey] = [tuple(row) for row in connection.execute(select(*kept.primary_key.columns))]
        for key, now in _marks(connection, kept, keys).items():
            rows += 1
            mark = last.pop((kept.name, _key_text(key)), None)
            if mark != now:
                what = "put in" if mark is None else "changed"
                raise CheckFailed(f"{kept.name} {_key_text(key)} was {what}; take the state back from a backup.")
    if last:
        name, gone = min(last)
        raise CheckFailed(f"{name} {gone} was taken away; take the state back from a backup.")
    return rows


def _marks(connection: Connection, table: Table, keys: Sequence[RowKey]) -> dict[RowKey, str]:
    """The digests of rows, read back as they are kept."""
    columns = list(table.primary_key.columns)
    wanted, found = set(keys), dict[RowKey, str]()
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = {key[0] for key in keys[start : start + KEYS_AT_ONCE]}
        for row in connection.execute(select(table).where(columns[0].in_(some))):
            content = row._asdict()
            key = tuple(content[column.name] for column in columns)
            if key in wanted:
                found[key] = _mark(content)
    return found


def _key_text(key: RowKey) -> str:
    return ",".join(map(str, key))


def _digest(told: Iterable[tuple[str, str, str]]) -> str:
    lines = sorted(told)
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest() if lines else ""


def _mark(content: dict[str, Any]) -> str:
    told = {name: _told(value) for name, value in content.items()}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (bytes, memoryview)):
        return hashlib.sha256(value).hexdigest()
    return value
