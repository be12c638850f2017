"""Where each indicator of each authority stands: agreed, queried, or not answered; and what is kept of silence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from pipeline.consult.bundle.preview import Figure, Indicator
from pipeline.consult.people.access import Action, Grant, within
from pipeline.consult.people.windows import Phase, Window
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import Entry, append
from pipeline.consult.store.row_marks import Row

AGREED, QUERIED, WITHDRAWN, NO_REPLY = "agreed", "queried", "withdrawn", "no_reply"
UNDECIDED = (WITHDRAWN, NO_REPLY)
WAITING = ("added", "reopened")  # what was said last, where a statistician has to answer
FIGURE_WILL_CHANGE = "figure_will_change"


@dataclass(frozen=True)
class Decision:
    """The last word of an authority on an indicator. ``by`` is empty where nobody replied."""

    la_code: str
    indicator: str
    kind: str
    by: str
    role: str
    at: datetime
    figures_mark: str


@dataclass(frozen=True)
class SignOff:
    """An authority's signature under all its decisions."""

    la_code: str
    by: str
    at: datetime
    bundle_id: str
    receipt: str


@dataclass(frozen=True)
class Announcement:
    """A fault that is known, told to every authority; ``indicator`` "" is about all of them."""

    indicator: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Progress:
    """How far one authority is."""

    la_code: str
    la_name: str
    agreed: int
    queried: int
    unanswered: int
    open_queries: int
    sign_off: SignOff | None


@dataclass(frozen=True)
class QueryState:
    """Where a query stands, without its words: what was said last (``kind`` is "added" for the query itself).

    ``figures_mark`` is that of the figures that the last answer was about, "" where there is none.
    """

    id: str
    la_code: str
    indicator: str
    kind: str
    outcome: str
    at: datetime
    figures_mark: str

    @property
    def is_waiting(self) -> bool:
        """Whether a statistician has to answer."""
        return self.kind in WAITING


def query_states(connection: Connection, grant: Grant) -> list[QueryState]:
    """Where every query that the grant reaches stands, oldest first."""
    queries, entries = tables.queries, tables.query_entries
    last = {
        row.query_id: row
        for row in connection.execute(
            select(entries.c.query_id, entries.c.kind, entries.c.outcome, entries.c.at, entries.c.figures_mark)
            .where(within(grant, entries))
            .order_by(entries.c.id)
        )
    }
    found = connection.execute(
        select(queries.c.id, queries.c.la_code, queries.c.indicator, queries.c.at)
        .where(within(grant, queries))
        .order_by(queries.c.at, queries.c.id)
    )
    states = []
    for row in found:
        said = last.get(row.id)
        kind, outcome, at, mark = (
            (WAITING[0], "", row.at, "") if said is None else (said.kind, said.outcome, said.at, said.figures_mark)
        )
        states.append(QueryState(row.id, row.la_code, row.indicator, kind, outcome, at, mark))
    return states


def figures_mark(figures: Iterable[Figure], indicator: str) -> str:
    """A digest of the figures of one indicator: a decision on other figures shows as such."""
    told = [[f.period, f.year, f.numerator, f.denominator, f.shown] for f in figures if f.indicator == indicator]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def decision_history(connection: Connection, grant: Grant) -> list[Decision]:
    """Every decision the grant reaches, in the order taken."""
    table, people = tables.decisions, tables.people
    rows = connection.execute(
        select(table, people.c.name, people.c.role)
        .join(people, people.c.id == table.c.person_id, isouter=True)
        .where(within(grant, table))
        .order_by(table.c.id)
    )
    return [
        Decision(row.la_code, row.indicator, row.kind, row.name or "", row.role or "", row.at, row.figures_mark)
        for row in rows
    ]


def last_decisions(connection: Connection, grant: Grant) -> dict[tuple[str, str], Decision]:
    """The last decision by authority and indicator."""
    return {(one.la_code, one.indicator): one for one in decision_history(connection, grant)}


