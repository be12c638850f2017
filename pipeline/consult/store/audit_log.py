"""The audit: who signed in, saw, downloaded and decided what, each entry bound to the one before by a keyed digest."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from pipeline.consult.store import tables
from pipeline.consult.store.row_marks import Row, check_rows, every_row, note_rows
from pipeline.consult.store.state import State
from pipeline.foundation.stages import CheckFailed

PURPOSE_AUDIT = "the audit"
KEY_CHANGED = "key changed"


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
    """The last entry; written down elsewhere, it shows later that nothing before it was taken away.

    ``rows`` is the number of rows (decisions, queries, people, windows and so on) that stand as the audit says.
    """

    entries: int
    mark: str
    rows: int = 0


def append(connection: Connection, key: bytes, entry: Entry, now: datetime, rows: Sequence[Row] = ()) -> None:
    """Add an entry inside the caller's transaction: what is done and its audit are kept together or not at all.

    ``rows`` are those that were written, put in or changed: from now on they have to stand as they do now.
    """
    append_all(connection, key, [(entry, now)], rows)


def append_all(
    connection: Connection, key: bytes, entries: Iterable[tuple[Entry, datetime]], rows: Sequence[Row] = ()
) -> None:
    """Add entries in order inside the caller's transaction; ``rows`` belong to the last of them."""
    end = tables.audit_end
    last = connection.execute(select(end).where(end.c.id == 1).with_for_update()).one()
    sequence, mark, written, listed = last.sequence, last.mark, [], list(entries)
    for place, (entry, now) in enumerate(listed, start=1):
        sequence += 1
        row = {**vars(entry), "sequence": sequence, "at": now, "previous_mark": mark, "rows_digest": None}
        if rows and place == len(listed):
            row["rows_digest"] = note_rows(connection, sequence, rows)
        row["mark"] = mark = _mark(key, row)
        written.append(row)
    connection.execute(insert(tables.audit), written)
    connection.execute(update(end).where(end.c.id == 1).values(sequence=sequence, mark=mark))


def answer_for_old_rows(connection: Connection, key: bytes, now: datetime) -> None:
    """Take on the rows of a state from before the audit covered rows, as they stand: once, and on record."""
    covered = connection.execute(select(tables.row_marks.c.mark).limit(1)).first()
    if covered is None and (rows := every_row(connection)):
        append(connection, key, Entry("rows taken on", f"{len(rows)} rows"), now, rows)


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
    """Walk the whole chain, then hold every row against it; returns its end.

    Raises CheckFailed naming the first entry that was changed, is missing or was put in, the first row that does not
    stand as the audit says, and when ``expected``, the mark of an end noted earlier, is not in the chain. Entries from
    before the key was changed are vouched for by the entry that says so, which holds a digest of them all.
    """
    table = tables.audit
    changed = connection.execute(
        select(table.c.sequence).where(table.c.action == KEY_CHANGED).order_by(table.c.sequence.desc()).limit(1)
    ).scalar()
    previous, sequence, met = "", 0, not expected
    digests: dict[int, str] = {}
    before = hashlib.sha256()
    for row in connection.execute(select(table).order_by(table.c.sequence)):
        content = row._asdict()
        sequence += 1
        if content["sequence"] != sequence:
            raise CheckFailed(f"audit entry {sequence} is missing; take the state back from a backup.")
        mark = content.pop("mark")
        is_marked = (changed is not None and sequence < changed) or hmac.compare_digest(_mark(key, content), mark)
        if content["action"] == KEY_CHANGED and sequence == changed:
            is_marked = is_marked and hmac.compare_digest(content["object"], before.hexdigest())
        if content["previous_mark"] != previous or not is_marked:
            raise CheckFailed(f"audit entry {sequence} was changed or put in; take the state back from a backup.")
        before.update(entry_text(content, mark))
        if content["rows_digest"]:
            digests[sequence] = content["rows_digest"]
        previous = mark
        met = met or mark == expected
    end = connection.execute(select(tables.audit_end)).one()
    if (end.sequence, end.mark) != (sequence, previous):
        raise CheckFailed(f"the audit ends after entry {sequence}, not after {end.sequence}: entries are missing.")
    if not met:
        raise CheckFailed("the audit does not hold the end that was noted earlier: entries were taken away.")
    return ChainEnd(sequence, previous, check_rows(connection, digests))


def digest_of_entries(connection: Connection) -> str:
    """A digest of every entry so far, which the first entry under a new key holds."""
    digest = hashlib.sha256()
    for row in connection.execute(select(tables.audit).order_by(tables.audit.c.sequence)):
        content = row._asdict()
        digest.update(entry_text(content, content.pop("mark")))
    return digest.hexdigest()


def entry_text(content: dict[str, Any], mark: str) -> bytes:
    """An entry with its mark as bytes, for a digest."""
    return (_told(content) + mark).encode()


def _told(row: dict[str, Any]) -> str:
    told = {**row, "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    told.pop("mark", None)
    if told.get("rows_digest") is None:  # as entries were marked before rows were covered
        told.pop("rows_digest", None)
    return json.dumps(told, sort_keys=True)


def _mark(key: bytes, row: dict[str, Any]) -> str:
    return hmac.new(key, _told(row).encode(), hashlib.sha256).hexdigest()
