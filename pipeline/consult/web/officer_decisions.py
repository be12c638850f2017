"""What an officer and a senior do: agree, query with a reason and evidence, read the answers, sign off."""

from __future__ import annotations

from pipeline.consult.bundle.image import ListedChild
from pipeline.consult.exercise.decisions import (
    REASONS,
    Asked,
    NotNow,
    read_queries,
    read_query,
    record_agreement,
    record_query,
    record_sign_off,
)
from pipeline.consult.exercise.standing import NO_REPLY, decision_history, figures_mark, sign_offs
from pipeline.consult.people.access import Denied, own_preview
from pipeline.consult.web.calls import Answer, Call, File, Page, Redirect
from pipeline.consult.web.officer_pages import asked_indicator, views

LONGEST_TEXT = 4000
LARGEST_EVIDENCE = 2_000_000
EVIDENCE_ENDINGS = (".csv", ".xlsx", ".pdf", ".png", ".jpg", ".txt", ".docx")


def agree(call: Call) -> Answer:
    """Agree an indicator as it stands."""
    wanted = asked_indicator(call)
    image = own_preview(call.grant, call.service.bundle)
    mark = figures_mark(image.figures(), wanted.code)
    with call.service.state.writing() as connection:
        record_agreement(connection, call.service.keyring, call.grant, wanted.code, mark, call.now)
    return Redirect(f"/indicators/{wanted.code}")


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
    if not explanation:
        errors["explanation"] = "Explain what looks wrong"
    elif len(explanation) > LONGEST_TEXT:
        errors["explanation"] = f"The explanation must be {LONGEST_TEXT:,} characters or fewer"
    upload = call.upload
    if upload is not None and not upload.name.lower().endswith(EVIDENCE_ENDINGS):
        errors["evidence"] = f"The evidence must be a file of one of these kinds: {', '.join(EVIDENCE_ENDINGS)}"
    elif upload is not None and len(upload.content) > LARGEST_EVIDENCE:
        errors["evidence"] = "The evidence must be smaller than 2 megabytes"
    if errors:
        return _query_page(call, {"reason": reason, "explanation": explanation}, errors)
    asked = Asked(
        wanted.code,
        reason,
        explanation,
        child.row.child_id if child else "",
        upload.name[-100:] if upload else "",
        upload.content if upload else b"",
    )
    image = own_preview(call.grant, call.service.bundle)
    mark = figures_mark(image.figures(), wanted.code)
    with call.service.state.writing() as connection:
        query_id = record_query(connection, call.service.keyring, call.grant, asked, mark, call.now)
    return Redirect(f"/queries/{query_id}")


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
    """One query with its answer."""
    with call.service.state.reading() as connection:
        found = read_query(connection, call.service.keyring, call.grant, call.path["query"])
    return Page("one_query.html", {"query": found, "reasons": REASONS}, f"query {found.id}")


def evidence(call: Call) -> File:
    """The file that came with a query, never shown in the browser."""
    with call.service.state.reading() as connection:
        found = read_query(connection, call.service.keyring, call.grant, call.path["query"])
    if not found.asked.evidence:
        raise Denied
    ending = found.asked.evidence_name.rpartition(".")[2].lower()
    name = f"evidence.{ending}"
    return File(name, "application/octet-stream", found.asked.evidence, f"evidence of query {found.id}")


def sign_off_form(call: Call) -> Page:
    """What is to be signed, or why it cannot be yet."""
    return _sign_off_page(call, "")


def sign_off(call: Call) -> Answer:
    """Sign off all decisions; the receipt follows."""
    if call.form.get("confirm") != "yes":
        return _sign_off_page(call, "Confirm that the decisions are your authority's")
    codes = list(call.service.indicators)
    try:
        with call.service.state.writing() as connection:
            record_sign_off(
                connection, call.service.keyring, call.grant, codes, call.service.bundle.contents.bundle_id, call.now
            )
    except NotNow as not_now:
        return _sign_off_page(call, str(not_now))
    return Redirect("/receipt")


def _sign_off_page(call: Call, error: str) -> Page:
    listed = views(call, own_preview(call.grant, call.service.bundle))
    with call.service.state.reading() as connection:
        signed = sign_offs(connection, call.grant).get(call.grant.la_code)
    values = {
        "views": listed,
        "undecided": sum(view.standing == NO_REPLY for view in listed),
        "sign_off": signed,
        "error": error,
    }
    return Page("sign_off.html", values, "sign-off form", 422 if error else 200)


def receipt(call: Call) -> Page:
    """What the authority decided, when and by whom; and the silence, if that is what there was."""
    with call.service.state.reading() as connection:
        history = decision_history(connection, call.grant)
        signed = sign_offs(connection, call.grant).get(call.grant.la_code)
    last = {decision.indicator: decision for decision in history}
    listed = [(indicator, last.get(code)) for code, indicator in call.service.indicators.items()]
    return Page("receipt.html", {"decisions": listed, "sign_off": signed}, "receipt")
