"""Queries as threads: what an authority asks and adds, withdraws or reopens, and what it is answered."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from pipeline.consult.exercise.decisions import NotNow, decide, take_turn
from pipeline.consult.exercise.standing import (
    FIGURE_WILL_CHANGE,
    QUERIED,
    WAITING,
    WITHDRAWN,
    QueryState,
    entry_of,
    query_states,
)
from pipeline.consult.people.access import Action, Denied, Grant, within
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
MORE_IS_NEEDED = "more_is_needed"
OUTCOMES = {
    FIGURE_WILL_CHANGE: "The figure will change",
    "figure_stands": "The figure stands",
    "known_fault": "A known fault, told to everyone",
    "your_return": "Your return would have to change",
    MORE_IS_NEEDED: "We need to know more",
}


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
class Said:
    """What was said on a query later: ``kind`` is added, withdrawn, answered or reopened; ``role`` is the speaker's."""

    id: int
    kind: str
    outcome: str
    words: str
    evidence_name: str
    evidence: bytes
    by: str
    role: str
    at: datetime


@dataclass(frozen=True)
class Query:
    """A query, opened, with all that was said on it, oldest first."""

    id: str
    la_code: str
    asked: Asked
    by: str
    at: datetime
    thread: tuple[Said, ...] = ()

    @property
    def kind(self) -> str:
        """What was said last."""
        return self.thread[-1].kind if self.thread else WAITING[0]

    @property
    def outcome(self) -> str:
        """The outcome of the last answer, where that is the last word."""
        return self.thread[-1].outcome if self.thread else ""

    @property
    def is_waiting(self) -> bool:
        """Whether a statistician has to answer."""
        return self.kind in WAITING


def record_query(connection: Connection, keyring: Keyring, grant: Grant, asked: Asked, mark: str, now: datetime) -> str:
    """Query an indicator or a child; returns the query's id. Raises NotNow when the authority signed off."""
    query_id = secrets.token_urlsafe(12)

    def sealed(text: str | bytes, part: str) -> bytes | None:
        content = text.encode() if isinstance(text, str) else text
        return keyring.seal(PURPOSE_QUERY, content, f"{query_id} {part}") if content else None

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
    row = (tables.queries, (query_id,))
    decide(connection, keyring, grant, asked.indicator, QUERIED, mark, now, f"query {query_id}", (row,))
    return query_id


def add_to_query(
    connection: Connection,
    keyring: Keyring,
    grant: Grant,
    query_id: str,
    words: str,
    mark: str,
    now: datetime,
    evidence: tuple[str, bytes] = ("", b""),
) -> None:
    """Say more on a query that waits or that was answered, which reopens it; ``mark`` is of the figures as they are.

    Raises Denied when the grant does not reach it, NotNow when it was withdrawn, or answered and signed off.
    """
    state = _reached(connection, grant, query_id, Action.DECIDE)
    take_turn(connection, grant, now)
    if state.kind == WITHDRAWN:
        raise NotNow("The query was withdrawn. Send a new one.")
    kind = WAITING[0] if state.is_waiting or state.outcome == MORE_IS_NEEDED else WAITING[1]
    row = _put(connection, keyring, grant, state, kind, "", words, now, "", evidence)
    if kind == WAITING[1]:
        decide(connection, keyring, grant, state.indicator, QUERIED, mark, now, f"reopened query {query_id}", (row,))
    else:
        entry = entry_of(grant, f"added to query {query_id}")
        append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, [row])


def withdraw_query(
    connection: Connection, keyring: Keyring, grant: Grant, query_id: str, words: str, mark: str, now: datetime
) -> None:
    """Take a query back; where no other is open on the indicator, that is to be decided again.

    Raises Denied when the grant does not reach it, NotNow when it was withdrawn already or the authority signed off.
    """
    state = _reached(connection, grant, query_id, Action.DECIDE)
    take_turn(connection, grant, now)
    if state.kind == WITHDRAWN:
        raise NotNow("The query was withdrawn already.")
    row = _put(connection, keyring, grant, state, WITHDRAWN, "", words, now)
    others = [
        one
        for one in query_states(connection, grant)
        if one.indicator == state.indicator and one.id != query_id and one.kind != WITHDRAWN
    ]
    kind = QUERIED if others else WITHDRAWN
    decide(connection, keyring, grant, state.indicator, kind, mark, now, f"withdrew query {query_id}", (row,))


def answer_query(
    connection: Connection,
    keyring: Keyring,
    grant: Grant,
    query_id: str,
    outcome: str,
    answer: str,
    mark: str,
    now: datetime,
) -> None:
    """Answer a query that waits, about the figures with that mark; an outcome that the figure will change is a promise.

    Raises Denied when the grant does not reach it, NotNow when it was answered or withdrawn meanwhile.
    """
    state = _reached(connection, grant, query_id, Action.ANSWER)
    if not state.is_waiting:
        raise NotNow("The query was answered or withdrawn meanwhile.")
    row = _put(connection, keyring, grant, state, "answered", outcome, answer, now, mark)
    entry = entry_of(grant, f"query {query_id}")
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, [row])


def _reached(connection: Connection, grant: Grant, query_id: str, action: Action) -> QueryState:
    """Where a query stands, which nobody else changes until the transaction ends."""
    if grant.action is not action:
        raise Denied
    table = tables.queries
    reached = select(table.c.la_code).where(within(grant, table), table.c.id == query_id)
    if connection.execute(reached.with_for_update()).one_or_none() is None:
        raise Denied
    return next(one for one in query_states(connection, grant) if one.id == query_id)


def _put(
    connection: Connection,
    keyring: Keyring,
    grant: Grant,
    state: QueryState,
    kind: str,
    outcome: str,
    words: str,
    now: datetime,
    mark: str = "",
    evidence: tuple[str, bytes] = ("", b""),
) -> tuple[Any, tuple[int]]:
    part = f"entry {secrets.token_urlsafe(12)}"

    def sealed(content: bytes, what: str) -> bytes | None:
        return keyring.seal(PURPOSE_QUERY, content, f"{state.id} {part}{what}") if content else None

    made = connection.execute(
        insert(tables.query_entries)
        .values(
            query_id=state.id,
            window_id=grant.window.id,
            la_code=state.la_code,
            kind=kind,
            outcome=outcome,
            part=part,
            words_sealed=sealed(words.encode(), ""),
            evidence_name_sealed=sealed(evidence[0].encode(), " evidence name"),
            evidence_sealed=sealed(evidence[1], " evidence"),
            figures_mark=mark,
            person_id=grant.person.id,
            at=now,
        )
        .returning(tables.query_entries.c.id)
    ).scalar_one()
    return tables.query_entries, (int(made),)
