"""The whole state in one sealed file, from either database into either; sessions are left behind."""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, ChainEnd, verify
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.foundation.stages import UnreadableInput, UsageError

PURPOSE_BACKUP = "backups"
FORMAT = "first release preview backup 2"
# Whoever was signed in signs in again, and failed attempts are of their moment.
LEFT_BEHIND = {"sessions", "failed_sign_ins"}
KEPT = [table for table in tables.metadata.sorted_tables if table.name not in LEFT_BEHIND]
ROWS_AT_ONCE = 2000


def back_up(state: State, keyring: Keyring, path: Path) -> ChainEnd:
    """Write the state to ``path``, sealed and readable by its owner alone; returns the audit's end to note apart.

    Raises CheckFailed when the audit does not hold: a broken state is not taken for a good one.
    """
    if path.exists():
        raise UsageError(f"{path} exists; a backup is never written over. Name a new file.")
    with state.snapshot() as connection:
        end = verify(connection, keyring.for_purpose(PURPOSE_AUDIT))
        content = {
            "format": FORMAT,
            "tables": {
                table.name: [_told(row._asdict()) for row in connection.execute(select(table))] for table in KEPT
            },
        }
    sealed = keyring.seal(PURPOSE_BACKUP, gzip.compress(json.dumps(content).encode(), mtime=0), FORMAT)
    aside = path.with_name(f".{path.name}.part")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    return end


def restore(state: State, keyring: Keyring, path: Path) -> ChainEnd:
    """Fill an empty state from a backup, whole or not at all; returns the audit's end after checking the chain."""
    try:
        sealed = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read; name a file that sfr preview backup wrote.") from error
    content = json.loads(gzip.decompress(keyring.unseal(PURPOSE_BACKUP, sealed, FORMAT)))
    state.bring_up_to_date()
    with state.writing() as connection:
        fill(
            connection,
            ((table, [_read(table, row) for row in content["tables"].get(table.name, [])]) for table in KEPT),
        )
        if not state.is_sqlite:
            count_on(connection)
        return verify(connection, keyring.for_purpose(PURPOSE_AUDIT))


def fill(connection: Connection, content: Iterable[tuple[Table, list[dict[str, Any]]]]) -> None:
    """Put rows into the tables of an empty state; raises UsageError where it is in use."""
    if connection.execute(select(func.count()).select_from(tables.audit)).scalar_one():
        raise UsageError("the state is in use; restore into an empty database, then serve from that one.")
    connection.execute(delete(tables.audit_end))
    for table, rows in content:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            connection.execute(insert(table), rows[start : start + ROWS_AT_ONCE])


def _told(row: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            told[name] = value.astimezone(UTC).isoformat()
        elif isinstance(value, (bytes, memoryview)):
            told[name] = base64.b64encode(bytes(value)).decode()
        else:
            told[name] = value
    return told


def _read(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in row.items():
        kind = table.c[name].type.python_type if not isinstance(table.c[name].type, tables.Instant) else datetime
        if value is not None and kind is bytes:
            read[name] = base64.b64decode(value)
        elif value is not None and kind is datetime:
            read[name] = datetime.fromisoformat(value)
        else:
            read[name] = value
    return read


def count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite does so by itself."""
    for table in KEPT:
        sequence = (
            connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}).scalar()
            if "id" in table.c
            else None
        )
        if sequence:
            highest = connection.execute(select(func.max(table.c.id))).scalar() or 0
            connection.execute(
                text("SELECT setval(CAST(:sequence AS regclass), :next, false)"),
                {"sequence": sequence, "next": highest + 1},
            )
