"""What statisticians see of queries and returns: threads, with figures, children and history behind, and answers."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.consult.bundle.image import AuthorityImage, ChildFilter, ListedChild
from pipeline.consult.bundle.preview import Change
from pipeline.consult.exercise.commentaries import read_commentaries
from pipeline.consult.exercise.notices import ANSWERED
from pipeline.consult.exercise.queries import (
    OUTCOMES,
    REASONS,
    Query,
    answer_query,
)
from pipeline.consult.exercise.queries_read import read_queries, read_query
from pipeline.consult.exercise.returns_sent import read_return, read_returns
from pipeline.consult.exercise.standing import QueryState, decision_history, figures_mark, query_states
from pipeline.consult.people.access import Denied, preview_behind
from pipeline.consult.web.calls import Answer, Call, File, Page, Redirect
from pipeline.consult.web.officer_decisions import LONGEST_TEXT
from pipeline.consult.web.officer_pages import children_page, is_promise, views


def all_queries(call: Call) -> Page:
    """Every authority's queries, those that wait first."""
    with call.service.state.reading() as connection:
        listed = read_queries(connection, call.service.keyring, call.grant)
    listed.sort(key=lambda query: not query.is_waiting)
    values = {"queries": listed, "reasons": REASONS, "names": call.grant.window.authorities}
    return Page("all_queries.html", values, "queries")


def one_query(call: Call) -> Page:
    """One query with all that was said on it, and the form to answer it."""
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
    found = _found(call)
    mark = figures_mark(_image(call, found).figures(), found.asked.indicator)
    with call.service.state.writing() as connection:
        answer_query(connection, call.service.keyring, call.grant, found.id, outcome, text, mark, call.now)
        call.tell(connection, ANSWERED, found.la_code)
    return Redirect(f"/all-queries/{found.id}")


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


def _image(call: Call, query: Query) -> AuthorityImage:
    return preview_behind(call.grant, call.service.bundle, query.la_code)


def behind(call: Call) -> Page:
    """The figures that a query is about, what changed in them, and what the authority decided and asked before."""
    found = _found(call)
    image, code = _image(call, found), found.asked.indicator
    view = next((one for one in views(call, image) if one.indicator.code == code), None)
    if view is None:
        raise Denied
    with call.service.state.reading() as connection:
        decided = [
            one
            for one in decision_history(connection, call.grant)
            if (one.la_code, one.indicator) == (found.la_code, code)
        ]
        asked = read_queries(connection, call.service.keyring, call.grant, indicator=code)
        said = read_commentaries(connection, call.service.keyring, call.grant)
    values = {
        "query": found,
        "view": view,
        "name": image.la_name,
        "basis": image.basis,
        "decisions": decided,
        "others": [one for one in asked if one.la_code == found.la_code and one.id != found.id],
        "children": _about(image, found),
        "changed_children": [one for one in image.changes() if one.child_id and one.indicator == code],
        "commentaries": [one for one in said if one.la_code == found.la_code and one.indicator in ("", code)],
        "reasons": REASONS,
    }
    return Page("behind.html", values, f"figures behind query {found.id} of {found.la_code}")


def _about(image: AuthorityImage, query: Query) -> list[ListedChild]:
    """The rows of the child that a query is about, of its indicator."""
    child, years = query.asked.child_id, image.years_listed(query.asked.indicator)
    return image.children(ChildFilter(query.asked.indicator, years[0], child_id=child)) if child and years else []


def children_behind(call: Call) -> Page:
    """The children of the indicator that a query is about."""
    found = _found(call)
    image, indicator = _image(call, found), call.service.indicators.get(found.asked.indicator)
    if indicator is None:
        raise Denied
    address = f"/all-queries/{found.id}"
    back = (f"{address}/behind", "the figures behind the query")
    return children_page(call, image, indicator, address, back, is_own=False)


@dataclass(frozen=True)
class Promise:
    """A figure of which it was answered that it will change; ``changes`` are those of this preview where it has."""

    state: QueryState
    name: str
    is_kept: bool
    changes: list[Change]


def promises(call: Call) -> Page:
    """Every figure that will change, and whether it has in this preview."""
    with call.service.state.reading() as connection:
        promised = [one for one in query_states(connection, call.grant) if is_promise(one)]
    listed = []
    for state in promised:
        image = preview_behind(call.grant, call.service.bundle, state.la_code)
        is_kept = figures_mark(image.figures(), state.indicator) != state.figures_mark
        changed = [one for one in image.changes() if one.indicator == state.indicator and not one.child_id]
        name = call.grant.window.authorities[state.la_code]
        listed.append(Promise(state, name, is_kept, changed if is_kept else []))
    listed.sort(key=lambda one: one.is_kept)
    return Page("promises.html", {"promises": listed}, "figures that will change")


def returns(call: Call) -> Page:
    """The corrected returns of every authority, and what authorities say of their figures."""
    with call.service.state.reading() as connection:
        sent = read_returns(connection, call.service.keyring, call.grant)
        said = read_commentaries(connection, call.service.keyring, call.grant)
    values = {"sent": sent, "said": said, "names": call.grant.window.authorities}
    return Page("returns.html", values, "corrected returns")


def one_return(call: Call) -> Page:
    """What the check found in a corrected return."""
    with call.service.state.reading() as connection:
        found, _ = read_return(connection, call.service.keyring, call.grant, call.path["return"])
    return Page("return_sent.html", {"sent": found, "la_code": found.la_code}, f"return {found.id} of {found.la_code}")


def return_file(call: Call) -> File:
    """A corrected return as it came."""
    with call.service.state.reading() as connection:
        found, content = read_return(connection, call.service.keyring, call.grant, call.path["return"])
    ending = found.name.rpartition(".")[2].lower()
    name = call.file_name(f"corrected-return.{ending}", found.la_code)
    return File(name, "application/octet-stream", content, f"return {found.id} of {found.la_code}")
