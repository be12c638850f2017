"""What statisticians and administrators see and do: progress, answers, announcements, closing, the log, and people."""

from __future__ import annotations

from sqlalchemy import select

from pipeline.consult.exercise.decisions import (
    OUTCOMES,
    REASONS,
    NotNow,
    Query,
    answer_query,
    read_queries,
    read_query,
    record_announcement,
)
from pipeline.consult.exercise.downloads import CSV_TYPE
from pipeline.consult.exercise.exercise_log import HEADINGS, log_lines
from pipeline.consult.exercise.standing import announcements, close_now, progress, settle
from pipeline.consult.people.access import Denied
from pipeline.consult.people.sign_in import invite, revoke
from pipeline.consult.people.windows import read_window
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT
from pipeline.consult.web.calls import Answer, Call, File, Page, Redirect
from pipeline.consult.web.officer_decisions import LONGEST_TEXT
from pipeline.foundation.spreadsheets import as_csv


def all_progress(call: Call) -> Page:
    """How far every authority is."""
    indicators = list(call.service.indicators.values())
    settle_if_over(call)
    with call.service.state.reading() as connection:
        listed = progress(connection, call.grant, indicators)
        told = announcements(connection, call.grant)
    replied = sum(one.unanswered < len(indicators) for one in listed)
    values = {"progress": listed, "replied": replied, "announcements": told, "indicators": len(indicators)}
    return Page("progress.html", values, "progress")


def settle_if_over(call: Call) -> None:
    """Record silence once the clock has closed the window, whoever looks first."""
    window = call.grant.window
    if window.settled_at is None and call.now >= window.closes_at:
        with call.service.state.writing() as connection:
            key = call.service.keyring.for_purpose(PURPOSE_AUDIT)
            settle(connection, window, call.service.indicators.values(), call.now, key)


def all_queries(call: Call) -> Page:
    """Every authority's queries, those that wait first."""
    with call.service.state.reading() as connection:
        listed = read_queries(connection, call.service.keyring, call.grant)
    listed.sort(key=lambda query: query.answered_at is not None)
    values = {"queries": listed, "reasons": REASONS, "names": call.grant.window.authorities}
    return Page("all_queries.html", values, "queries")


def one_query(call: Call) -> Page:
    """One query, with the form to answer it."""
    return _query_page(call, {}, {})


def answer(call: Call) -> Answer:
    """Answer a query, or show the form again."""
    outcome, text = call.form.get("outcome", ""), call.form.get("answer", "").strip()
    errors: dict[str, str] = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = "Select an outcome"
    if not text or len(text) > LONGEST_TEXT:
        errors["answer"] = f"Write an answer of {LONGEST_TEXT:,} characters or fewer"
    if errors:
        return _query_page(call, {"outcome": outcome, "answer": text}, errors)
    with call.service.state.writing() as connection:
        answer_query(connection, call.service.keyring, call.grant, call.path["query"], outcome, text, call.now)
    return Redirect(f"/all-queries/{call.path['query']}")


def _query_page(call: Call, typed: dict[str, str], errors: dict[str, str]) -> Page:
    found = _found(call)
    values = {
        "query": found,
        "reasons": REASONS,
        "outcomes": OUTCOMES,
        "name": call.grant.window.authorities.get(found.la_code, ""),
        "typed": typed,
        "errors": errors,
    }
    return Page("answer.html", values, f"query {found.id}", 422 if errors else 200)


def _found(call: Call) -> Query:
    with call.service.state.reading() as connection:
        return read_query(connection, call.service.keyring, call.grant, call.path["query"])


def announce_form(call: Call) -> Page:
    """The form to tell everyone of a known fault."""
    return _announce_page(call, {}, {})


def announce(call: Call) -> Answer:
    """Tell every authority at once."""
    code, text = call.form.get("indicator", ""), call.form.get("text", "").strip()
    if not text or len(text) > LONGEST_TEXT:
        return _announce_page(call, {"text": text}, {"text": "Say what is wrong and what will be done"})
    if code and code not in call.service.indicators:
        raise Denied
    with call.service.state.writing() as connection:
        record_announcement(connection, call.service.keyring, call.grant, code, text, call.now)
    return Redirect("/progress")


def _announce_page(call: Call, typed: dict[str, str], errors: dict[str, str]) -> Page:
    values = {"indicators": list(call.service.indicators.values()), "typed": typed, "errors": errors}
    return Page("announce.html", values, "announcement form", 422 if errors else 200)


def close_form(call: Call) -> Page:
    """What closing the window now would mean."""
    with call.service.state.reading() as connection:
        listed = progress(connection, call.grant, call.service.indicators.values())
    silent = sum(one.unanswered for one in listed)
    return Page("close.html", {"silent": silent, "unsigned": sum(one.sign_off is None for one in listed)}, "close form")


def close(call: Call) -> Answer:
    """Close the window before its time and record silence."""
    key = call.service.keyring.for_purpose(PURPOSE_AUDIT)
    with call.service.state.writing() as connection:
        close_now(connection, call.grant, call.now, key)
        window = read_window(connection, call.grant.window.id)
        settle(connection, window, call.service.indicators.values(), call.now, key)
    return Redirect("/progress")


def log(call: Call) -> File:
    """Every decision, query, answer, signature and silence as one CSV: the log of the exercise."""
    settle_if_over(call)
    with call.service.state.reading() as connection:
        lines = log_lines(connection, call.service.keyring, call.grant)
    return File("log-of-the-exercise.csv", CSV_TYPE, as_csv(HEADINGS, lines), "log of the exercise")


def people(call: Call) -> Page:
    """Who may sign in."""
    return _people_page(call, "", "")


def _people_page(call: Call, code: str, name: str) -> Page:
    with call.service.state.reading() as connection:
        rows = connection.execute(select(tables.people).order_by(tables.people.c.name, tables.people.c.id)).all()
    return Page("people.html", {"people": rows, "code": code, "code_name": name}, "people")


def invite_person(call: Call) -> Answer:
    """Give a person a new code; it is shown once and kept nowhere."""
    person_id = _person_id(call)
    with call.service.state.writing() as connection:
        row = connection.execute(select(tables.people).where(tables.people.c.id == person_id)).one_or_none()
        if row is None or not row.is_active or (row.la_code and row.la_code not in call.grant.window.authorities):
            raise Denied
        code = invite(connection, call.service.keyring, call.grant.window, person_id, call.now)
    return _people_page(call, code, row.name)


def revoke_person(call: Call) -> Answer:
    """End a person's sessions and invitations at once."""
    person_id = _person_id(call)
    if person_id == call.grant.person.id:
        raise NotNow("You cannot take away your own leave to sign in.")
    with call.service.state.writing() as connection:
        revoke(connection, call.service.keyring, person_id, call.now)
    return Redirect("/people")


def _person_id(call: Call) -> int:
    text = call.path["person"]
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Denied
    return int(text)
