"""Corrected returns: kept sealed as they came, with what the check found, for the statistician to count."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from pipeline.consult.exercise.decisions import NotNow
from pipeline.consult.exercise.standing import entry_of
from pipeline.consult.making.uploaded_return import CheckedUpload, checked_upload_of
from pipeline.consult.people.access import Action, Denied, Grant, within
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, append
from pipeline.consult.store.clock import in_words
from pipeline.consult.store.row_marks import Row
from pipeline.consult.store.sealing import Keyring

PURPOSE_RETURN = "corrected returns"
MOST_RETURNS = 20  # of an authority in a window: each may have many megabytes


@dataclass(frozen=True)
class ReturnSent:
    """A corrected return without its content: what the check found is ``result``, opened for one return alone."""

    id: str
    la_code: str
    name: str
    status: str
    errors: int
    queries: int
    size: int
    by: str
    at: datetime
    result: CheckedUpload | None = None


def may_send(grant: Grant, now: datetime) -> str:
    """Why no corrected return is taken now, in words; empty when one is."""
    until = grant.window.resubmit_until
    if until is None:
        return "Corrected returns are not taken here. Ask the statisticians what to do."
    return f"Corrected returns were taken until {in_words(until)}." if now >= until else ""


def record_return(
    connection: Connection,
    keyring: Keyring,
    grant: Grant,
    name: str,
    content: bytes,
    result: CheckedUpload,
    now: datetime,
) -> str:
    """Keep a corrected return with what the check found; returns its id.

    Raises NotNow when it comes too late or is one too many.
    """
    if grant.action is not Action.RESUBMIT or not grant.la_code:
        raise Denied
    if words := may_send(grant, now):
        raise NotNow(words)
    table, return_id = tables.returns_sent, secrets.token_urlsafe(12)
    sent = connection.execute(select(func.count()).select_from(table).where(within(grant, table))).scalar_one()
    if sent >= MOST_RETURNS:
        raise NotNow(f"Your authority has sent {sent} corrected returns. Ask the statisticians before you send more.")

    def sealed(what: bytes, part: str) -> bytes:
        return keyring.seal(PURPOSE_RETURN, what, f"{return_id} {part}")

    connection.execute(
        insert(table).values(
            id=return_id,
            window_id=grant.window.id,
            la_code=grant.la_code,
            status=result.status,
            errors=result.errors,
            queries=result.queries,
            size=len(content),
            result_sealed=sealed(json.dumps(asdict(result)).encode(), "result"),
            name_sealed=sealed(name.encode(), "name"),
            content_sealed=sealed(content, "content"),
            person_id=grant.person.id,
            at=now,
        )
    )
    row: Row = (table, (return_id,))
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry_of(grant, f"return {return_id}"), now, [row])
    return return_id


def read_returns(connection: Connection, keyring: Keyring, grant: Grant) -> list[ReturnSent]:
    """The corrected returns that the grant reaches, the latest first."""
    return [_opened(row._asdict(), keyring) for row in connection.execute(_rows(grant))]


def read_return(connection: Connection, keyring: Keyring, grant: Grant, return_id: str) -> tuple[ReturnSent, bytes]:
    """One corrected return with its result, and its content; raises Denied when the grant does not reach it."""
    table = tables.returns_sent
    query = _rows(grant, with_content=True).where(table.c.id == return_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Denied
    content = keyring.unseal(PURPOSE_RETURN, bytes(row.content_sealed), f"{return_id} content")
    return _opened(row._asdict(), keyring), content


def _rows(grant: Grant, *, with_content: bool = False):  # type: ignore[no-untyped-def]
    table, people = tables.returns_sent, tables.people
    left_out = () if with_content else ("content_sealed", "result_sealed")
    columns = [column for column in table.c if column.name not in left_out]
    return (
        select(*columns, people.c.name.label("by"))
        .join(people, people.c.id == table.c.person_id)
        .where(within(grant, table))
        .order_by(table.c.at.desc(), table.c.id)
    )


def _opened(row: dict[str, object], keyring: Keyring) -> ReturnSent:
    def opened(column: str, part: str) -> bytes:
        return keyring.unseal(PURPOSE_RETURN, bytes(row[column]), f"{row['id']} {part}")  # type: ignore[call-overload]

    result = checked_upload_of(json.loads(opened("result_sealed", "result"))) if "result_sealed" in row else None
    kept = {name: row[name] for name in ("id", "la_code", "status", "errors", "queries", "size", "by", "at")}
    return ReturnSent(name=opened("name_sealed", "name").decode(), result=result, **kept)  # type: ignore[arg-type]
