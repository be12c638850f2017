"""For whoever runs the release: corrected returns laid out, commentaries as a file, and letters to authorities."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pipeline.consult.bundle.preview import Indicator
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.exercise.commentaries import read_commentaries
from pipeline.consult.exercise.exercise_log import COMMAND_LINE, write_new
from pipeline.consult.exercise.notices import CLOSING, NEW_PREVIEW, OPENS, put_in_post
from pipeline.consult.exercise.returns_sent import read_return, read_returns
from pipeline.consult.exercise.standing import entry_of, sign_offs
from pipeline.consult.making.own_indicators import RETURN
from pipeline.consult.making.uploaded_return import lay_out
from pipeline.consult.people.access import Action, permit
from pipeline.consult.people.windows import Window
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, append
from pipeline.consult.store.clock import LONDON, Clock, as_officers_write
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.foundation.spreadsheets import as_csv
from pipeline.foundation.stages import UsageError
from pipeline.foundation.working_folder import private_files

COMMENTARY_HEADINGS = ("LA code", "Authority", "About", "Words", "By", "When")
USABLE = "supplied"


def lay_out_returns(state: State, keyring: Keyring, window: Window, out: Path, now: datetime) -> list[str]:
    """Write the last return that can be used of each authority under ``out``, as folders of returns; their codes.

    ``manifest.csv`` says when each came. Raises UsageError when ``out`` exists, NotAuthorised outside the window.
    """
    if out.exists():
        raise UsageError(f"{out} exists; name a new folder.")
    grant = permit(COMMAND_LINE, Action.SEE_RETURNS, window, now)
    year, lines = window.collection_year, []
    with private_files(), state.writing() as connection:
        out.mkdir(parents=True)
        for sent in read_returns(connection, keyring, grant):
            folder = out / RETURN / str(year) / sent.la_code
            if sent.status != USABLE or folder.exists():
                continue
            _, content = read_return(connection, keyring, grant, sent.id)
            folder.mkdir(parents=True)
            lay_out(sent.name, content, folder)
            lines.append(
                (RETURN, year, sent.la_code, f"{sent.at.astimezone(LONDON):%Y-%m-%d}", "", "sent in the preview")
            )
        with (out / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
            headings = ("return", "year", "la_code", "received_on", "items_not_supplied", "note")
            csv.writer(file).writerows([headings, *sorted(lines)])
        append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry_of(grant, f"{len(lines)} returns laid out"), now)
    return sorted(line[2] for line in lines)


def write_commentaries(
    state: State, keyring: Keyring, window: Window, indicators: Mapping[str, Indicator], out: Path, now: datetime
) -> int:
    """Write the commentaries that hold to a new file of its owner's only; returns how many."""
    grant = permit(COMMAND_LINE, Action.EXPORT, window, now)
    with state.writing() as connection:
        said = read_commentaries(connection, keyring, grant)
        append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry_of(grant, "commentaries"), now)
    lines = [
        (
            one.la_code,
            window.authorities.get(one.la_code, ""),
            indicators[one.indicator].title if one.indicator in indicators else "All figures",
            one.words,
            one.by,
            as_officers_write(one.at),
        )
        for one in said
    ]
    write_new(out, as_csv(COMMENTARY_HEADINGS, lines))
    return len(lines)


def tell_authorities(state: State, keyring: Keyring, window: Window, bundle: Bundle, letter: str, clock: Clock) -> int:
    """Write a letter to the people of every authority that it concerns; returns to how many people.

    Raises UsageError for a letter that is not told to authorities from here.
    """
    if letter not in (OPENS, CLOSING, NEW_PREVIEW):
        raise UsageError(f"{letter}: write {OPENS}, {CLOSING} or {NEW_PREVIEW}.")
    grant = permit(COMMAND_LINE, Action.SEE_PROGRESS, window, clock())
    with state.writing() as connection:
        signed = sign_offs(connection, grant) if letter == CLOSING else {}
        concerned = [code for code in window.authorities if code not in signed]
        if letter == NEW_PREVIEW:
            images = ((code, bundle.image_of(code)) for code in concerned)
            concerned = [code for code, image in images if image is not None and image.changes()]
        written = sum(put_in_post(connection, clock, window.id, letter, code) for code in concerned)
        append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry_of(grant, f"{written} letters: {letter}"), clock())
    return written
