"""What an authority decides, and what it is answered; every change carries its audit entry in the same transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from pipeline.consult.exercise.standing import AGREED, NO_REPLY, QUERIED, entry_of, last_decisions, sign_offs
from pipeline.consult.people.access import Action, Denied, Grant, within
from pipeline.consult.people.windows import Phase, read_window
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, append
from pipeline.consult.store.sealing import Keyring

PURPOSE_QUERY = "queries"
REASONS = {
    "our_return": "Our return was wrong",
    "calculation": "The calculation looks wrong",
    "child_counted": "A child should not be counted",
    "child_missing": "A child should be counted",
    "other": "Something else",
}
OUTCOMES = {
    "figure_will_change": "The figure will change",
    "figure_stands": "The figure stands",
    "known_fault": "A known fault, told to everyone",
    "your_return": "Your return would have to change",
}


class NotNow(Exception):
    """The step is not possible as things stand; the words may be shown."""


@dataclass(frozen=True)
class Asked:
    """A query as its authority put it, with its evidence (file name and bytes, or nothing)."""

    indicator: str
    reason: str
    explanation: str
    child_id: str = ""
    evidence_name: str = ""
    evidence: bytes = b""


@dataclass(frozen=True)
class Query:
    """A query with its answer, opened. ``answered_at`` None is not answered yet."""

    id: str
    la_code: str
    asked: Asked
    by: str
    at: datetime
    outcome: str
    answer: str
    answered_at: datetime | None


def record_agreement(
    connection: Connection, keyring: Keyring, grant: Grant, indicator: str, mark: str, now: datetime
) -> None:
    """Agree an indicator on the figures with that mark. Raises NotNow when the authority signed off."""
    _decide(connection, keyring, grant, indicator, AGREED, mark, now)


def record_query(connection: Connection, keyring: Keyring, grant: Grant, asked: Asked, mark: str, now: datetime) -> str:
    """Query an indicator or a child; returns the query's id. Raises NotNow when the authority signed off."""
    query_id = secrets.token_urlsafe(12)

    def sealed(text: str | bytes, part: str) -> bytes | None:
        content = text.encode() if isinstance(text, str) else text
        return keyring.seal(PURPOSE_QUERY, content, f"{query_id} {part}") if content else None

    _decide(connection, keyring, grant, asked.indicator, QUERIED, mark, now, f"query {query_id}")
    connection.execute(
        insert(tables.queries).values(
            id=query_id,
            window_id=grant.window.id,
            la_code=grant.la_code,
            indicator=asked.indicator,
            child_sealed=sealed(asked.child_id, "child"),
            reason=asked.reason,
            explanation_sealed=sealed(asked.explanation, "explanation"),
            evidence_name_sealed=sealed(asked.evidence_name, "evidence name"),
            evidence_sealed=sealed(asked.evidence, "evidence"),
            person_id=grant.person.id,
            at=now,
        )
    )
    return query_id


def _decide(
    connection: Connection,
    keyring: Keyring,
    grant: Grant,
    indicator: str,
    kind: str,
    mark: str,
    now: datetime,
    what: str = "",
) -> None:
    if grant.action is not Action.DECIDE or not grant.la_code:
        raise Denied
    _take_turn(connection, grant, now)
    if grant.la_code in sign_offs(connection, grant):
        raise NotNow("Your authority has signed off. Nothing can be changed any more.")
    connection.execute(
        insert(tables.decisions).values(
            window_id=grant.window.id,
            la_code=grant.la_code,
            indicator=indicator,
            kind=kind,
            person_id=grant.person.id,
            at=now,
            figures_mark=mark,
        )
    )
    entry = entry_of(grant, f"{kind} {indicator} {what}".rstrip())
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now)


def _take_turn(connection: Connection, grant: Grant, now: datetime) -> None:
    """One decision of an authority at a time, and none after the window closed while the request was on its way."""
    invited = tables.window_authorities
    connection.execute(select(invited.c.la_code).where(within(grant, invited)).with_for_update())
    if read_window(connection, grant.window.id).phase(now) is not Phase.OPEN:
        raise NotNow("The window has closed.")


