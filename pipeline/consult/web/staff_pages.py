"""What statisticians see and do of all authorities: progress, announcements, closing, and the log."""

from __future__ import annotations

from pipeline.consult.exercise.decisions import record_announcement
from pipeline.consult.exercise.downloads import CSV_TYPE
from pipeline.consult.exercise.exercise_log import HEADINGS, log_lines
from pipeline.consult.exercise.notices import ANNOUNCED
from pipeline.consult.exercise.standing import announcements, close_now, progress, settle
from pipeline.consult.people.access import Denied
from pipeline.consult.people.windows import read_window
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
        for la_code in call.grant.window.authorities:
            call.tell(connection, ANNOUNCED, la_code)
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
        lines = log_lines(connection, call.service.keyring, call.grant, call.service.indicators)
    return File(
        f"log-of-the-exercise-{call.grant.window.collection_year}.csv",
        CSV_TYPE,
        as_csv(HEADINGS, lines),
        "log of the exercise",
    )
