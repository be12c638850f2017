"""A corrected return: until when and how it is sent, what the check found at once, and the words that go with it."""

from __future__ import annotations

import threading

from pipeline.consult.exercise.commentaries import read_commentaries, record_commentary
from pipeline.consult.exercise.decisions import NotNow
from pipeline.consult.exercise.notices import RETURN_CAME
from pipeline.consult.exercise.returns_sent import may_send, read_return, read_returns, record_return
from pipeline.consult.making.uploaded_return import ENDINGS, LARGEST_UPLOAD, check_upload
from pipeline.consult.web.calls import Answer, Call, Page, Redirect
from pipeline.consult.web.officer_decisions import LONGEST_TEXT

# A check takes seconds of a core: one at a time leaves the pages of others quick.
ONE_CHECK = threading.Semaphore(1)


def resubmit_form(call: Call) -> Page:
    """Until when and how a corrected return is sent, and what was sent already."""
    return _resubmit_page(call, {}, {})


def resubmit(call: Call) -> Answer:
    """Check a corrected return and keep it, with what the authority says of it."""
    if words := may_send(call.grant, call.now):
        raise NotNow(words)
    upload, told = call.upload, call.form.get("words", "").strip()
    errors: dict[str, str] = {}
    if upload is None:
        errors["return"] = "Choose the file of the corrected return"
    elif not upload.name.lower().endswith(ENDINGS):
        errors["return"] = "The return must be a zip file of its CSV files, or its XML document"
    elif len(upload.content) > LARGEST_UPLOAD:
        errors["return"] = "The file must be smaller than 40 megabytes"
    if not told or len(told) > LONGEST_TEXT:
        errors["words"] = f"Say what was corrected and why, in {LONGEST_TEXT:,} characters or fewer"
    if errors or upload is None:
        return _resubmit_page(call, {"words": told}, errors)
    with ONE_CHECK:
        result = check_upload(upload.name, upload.content, call.grant.window.collection_year, call.grant.la_code)
    with call.service.state.writing() as connection:
        return_id = record_return(
            connection, call.service.keyring, call.grant, upload.name[-100:], upload.content, result, call.now
        )
        record_commentary(connection, call.service.keyring, call.grant, "", told, call.now)
        call.tell(connection, RETURN_CAME)
    return Redirect(f"/resubmit/{return_id}")


def _resubmit_page(call: Call, typed: dict[str, str], errors: dict[str, str]) -> Page:
    with call.service.state.reading() as connection:
        sent = read_returns(connection, call.service.keyring, call.grant)
    values = {"why_not": may_send(call.grant, call.now), "sent": sent, "typed": typed, "errors": errors}
    return Page("resubmit.html", values, "corrected returns", 422 if errors else 200)


def return_sent(call: Call) -> Page:
    """One corrected return: what the check found in it, and what it comes to."""
    with call.service.state.reading() as connection:
        found, _ = read_return(connection, call.service.keyring, call.grant, call.path["return"])
    return Page("return_sent.html", {"sent": found, "la_code": found.la_code}, f"return {found.id}")


def commentary(call: Call) -> Page:
    """What the authority says of all its figures, with the form to write it, and of single indicators."""
    with call.service.state.reading() as connection:
        said = read_commentaries(connection, call.service.keyring, call.grant)
    values = {"general": next((one for one in said if not one.indicator), None), "said": said}
    return Page("commentary.html", values, "commentary")
