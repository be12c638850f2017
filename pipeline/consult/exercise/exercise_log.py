"""The log of the exercise: what every authority decided, asked, sent and was answered, silence included, by time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from pipeline.consult.bundle.preview import Indicator
from pipeline.consult.exercise.commentaries import read_commentaries
from pipeline.consult.exercise.queries import OUTCOMES, REASONS, Query
from pipeline.consult.exercise.queries_read import read_queries
from pipeline.consult.exercise.returns_sent import read_returns
from pipeline.consult.exercise.standing import announcements, decision_history, entry_of, settle, sign_offs
from pipeline.consult.people.access import Action, Grant, Person, Role, permit
from pipeline.consult.people.windows import Phase, Window
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, append
from pipeline.consult.store.clock import as_officers_write, in_words
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.foundation.spreadsheets import as_csv
from pipeline.foundation.stages import NotAuthorised, UsageError

HEADINGS = (
    "When",
    "Authority",
    "Event",
    "Indicator",
    "By",
    "Role",
    "About a child",
    "Reason, outcome or receipt",
    "Words",
)


@dataclass(frozen=True, order=True)
class Event:
    """One line of the log, in the order of HEADINGS."""

    when: datetime
    la_code: str = ""
    event: str = ""
    indicator: str = ""
    by: str = ""
    role: str = ""
    about_a_child: str = ""
    reason: str = ""
    words: str = ""

    def line(self, titles: Mapping[str, str]) -> tuple[str, ...]:
        """As it is printed; ``titles`` are those of the indicators."""
        _, la_code, event, indicator, *rest = astuple(self)
        return (as_officers_write(self.when), la_code, event, titles.get(indicator, indicator), *rest)


def log_lines(
    connection: Connection, keyring: Keyring, grant: Grant, indicators: Mapping[str, Indicator]
) -> list[tuple[str, ...]]:
    """One line an event; a query says whether it is about a child, not which."""
    events = [
        Event(one.at, one.la_code, one.kind.replace("_", " "), one.indicator, one.by, one.role)
        for one in decision_history(connection, grant)
    ]
    for query in read_queries(connection, keyring, grant):
        events += _of_query(query)
    events += [
        Event(one.at, one.la_code, "signed off", by=one.by, role="senior", reason=one.receipt)
        for one in sign_offs(connection, grant).values()
    ]
    events += [
        Event(one.at, one.la_code, "commentary", one.indicator, one.by, words=one.words)
        for one in read_commentaries(connection, keyring, grant)
    ]
    events += [
        Event(
            one.at, one.la_code, "corrected return", by=one.by, reason=f"{one.errors:,} errors, {one.queries:,} queries"
        )
        for one in read_returns(connection, keyring, grant)
    ]
    events += [
        Event(one.at, event="announced", indicator=one.indicator, role="statistician", words=one.text)
        for one in announcements(connection, grant)
    ]
    titles = {code: one.title for code, one in indicators.items()}
    return [event.line(titles) for event in sorted(events)]


def _of_query(query: Query) -> list[Event]:
    asked, about = query.asked, "yes" if query.asked.child_id else "no"
    reason = REASONS.get(asked.reason, asked.reason)
    events = [Event(query.at, query.la_code, "query", asked.indicator, query.by, "", about, reason, asked.explanation)]
    for said in query.thread:
        event = {"answered": "answer", "added": "query added to"}.get(said.kind, f"query {said.kind}")
        outcome = OUTCOMES.get(said.outcome, said.outcome)
        events.append(
            Event(said.at, query.la_code, event, asked.indicator, said.by, said.role, about, outcome, said.words)
        )
    return events


def export_log(
    state: State, keyring: Keyring, window: Window, indicators: Mapping[str, Indicator], out: Path, now: datetime
) -> int:
    """Write the log to a new file once the window is over, recording silence first; returns the number of events.

    Raises NotAuthorised while the window is open, UsageError when the file exists.
    """
    if window.phase(now) in (Phase.NOTICE, Phase.OPEN):
        raise NotAuthorised(f"the window is open until {in_words(window.closes_at)}; close it first, or wait.")
    grant = permit(COMMAND_LINE, Action.EXPORT, window, now)
    key = keyring.for_purpose(PURPOSE_AUDIT)
    with state.writing() as connection:
        settle(connection, window, indicators.values(), now, key)
        lines = log_lines(connection, keyring, grant, indicators)
        append(connection, key, entry_of(grant, "log of the exercise"), now)
    write_new(out, as_csv(HEADINGS, lines))
    return len(lines)


COMMAND_LINE = Person(0, "command line", Role.STATISTICIAN)
"""Who asks from the command line: whoever has the key may have what a statistician may."""


def write_new(out: Path, content: bytes) -> None:
    """Write a file that only its owner can read; raises UsageError when it exists."""
    try:
        with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise UsageError(f"{out} exists; name a new file.") from error
