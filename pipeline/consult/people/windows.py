"""The checking window of a release: who is invited, when it opens and closes, and when its embargo ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from pipeline.consult.bundle.preview import BundleContents
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import Entry, append
from pipeline.consult.store.row_marks import Row
from pipeline.foundation.stages import UsageError


class Phase(StrEnum):
    """Where a window stands at a moment."""

    NOTICE = "notice"  # announced, not open
    OPEN = "open"
    CLOSED = "closed"  # over, and still under embargo
    RELEASED = "released"  # published


@dataclass(frozen=True)
class Window:
    """One checking window; times are in UTC. ``authorities`` are those invited, code to name.

    Corrected returns are taken until ``resubmit_until``, none where that is None; ``resubmit_how`` says what else is to
    be done with them.
    """

    id: int
    release: str
    collection_year: int
    opens_at: datetime
    closes_at: datetime
    embargo_until: datetime
    notice: str
    settled_at: datetime | None
    resubmit_until: datetime | None
    resubmit_how: str
    authorities: dict[str, str]

    def phase(self, now: datetime) -> Phase:
        """Where the window stands at ``now``: a moment belongs to what it begins."""
        if now >= self.embargo_until:
            return Phase.RELEASED
        if now >= self.closes_at:
            return Phase.CLOSED
        return Phase.OPEN if now >= self.opens_at else Phase.NOTICE


def check_times(opens_at: datetime, closes_at: datetime, embargo_until: datetime) -> None:
    """Raise UsageError unless the window opens, closes and is released in that order."""
    if not opens_at < closes_at <= embargo_until:
        raise UsageError("a window opens, closes, and ends its embargo in that order; change the times.")


def announce_window(
    connection: Connection,
    contents: BundleContents,
    times: tuple[datetime, datetime, datetime],
    notice: str,
    now: datetime,
    key: bytes,
    la_codes: tuple[str, ...] = (),
) -> int:
    """Make the window of a bundle's release and year for the authorities named (all of the bundle if none); its id.

    ``times`` are opens, closes, embargo until. Raises UsageError when there is a window already, or an authority is
    not in the bundle.
    """
    check_times(*times)
    preview = contents.preview
    names = {authority.la_code: authority.la_name for authority in contents.authorities}
    unknown = sorted(set(la_codes) - set(names))
    if unknown:
        raise UsageError(f"authorities {', '.join(unknown)} are not in the bundle; build it with them.")
    if find_window(connection, preview.release, preview.collection_year) is not None:
        raise UsageError(f"{preview.release} {preview.collection_year} has a window already; move it with --change.")
    made = connection.execute(
        insert(tables.windows)
        .values(
            release=preview.release,
            collection_year=preview.collection_year,
            opens_at=times[0],
            closes_at=times[1],
            embargo_until=times[2],
            notice=notice,
        )
        .returning(tables.windows.c.id)
    ).scalar_one()
    window_id = int(made)
    connection.execute(
        insert(tables.window_authorities),
        [{"window_id": window_id, "la_code": code, "la_name": names[code]} for code in la_codes or sorted(names)],
    )
    rows: list[Row] = [
        (tables.windows, (window_id,)),
        *((tables.window_authorities, (window_id, code)) for code in la_codes or sorted(names)),
    ]
    append(connection, key, Entry("window announced", f"window {window_id}", window_id=window_id), now, rows)
    return window_id


def change_times(
    connection: Connection, window: Window, times: tuple[datetime, datetime, datetime], now: datetime, key: bytes
) -> None:
    """Move a window that is not settled; raises UsageError when it is, or its times are out of order."""
    check_times(*times)
    if window.settled_at is not None:
        raise UsageError("the window was closed and its silence recorded; a closed window is not moved.")
    opens_at, closes_at, embargo_until = times
    connection.execute(
        update(tables.windows)
        .where(tables.windows.c.id == window.id)
        .values(opens_at=opens_at, closes_at=closes_at, embargo_until=embargo_until)
    )
    row = (tables.windows, (window.id,))
    append(connection, key, Entry("window moved", f"window {window.id}", window_id=window.id), now, [row])


def take_returns(
    connection: Connection, window: Window, until: datetime | None, how: str, now: datetime, key: bytes
) -> None:
    """Say until when corrected returns are taken (None: not at all) and how; UsageError after the embargo ends."""
    if until is not None and until > window.embargo_until:
        raise UsageError("corrected returns are taken until the embargo ends at the latest; change --resubmit-until.")
    connection.execute(
        update(tables.windows).where(tables.windows.c.id == window.id).values(resubmit_until=until, resubmit_how=how)
    )
    entry = Entry("said until when to resubmit", f"window {window.id}", window_id=window.id)
    append(connection, key, entry, now, [(tables.windows, (window.id,))])


def find_window(connection: Connection, release: str, collection_year: int) -> Window | None:
    """The window of a release and year, or None."""
    table = tables.windows
    found = connection.execute(
        select(table.c.id).where(table.c.release == release, table.c.collection_year == collection_year)
    ).scalar()
    return None if found is None else read_window(connection, int(found))


def read_window(connection: Connection, window_id: int) -> Window:
    """The window with that id; it has to exist."""
    row = connection.execute(select(tables.windows).where(tables.windows.c.id == window_id)).one()._asdict()
    invited = tables.window_authorities
    authorities = connection.execute(
        select(invited.c.la_code, invited.c.la_name).where(invited.c.window_id == window_id).order_by(invited.c.la_code)
    )
    return Window(**row, authorities={code: name for code, name in authorities})
