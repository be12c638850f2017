"""What an officer and a senior decide: agree one indicator or all the rest, comment on it, sign off."""

from __future__ import annotations

from pipeline.consult.exercise.commentaries import record_commentary
from pipeline.consult.exercise.decisions import (
    NotNow,
    is_to_sign_again,
    record_agreement,
    record_agreement_to_the_rest,
    record_sign_off,
)
from pipeline.consult.exercise.notices import COMMENTED
from pipeline.consult.exercise.standing import NO_REPLY, decision_history, figures_mark, sign_offs
from pipeline.consult.people.access import Denied, own_preview
from pipeline.consult.web.calls import Answer, Call, Page, Redirect
from pipeline.consult.web.officer_pages import asked_indicator, views

LONGEST_TEXT = 4000


def agree(call: Call) -> Answer:
    """Agree an indicator as it stands."""
    wanted = asked_indicator(call)
    image = own_preview(call.grant, call.service.bundle)
    mark = figures_mark(image.figures(), wanted.code)
    with call.service.state.writing() as connection:
        record_agreement(connection, call.service.keyring, call.grant, wanted.code, mark, call.now)
    return Redirect(f"/indicators/{wanted.code}")


def agree_the_rest(call: Call) -> Answer:
    """Agree every indicator that is neither agreed nor queried."""
    figures = own_preview(call.grant, call.service.bundle).figures()
    marks = {code: figures_mark(figures, code) for code in call.service.indicators}
    with call.service.state.writing() as connection:
        record_agreement_to_the_rest(connection, call.service.keyring, call.grant, marks, call.now)
    return Redirect("/indicators")


def comment(call: Call) -> Answer:
    """Keep what the authority says of an indicator (or of all, without one); no words take it back."""
    code, words = call.path.get("code", ""), call.form.get("words", "").strip()
    if code and code not in call.service.indicators:
        raise Denied
    if len(words) > LONGEST_TEXT:
        raise NotNow(f"A commentary has {LONGEST_TEXT:,} characters or fewer. Go back and shorten it.")
    with call.service.state.writing() as connection:
        record_commentary(connection, call.service.keyring, call.grant, code, words, call.now)
        call.tell(connection, COMMENTED)
    return Redirect(f"/indicators/{code}" if code else "/commentary")


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
        "again": signed is not None and is_to_sign_again(signed, [view.decision for view in listed]),
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