def sign_offs(connection: Connection, grant: Grant) -> dict[str, SignOff]:
    """The last signature of each authority."""
    table, people = tables.sign_offs, tables.people
    rows = connection.execute(
        select(table, people.c.name)
        .join(people, people.c.id == table.c.person_id)
        .where(within(grant, table))
        .order_by(table.c.id)
    )
    return {row.la_code: SignOff(row.la_code, row.name, row.at, row.bundle_id, row.receipt) for row in rows}


def announcements(connection: Connection, grant: Grant) -> list[Announcement]:
    """What was announced in the grant's window, latest first: the same for everyone invited."""
    table = tables.announcements
    rows = connection.execute(select(table).where(table.c.window_id == grant.window.id).order_by(table.c.id.desc()))
    return [Announcement(row.indicator, row.text, row.at) for row in rows]


def progress(connection: Connection, grant: Grant, indicators: Iterable[Indicator]) -> list[Progress]:
    """Every invited authority's progress; the grant has to be for seeing it."""
    codes = [indicator.code for indicator in indicators]
    last, signed = last_decisions(connection, grant), sign_offs(connection, grant)
    waiting = [one.la_code for one in query_states(connection, grant) if one.is_waiting]
    rows = []
    for la_code, la_name in grant.window.authorities.items():
        kinds = [last[la_code, code].kind if (la_code, code) in last else NO_REPLY for code in codes]
        rows.append(
            Progress(
                la_code,
                la_name,
                kinds.count(AGREED),
                kinds.count(QUERIED),
                sum(kind in UNDECIDED for kind in kinds),
                waiting.count(la_code),
                signed.get(la_code),
            )
        )
    return rows


def settle(connection: Connection, window: Window, indicators: Iterable[Indicator], now: datetime, key: bytes) -> bool:
    """Once the window is over, record silence as silence: a no_reply for each indicator nobody decided; True if it did.

    Done once; calling it again, or before the window is over, does nothing.
    """
    current = connection.execute(
        select(tables.windows.c.settled_at).where(tables.windows.c.id == window.id).with_for_update()
    ).scalar_one()
    if current is not None or window.phase(now) in (Phase.NOTICE, Phase.OPEN):
        return False
    table = tables.decisions
    decided = {
        (row.la_code, row.indicator): row.kind
        for row in connection.execute(
            select(table.c.la_code, table.c.indicator, table.c.kind)
            .where(table.c.window_id == window.id)
            .order_by(table.c.id)
        )
    }
    silent = [
        {
            "window_id": window.id,
            "la_code": la_code,
            "indicator": indicator.code,
            "kind": NO_REPLY,
            "at": window.closes_at,
            "figures_mark": "",
        }
        for la_code in window.authorities
        for indicator in indicators
        if decided.get((la_code, indicator.code), NO_REPLY) in UNDECIDED
    ]
    if silent:
        connection.execute(insert(table), silent)
    recorded = connection.execute(
        select(table.c.id).where(table.c.window_id == window.id, table.c.kind == NO_REPLY).order_by(table.c.id)
    )
    rows: list[Row] = [(table, (row.id,)) for row in recorded]
    connection.execute(update(tables.windows).where(tables.windows.c.id == window.id).values(settled_at=now))
    entry = Entry("silence recorded", f"{len(silent)} indicators", window_id=window.id)
    append(connection, key, entry, now, [(tables.windows, (window.id,)), *rows])
    return True


def close_now(connection: Connection, grant: Grant, now: datetime, key: bytes) -> None:
    """Close the window at ``now``; the grant has to be for closing it."""
    if grant.action is not Action.CLOSE:
        raise PermissionError(grant.action)
    table = tables.windows
    connection.execute(update(table).where(table.c.id == grant.window.id).values(closes_at=now))
    append(connection, key, entry_of(grant, f"window {grant.window.id}"), now, [(tables.windows, (grant.window.id,))])


def entry_of(grant: Grant, object_: str = "", outcome: str = "done") -> Entry:
    """The audit's entry for what a grant was used for."""
    person = grant.person
    return Entry(grant.action.value, object_, outcome, person.id, person.role.value, grant.la_code, grant.window.id)