def record_sign_off(
    connection: Connection, keyring: Keyring, grant: Grant, indicators: list[str], bundle_id: str, now: datetime
) -> str:
    """Sign all decisions of an authority; returns the receipt's number.

    Raises NotNow when an indicator is neither agreed nor queried, or the authority has signed already.
    """
    if grant.action is not Action.SIGN_OFF or not grant.la_code:
        raise Denied
    _take_turn(connection, grant, now)
    if grant.la_code in sign_offs(connection, grant):
        raise NotNow("Your authority has signed off already.")
    last = last_decisions(connection, grant)
    decided = [last.get((grant.la_code, code)) for code in indicators]
    undecided = sum(decision is None or decision.kind == NO_REPLY for decision in decided)
    if undecided:
        raise NotNow(f"Agree or query each indicator first: {undecided} still to do.")
    told = "; ".join(f"{one.indicator} {one.kind} {one.at} {one.figures_mark}" for one in decided if one)
    digest = keyring.mark("receipts", f"{grant.window.id} {grant.la_code} {bundle_id} {now}: {told}".encode())
    receipt = f"{grant.window.collection_year}-{grant.la_code}-{digest[:12].upper()}"
    connection.execute(
        insert(tables.sign_offs).values(
            window_id=grant.window.id,
            la_code=grant.la_code,
            person_id=grant.person.id,
            at=now,
            bundle_id=bundle_id,
            receipt=receipt,
        )
    )
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry_of(grant, f"receipt {receipt}"), now)
    return receipt


def answer_query(
    connection: Connection, keyring: Keyring, grant: Grant, query_id: str, outcome: str, answer: str, now: datetime
) -> None:
    """Answer a query, once. Raises Denied when the grant does not reach it, NotNow when it is answered."""
    if grant.action is not Action.ANSWER:
        raise Denied
    table = tables.queries
    reached = and_(within(grant, table), table.c.id == query_id)
    found = connection.execute(select(table.c.answered_at).where(reached).with_for_update()).one_or_none()
    if found is None:
        raise Denied
    if found.answered_at is not None:
        raise NotNow("The query is answered already.")
    sealed = keyring.seal(PURPOSE_QUERY, answer.encode(), f"{query_id} answer")
    connection.execute(
        update(table)
        .where(reached)
        .values(outcome=outcome, answer_sealed=sealed, answered_by=grant.person.id, answered_at=now)
    )
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry_of(grant, f"query {query_id}"), now)


def record_announcement(
    connection: Connection, keyring: Keyring, grant: Grant, indicator: str, text: str, now: datetime
) -> None:
    """Tell every authority of a known fault."""
    if grant.action is not Action.ANNOUNCE:
        raise Denied
    connection.execute(
        insert(tables.announcements).values(
            window_id=grant.window.id, indicator=indicator, text=text, person_id=grant.person.id, at=now
        )
    )
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry_of(grant, indicator), now)


def read_queries(connection: Connection, keyring: Keyring, grant: Grant, *, with_evidence: bool = False) -> list[Query]:
    """The queries the grant reaches, oldest first; the bytes of evidence only when asked for."""
    table, people = tables.queries, tables.people
    columns = [column for column in table.c if with_evidence or column.name != "evidence_sealed"]
    rows = connection.execute(
        select(*columns, people.c.name)
        .join(people, people.c.id == table.c.person_id)
        .where(within(grant, table))
        .order_by(table.c.at, table.c.id)
    )
    return [_opened(row._asdict(), keyring) for row in rows]


def read_query(connection: Connection, keyring: Keyring, grant: Grant, query_id: str) -> Query:
    """One query with its evidence; raises Denied when the grant does not reach it."""
    table, people = tables.queries, tables.people
    row = connection.execute(
        select(table, people.c.name)
        .join(people, people.c.id == table.c.person_id)
        .where(within(grant, table), table.c.id == query_id)
    ).one_or_none()
    if row is None:
        raise Denied
    return _opened(row._asdict(), keyring)


def _opened(row: dict[str, Any], keyring: Keyring) -> Query:
    def opened(column: str, part: str) -> bytes:
        sealed = row.get(column)
        return keyring.unseal(PURPOSE_QUERY, bytes(sealed), f"{row['id']} {part}") if sealed else b""

    asked = Asked(
        row["indicator"],
        row["reason"],
        opened("explanation_sealed", "explanation").decode(),
        opened("child_sealed", "child").decode(),
        opened("evidence_name_sealed", "evidence name").decode(),
        opened("evidence_sealed", "evidence"),
    )
    answer = opened("answer_sealed", "answer").decode()
    return Query(
        row["id"], row["la_code"], asked, row["name"], row["at"], row["outcome"] or "", answer, row["answered_at"]
    )
