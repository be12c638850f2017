"""What an authority says of its figures: for the statistician and the quality report, the last of each indicator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from pipeline.consult.exercise.standing import entry_of
from pipeline.consult.people.access import Action, Denied, Grant, within
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, append
from pipeline.consult.store.row_marks import Row
from pipeline.consult.store.sealing import Keyring

PURPOSE_COMMENTARY = "commentaries"


@dataclass(frozen=True)
class Commentary:
    """The words of an authority on an indicator, or with "" on all its figures."""

    la_code: str
    indicator: str
    words: str
    by: str
    at: datetime


def record_commentary(
    connection: Connection, keyring: Keyring, grant: Grant, indicator: str, words: str, now: datetime
) -> None:
    """Keep what an authority says, in the place of what it said of the same indicator; no words take it back."""
    if grant.action not in (Action.COMMENT, Action.RESUBMIT) or not grant.la_code:
        raise Denied
    table, mark = tables.commentaries, secrets.token_urlsafe(12)
    made = connection.execute(
        insert(table)
        .values(
            window_id=grant.window.id,
            la_code=grant.la_code,
            indicator=indicator,
            mark=mark,
            words_sealed=keyring.seal(PURPOSE_COMMENTARY, words.encode(), mark) if words else None,
            person_id=grant.person.id,
            at=now,
        )
        .returning(table.c.id)
    ).scalar_one()
    row: Row = (table, (made,))
    entry = entry_of(grant, f"commentary on {indicator or 'all figures'}")
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, [row])


def read_commentaries(connection: Connection, keyring: Keyring, grant: Grant) -> list[Commentary]:
    """The commentaries that hold, of the authorities that the grant reaches, by authority; general ones first."""
    table, people = tables.commentaries, tables.people
    last = {}
    for row in connection.execute(
        select(table, people.c.name)
        .join(people, people.c.id == table.c.person_id)
        .where(within(grant, table))
        .order_by(table.c.id)
    ):
        last[row.la_code, row.indicator] = row
    return [
        Commentary(
            row.la_code,
            row.indicator,
            keyring.unseal(PURPOSE_COMMENTARY, bytes(row.words_sealed), row.mark).decode(),
            row.name,
            row.at,
        )
        for _, row in sorted(last.items())
        if row.words_sealed is not None
    ]
