"""Queries of an authority: asked with a reason and evidence, read with their answers, added to, withdrawn."""

from __future__ import annotations

from pipeline.consult.bundle.image import ListedChild
from pipeline.consult.exercise.notices import QUERY_WAITS
from pipeline.consult.exercise.queries import (
    REASONS,
    Asked,
    Query,
    add_to_query,
    record_query,
    withdraw_query,
)
from pipeline.consult.exercise.queries_read import read_queries, read_query
from pipeline.consult.exercise.standing import figures_mark
from pipeline.consult.people.access import Denied, own_preview
from pipeline.consult.web.calls import Answer, Call, File, Page, Redirect
from pipeline.consult.web.officer_decisions import LONGEST_TEXT
from pipeline.consult.web.officer_pages import asked_indicator

LARGEST_EVIDENCE = 2_000_000
EVIDENCE_ENDINGS = (".csv", ".xlsx", ".pdf", ".png", ".jpg", ".txt", ".docx")


def query_form(call: Call) -> Page:
    """The form to query an indicator or one child of it."""
    return _query_page(call, {}, {})


def query(call: Call) -> Answer:
    """Record a query, or show the form again with what is missing."""
    wanted = asked_indicator(call)
    child = _asked_child(call)
    reason, explanation = call.form.get("reason", ""), call.form.get("explanation", "").strip()
    errors: dict[str, str] = {}
    if reason not in REASONS:
        errors["reason"] = "Select a reason for the query"
    errors |= _wrong_with_words(call, "explanation", "Explain what looks wrong")
    if errors:
        return _query_page(call, {"reason": reason, "explanation": explanation}, errors)
    asked = Asked(wanted.code, reason, explanation, child.row.child_id if child else "", *_evidence(call))
    mark = _mark(call, wanted.code)
    with call.service.state.writing() as connection:
        query_id = record_query(connection, call.service.keyring, call.grant, asked, mark, call.now)
        call.tell(connection, QUERY_WAITS)
    return Redirect(f"/queries/{query_id}")


def _wrong_with_words(call: Call, field: str, missing: str) -> dict[str, str]:
    """What is wrong with words in a field of the form, and with the evidence that came with them."""
    words, errors, upload = call.form.get(field, "").strip(), dict[str, str](), call.upload
    if not words:
        errors[field] = missing
    elif len(words) > LONGEST_TEXT:
        errors[field] = f"Write {LONGEST_TEXT:,} characters or fewer"
    if upload is not None and not upload.name.lower().endswith(EVIDENCE_ENDINGS):
        errors["evidence"] = f"The evidence must be a file of one of these kinds: {', '.join(EVIDENCE_ENDINGS)}"
    elif upload is not None and len(upload.content) > LARGEST_EVIDENCE:
        errors["evidence"] = "The evidence must be smaller than 2 megabytes"
    return errors


def _evidence(call: Call) -> tuple[str, bytes]:
    return (call.upload.name[-100:], call.upload.content) if call.upload else ("", b"")


def _mark(call: Call, indicator: str) -> str:
    """Which figures the authority sees of an indicator now."""
    return figures_mark(own_preview(call.grant, call.service.bundle).figures(), indicator)


def _asked_child(call: Call) -> ListedChild | None:
    if "child" not in call.path:
        return None
    child = own_preview(call.grant, call.service.bundle).child(call.path["child"])
    if child is None or child.row.indicator != call.path["code"]:
        raise Denied
    return child


def _query_page(call: Call, typed: dict[str, str], errors: dict[str, str]) -> Page:
    wanted = asked_indicator(call)
    values = {"indicator": wanted, "child": _asked_child(call), "reasons": REASONS, "typed": typed, "errors": errors}
    return Page("query.html", values, f"query form of {wanted.code}", 422 if errors else 200)


def queries(call: Call) -> Page:
    """The authority's queries and their answers."""
    with call.service.state.reading() as connection:
        listed = read_queries(connection, call.service.keyring, call.grant)
    return Page("queries.html", {"queries": listed, "reasons": REASONS}, "queries")


def one_query(call: Call) -> Page:
    """One query with all that was said on it."""
    return _one_query_page(call, _found(call), {}, {})


def _found(call: Call) -> Query:
    with call.service.state.reading() as connection:
        return read_query(connection, call.service.keyring, call.grant, call.path["query"])


def _one_query_page(call: Call, found: Query, typed: dict[str, str], errors: dict[str, str]) -> Page:
    values = {"query": found, "reasons": REASONS, "typed": typed, "errors": errors}
    return Page("one_query.html", values, f"query {found.id}", 422 if errors else 200)


def add(call: Call) -> Answer:
    """Say more on a query; on one that was answered this reopens it."""
    found, words = _found(call), call.form.get("words", "").strip()
    if errors := _wrong_with_words(call, "words", "Say what you want to add"):
        return _one_query_page(call, found, {"words": words}, errors)
    mark = _mark(call, found.asked.indicator)
    with call.service.state.writing() as connection:
        add_to_query(
            connection, call.service.keyring, call.grant, found.id, words, mark, call.now, evidence=_evidence(call)
        )
        call.tell(connection, QUERY_WAITS)
    return Redirect(f"/queries/{found.id}")


def withdraw(call: Call) -> Answer:
    """Take a query back; its indicator is then to be decided again."""
    found, words = _found(call), call.form.get("words", "").strip()[:LONGEST_TEXT]
    mark = _mark(call, found.asked.indicator)
    with call.service.state.writing() as connection:
        withdraw_query(connection, call.service.keyring, call.grant, found.id, words, mark, call.now)
    return Redirect(f"/indicators/{found.asked.indicator}")


def evidence(call: Call) -> File:
    """The file that came with a query or what was added to it, never shown in the browser."""
    found = _found(call)
    name, content = found.asked.evidence_name, found.asked.evidence
    if "entry" in call.path:
        said = next((one for one in found.thread if str(one.id) == call.path["entry"]), None)
        name, content = (said.evidence_name, said.evidence) if said else ("", b"")
    if not content:
        raise Denied
    ending = name.rpartition(".")[2].lower()
    file_name = call.file_name(f"evidence.{ending}", found.la_code)
    return File(file_name, "application/octet-stream", content, f"evidence of query {found.id}")
