"""Authorisation, all of it: who may do what to which authority, and when. What is not written here is denied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Table, and_, false

from pipeline.consult.bundle.image import AuthorityImage
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.people.windows import Phase, Window


class Role(StrEnum):
    """What a person is in the exercise."""

    OFFICER = "officer"  # of one authority: looks, agrees, queries
    SENIOR = "senior"  # of one authority: an officer who also signs off
    STATISTICIAN = "statistician"
    ADMINISTRATOR = "administrator"  # people and the audit; no figures


class Action(StrEnum):
    """What can be done; the value is what the audit says."""

    SEE_NOTICE = "saw the notice"
    SEE_FIGURES = "saw figures"
    SEE_CHILDREN = "saw children"
    DOWNLOAD = "downloaded"
    SEE_REPLIES = "saw replies"
    DECIDE = "decided"
    COMMENT = "commented"
    RESUBMIT = "sent a corrected return"
    SIGN_OFF = "signed off"
    SEE_PROGRESS = "saw progress"
    SEE_QUERIES = "saw queries"
    SEE_BEHIND = "saw figures behind a query"
    SEE_RETURNS = "saw corrected returns"
    ANSWER = "answered"
    ANNOUNCE = "announced"
    CLOSE = "closed the window"
    EXPORT = "exported the log"
    SEE_PEOPLE = "saw people"
    ADMIT = "changed who may sign in"


class Denied(Exception):
    """Not permitted, or not there: whoever asks cannot tell which."""


@dataclass(frozen=True)
class Person:
    """Who signed in; ``la_code`` is "" for those of no authority."""

    id: int
    name: str
    role: Role
    la_code: str = ""


LOOK = frozenset({Action.SEE_NOTICE})
OPEN_TO_OFFICERS = frozenset(
    {
        Action.SEE_FIGURES, Action.SEE_CHILDREN, Action.DOWNLOAD, Action.SEE_REPLIES, Action.DECIDE, Action.COMMENT,
        Action.RESUBMIT, *LOOK,
    }
)  # fmt: skip
OFFICERS = {
    Phase.NOTICE: LOOK,
    Phase.OPEN: OPEN_TO_OFFICERS,
    Phase.CLOSED: LOOK | {Action.SEE_REPLIES, Action.RESUBMIT},
    Phase.RELEASED: LOOK | {Action.SEE_REPLIES, Action.SEE_FIGURES},
}
WATCH = frozenset({Action.SEE_PROGRESS, Action.SEE_QUERIES, Action.ANNOUNCE, Action.EXPORT})
BEHIND = frozenset({Action.SEE_BEHIND, Action.SEE_RETURNS})
PERMITTED: dict[Role, dict[Phase, frozenset[Action]]] = {
    Role.OFFICER: OFFICERS,
    Role.SENIOR: {**OFFICERS, Phase.OPEN: OPEN_TO_OFFICERS | {Action.SIGN_OFF}},
    Role.STATISTICIAN: {
        Phase.NOTICE: WATCH,
        Phase.OPEN: WATCH | BEHIND | {Action.ANSWER, Action.CLOSE},
        Phase.CLOSED: WATCH | BEHIND | {Action.ANSWER},
        Phase.RELEASED: WATCH,
    },
    Role.ADMINISTRATOR: dict.fromkeys(Phase, frozenset({Action.SEE_PEOPLE, Action.ADMIT})),
}
OF_AN_AUTHORITY = frozenset({Role.OFFICER, Role.SENIOR})


@dataclass(frozen=True)
class Grant:
    """Leave for one person to do one thing, now; made by ``permit`` only. ``la_code`` "" is no single authority."""

    person: Person
    action: Action
    window: Window
    phase: Phase
    la_code: str


def permit(person: Person, action: Action, window: Window, now: datetime) -> Grant:
    """Leave to do ``action``; raises Denied unless the role may, in this phase, for an authority that is invited."""
    phase = window.phase(now)
    if action not in PERMITTED.get(person.role, {}).get(phase, frozenset()):
        raise Denied
    if (person.role in OF_AN_AUTHORITY) != bool(person.la_code):
        raise Denied
    if person.la_code and person.la_code not in window.authorities:
        raise Denied
    return Grant(person, action, window, phase, person.la_code)


def within(grant: Grant, table: Table) -> ColumnElement[bool]:
    """The condition every query on an authority's rows carries: this window, and this authority unless staff asks."""
    if grant.la_code:
        return and_(table.c.window_id == grant.window.id, table.c.la_code == grant.la_code)
    if grant.person.role is Role.STATISTICIAN:
        return table.c.window_id == grant.window.id
    return false()


SHOWS_FIGURES = frozenset({Action.SEE_FIGURES, Action.SEE_CHILDREN, Action.DOWNLOAD, Action.DECIDE, Action.SIGN_OFF})
SHOWS_CHILDREN = frozenset({Action.SEE_CHILDREN, Action.DOWNLOAD, Action.DECIDE})


def own_preview(grant: Grant, bundle: Bundle) -> AuthorityImage:
    """The grant's own authority's preview: the only way to a sealed file. Raises Denied when the grant shows none."""
    if grant.action not in SHOWS_FIGURES or not grant.la_code:
        raise Denied
    return _preview_of(grant, bundle, grant.la_code)


def preview_behind(grant: Grant, bundle: Bundle, la_code: str) -> AuthorityImage:
    """The preview of an authority that queried, for the statistician who answers it; the query is the caller's to find.

    Raises Denied when the grant is for something else, or the authority is not invited.
    """
    if grant.action not in (Action.SEE_BEHIND, Action.ANSWER) or la_code not in grant.window.authorities:
        raise Denied
    return _preview_of(grant, bundle, la_code)


def _preview_of(grant: Grant, bundle: Bundle, la_code: str) -> AuthorityImage:
    if bundle.contents.preview.release != grant.window.release:
        raise Denied
    if bundle.contents.preview.collection_year != grant.window.collection_year:
        raise Denied
    image = bundle.image_of(la_code)
    if image is None:
        raise Denied
    return image


def require_children(grant: Grant) -> None:
    """Raise Denied unless the grant reaches child-level rows."""
    if grant.action not in SHOWS_CHILDREN:
        raise Denied
