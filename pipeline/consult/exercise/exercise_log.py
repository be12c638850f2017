"""The log of the exercise: what every authority decided, asked and was answered, silence included, by time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from pipeline.consult.bundle.preview import Indicator
from pipeline.consult.exercise.decisions import OUTCOMES, REASONS, read_queries
from pipeline.consult.exercise.standing import announcements, decision_history, entry_of, settle, sign_offs
from pipeline.consult.people.access import Action, Grant, Person, Role, permit
from pipeline.consult.people.windows import Phase, Window
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, append
from pipeline.consult.store.clock import in_words
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.foundation.spreadsheets import as_csv
from pipeline.foundation.stages import NotAuthorised, UsageError

HEADINGS = (
    "When (UTC)",
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

    when: str
    la_code: str = ""
    event: str = ""
    indicator: str = ""
    by: str = ""
    role: str = ""
    about_a_child: str = ""
    reason: str = ""
    words: str = ""


def log_lines(connection: Connection, keyring: Keyring, grant: Grant) -> list[tuple[str, ...]]:
    """One line an event; a query says whether it is about a child, not which."""
    events = [
        Event(_at(one.at), one.la_code, one.kind.replace("_", " "), one.indicator, one.by, one.role)
        for one in decision_history(connection, grant)
    ]
    for query in read_queries(connection, keyring, grant):
        asked = query.asked
        about = "yes" if asked.child_id else "no"
        reason = REASONS.get(asked.reason, asked.reason)
        events.append(
            Event(
                _at(query.at), query.la_code, "query", asked.indicator, query.by, "", about, reason, asked.explanation
            )
        )
        if query.answered_at is not None:
            outcome = OUTCOMES.get(query.outcome, query.outcome)
            events.append(
                Event(
                    _at(query.answered_at),
                    query.la_code,
                    "answer",
                    asked.indicator,
                    role="statistician",
                    about_a_child=about,
                    reason=outcome,
                    words=query.answer,
                )
            )
    events += [
        Event(_at(one.at), one.la_code, "signed off", by=one.by, role="senior", reason=one.receipt)
        for one in sign_offs(connection, grant).values()
    ]
    events += [
        Event(_at(one.at), event="announced", indicator=one.indicator, role="statistician", words=one.text)
        for one in announcements(connection, grant)
    ]
    return [astuple(event) for event in sorted(events)]


def _at(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def export_log(
    state: State, keyring: Keyring, window: Window, indicators: Mapping[str, Indicator], out: Path, now: datetime
) -> int:
    """Write the log to a new file once the window is over, recording silence first; returns the number of events.

    Raises NotAuthorised while the window is open, UsageError when the file exists.
    """
    if window.phase(now) in (Phase.NOTICE, Phase.OPEN):
        raise NotAuthorised(f"the window is open until {in_words(window.closes_at)}; close it first, or wait.")
    grant = permit(Person(0, "command line", Role.STATISTICIAN), Action.EXPORT, window, now)
    key = keyring.for_purpose(PURPOSE_AUDIT)
    with state.writing() as connection:
        settle(connection, window, indicators.values(), now, key)
        lines = log_lines(connection, keyring, grant)
        append(connection, key, entry_of(grant, "log of the exercise"), now)
    try:
        with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(as_csv(HEADINGS, lines))
    except FileExistsError as error:
        raise UsageError(f"{out} exists; name a new file.") from error
    return len(lines)
