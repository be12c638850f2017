"""The audit: who signed in, saw, downloaded and decided what, each entry bound to the one before by a keyed digest."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pipeline.consult.store import tables
from pipeline.consult.store.state import State
from pipeline.foundation.stages import CheckFailed

PURPOSE_AUDIT = "the audit"


@dataclass(frozen=True)
class Entry:
    """What happened. ``object`` is an indicator's code, a query's number or the like, never a child's identifier."""

    action: str
    object: str = ""
    outcome: str = "done"
    person_id: int | None = None
    role: str = ""
    la_code: str = ""
    window_id: int | None = None


@dataclass(frozen=True)
class ChainEnd:
    """The last entry; written down elsewhere, it shows later that nothing before it was taken away."""

    entries: int
    mark: str


def append(connection: Connection, key: bytes, entry: Entry, now: datetime) -> None:
    """Add an entry inside the caller's transaction: what is done and its audit are kept together or not at all."""
    append_all(connection, key, [(entry, now)])


def append_all(connection: Connection, key: bytes, entries: Iterable[tuple[Entry, datetime]]) -> None:
    """Add entries in order inside the caller's transaction."""
    end = tables.audit_end
    last = connection.execute(select(end).where(end.c.id == 1).with_for_update()).one()
    sequence, mark, rows = last.sequence, last.mark, []
    for entry, now in entries:
        sequence += 1
        row = {**vars(entry), "sequence": sequence, "at": now, "previous_mark": mark}
        row["mark"] = mark = _mark(key, row)
        rows.append(row)
    connection.execute(insert(tables.audit), rows)
    connection.execute(update(end).where(end.c.id == 1).values(sequence=sequence, mark=mark))


@dataclass
class _Waiting:
    entry: Entry
    now: datetime
    is_kept: bool = False


class SharedAppends:
    """Entries of many requests at once, on disk before each is answered: who comes while one writes is written next."""

    def __init__(self, state: State, key: bytes) -> None:
        """Append to the audit of ``state``."""
        self._state, self._key = state, key
        self._pending: list[_Waiting] = []
        self._pending_lock, self._turn = threading.Lock(), threading.Lock()

    def append(self, entry: Entry, now: datetime) -> None:
        """Return when the entry is kept; raises what the database raised when it cannot be."""
        mine = _Waiting(entry, now)
        with self._pending_lock:
            self._pending.append(mine)
        with self._turn:
            if mine.is_kept:
                return
            with self._pending_lock:
                taken, self._pending = self._pending, []
            try:
                with self._state.writing() as connection:
                    append_all(connection, self._key, [(one.entry, one.now) for one in taken])
            except BaseException:
                with self._pending_lock:
                    self._pending = [one for one in taken if one is not mine] + self._pending
                raise
            for one in taken:
                one.is_kept = True


def verify(connection: Connection, key: bytes, expected: str = "") -> ChainEnd:
    """Walk the whole chain; returns its end.

    Raises CheckFailed naming the first entry that was changed, is missing or was put in, and when ``expected``, the
    mark of an end noted earlier, is not in the chain.
    """
    previous, sequence, met = "", 0, not expected
    for row in connection.execute(select(tables.audit).order_by(tables.audit.c.sequence)):
        content = row._asdict()
        sequence += 1
        if content["sequence"] != sequence:
            raise CheckFailed(f"audit entry {sequence} is missing; take the state back from a backup.")
        mark = content.pop("mark")
        if content["previous_mark"] != previous or not hmac.compare_digest(_mark(key, content), mark):
            raise CheckFailed(f"audit entry {sequence} was changed or put in; take the state back from a backup.")
        previous = mark
        met = met or mark == expected
    end = connection.execute(select(tables.audit_end)).one()
    if (end.sequence, end.mark) != (sequence, previous):
        raise CheckFailed(f"the audit ends after entry {sequence}, not after {end.sequence}: entries are missing.")
    if not met:
        raise CheckFailed("the audit does not hold the end that was noted earlier: entries were taken away.")
    return ChainEnd(sequence, previous)


def _mark(key: bytes, row: dict[str, Any]) -> str:
    told = {**row, "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    told.pop("mark", None)
    return hmac.new(key, json.dumps(told, sort_keys=True).encode(), hashlib.sha256).hexdigest()
