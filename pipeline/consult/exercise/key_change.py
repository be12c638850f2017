"""Another key: the state sealed anew into an empty database, and a preview's bundle into a new folder.

Codes are known by marks under the old key, and nobody has them to mark again: everyone needs a new one. The audit
before the change is vouched for by the first entry under the new key, so that the old key may be destroyed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.bundle.writing import seal_again
from pipeline.consult.exercise.commentaries import PURPOSE_COMMENTARY
from pipeline.consult.exercise.queries import PURPOSE_QUERY
from pipeline.consult.exercise.returns_sent import PURPOSE_RETURN
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import (
    KEY_CHANGED,
    PURPOSE_AUDIT,
    ChainEnd,
    Entry,
    append,
    digest_of_entries,
    verify,
)
from pipeline.consult.store.backup import KEPT, count_on, fill
from pipeline.consult.store.row_marks import Row
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.foundation.stages import UsageError

Place = Callable[[dict[str, Any]], str]
# What is sealed in each column, for which purpose, and to what it is bound.
SEALED: dict[str, dict[str, tuple[str, Place]]] = {
    "queries": {
        f"{column}_sealed": (PURPOSE_QUERY, lambda row, part=part: f"{row['id']} {part}")  # type: ignore[misc]
        for column, part in (
            ("child", "child"),
            ("explanation", "explanation"),
            ("evidence_name", "evidence name"),
            ("evidence", "evidence"),
        )
    },
    "query_entries": {
        f"{column}_sealed": (PURPOSE_QUERY, lambda row, part=part: f"{row['query_id']} {row['part']}{part}")  # type: ignore[misc]
        for column, part in (("words", ""), ("evidence_name", " evidence name"), ("evidence", " evidence"))
    },
    "commentaries": {"words_sealed": (PURPOSE_COMMENTARY, lambda row: str(row["mark"]))},
    "returns_sent": {
        f"{part}_sealed": (PURPOSE_RETURN, lambda row, part=part: f"{row['id']} {part}")  # type: ignore[misc]
        for part in ("result", "name", "content")
    },
}


def change_key(state: State, old: Keyring, new_state: State, new: Keyring, now: datetime) -> ChainEnd:
    """Fill an empty state with all of another, sealed with a new key; returns the end of its audit.

    Every invitation is revoked. Raises CheckFailed when the audit does not hold under the old key, UsageError when the
    keys are the same or the new state is in use.
    """
    if old == new:
        raise UsageError("the new key is the old one; make another with sfr preview key.")
    new_state.bring_up_to_date()
    with state.snapshot() as source, new_state.writing() as connection:
        verify(source, old.for_purpose(PURPOSE_AUDIT))
        fill(connection, ((table, list(_sealed_again(source, table, old, new, now))) for table in KEPT))
        if not new_state.is_sqlite:
            count_on(connection)
        key = new.for_purpose(PURPOSE_AUDIT)
        changed: list[Row] = [
            (table, tuple(row))
            for table in (tables.metadata.tables[name] for name in (*SEALED, "invitations"))
            for row in connection.execute(select(*table.primary_key.columns).order_by(*table.primary_key.columns))
        ]
        append(connection, key, Entry(KEY_CHANGED, digest_of_entries(connection)), now, changed)
        return verify(connection, key)


def _sealed_again(
    source: Connection, table: Table, old: Keyring, new: Keyring, now: datetime
) -> Iterator[dict[str, Any]]:
    for found in source.execute(select(table)):
        row = found._asdict()
        for column, (purpose, place) in SEALED.get(table.name, {}).items():
            if row[column] is not None:
                bound_to = place(row)
                row[column] = new.seal(purpose, old.unseal(purpose, bytes(row[column]), bound_to), bound_to)
        if table is tables.invitations and row["revoked_at"] is None:
            row["revoked_at"] = now
        yield row


def change_key_of_bundle(folder: Path, old: Keyring, out: Path, new: Keyring) -> None:
    """Write a preview's bundle anew, sealed with a new key; raises UsageError when ``out`` exists."""
    seal_again(Bundle(folder, old), out, old, new)
