"""What an authority decides and signs; every change carries its audit entry in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select

from pipeline.consult.exercise.standing import (
    AGREED,
    NO_REPLY,
    UNDECIDED,
    Decision,
    SignOff,
    entry_of,
    last_decisions,
    sign_offs,
)
from pipeline.consult.people.access import Action, Denied, Grant, within
from pipeline.consult.people.windows import Phase, read_window
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, append
from pipeline.consult.store.row_marks import Row
from pipeline.consult.store.sealing import Keyring


class NotNow(Exception):
    """The step is not possible as things stand; the words may be shown."""


def record_agreement(
    connection: Connection, keyring: Keyring, grant: Grant, indicator: str, mark: str, now: datetime
) -> None:
    """Agree an indicator on the figures with that mark. Raises NotNow when the authority signed off."""
    decide(connection, keyring, grant, indicator, AGREED, mark, now)


def record_agreement_to_the_rest(
    connection: Connection, keyring: Keyring, grant: Grant, marks: Mapping[str, str], now: datetime
) -> int:
    """Agree every indicator of ``marks`` (code and mark of its figures) that is not decided; returns how many."""
    if grant.action is not Action.DECIDE or not grant.la_code:
        raise Denied
    take_turn(connection, grant, now)
    last = last_decisions(connection, grant)
    rest = [code for code in marks if _standing(last.get((grant.la_code, code))) in UNDECIDED]
    for code in rest:
        decide(connection, keyring, grant, code, AGREED, marks[code], now)
    return len(rest)


def _standing(decision: Decision | None) -> str:
    return decision.kind if decision else NO_REPLY


def decide(
    connection: Connection,
    keyring: Keyring,
    grant: Grant,
    indicator: str,
    kind: str,
    mark: str,
    now: datetime,
    what: str = "",
    rows: tuple[Row, ...] = (),
) -> None:
    """Record a decision on an indicator; ``what`` and ``rows`` say in the audit what came with it.

    Raises NotNow when the authority signed off, unless the figures changed since it decided.
    """
    if grant.action is not Action.DECIDE or not grant.la_code:
        raise Denied
    take_turn(connection, grant, now)
    last = last_decisions(connection, grant).get((grant.la_code, indicator))
    changed_since = last is not None and last.figures_mark not in ("", mark)
    if grant.la_code in sign_offs(connection, grant) and not changed_since:
        raise NotNow("Your authority has signed off. Only figures that change after that can be decided again.")
    made = connection.execute(
        insert(tables.decisions)
        .values(
            window_id=grant.window.id,
            la_code=grant.la_code,
            indicator=indicator,
            kind=kind,
            person_id=grant.person.id,
            at=now,
            figures_mark=mark,
        )
        .returning(tables.decisions.c.id)
    ).scalar_one()
    entry = entry_of(grant, f"{kind} {indicator} {what}".rstrip())
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, [(tables.decisions, (made,)), *rows])


def take_turn(connection: Connection, grant: Grant, now: datetime) -> None:
    """One decision of an authority at a time, and none after the window closed while the request was on its way."""
    invited = tables.window_authorities
    connection.execute(select(invited.c.la_code).where(within(grant, invited)).with_for_update())
    if read_window(connection, grant.window.id).phase(now) is not Phase.OPEN:
        raise NotNow("The window has closed.")


def record_sign_off(
    connection: Connection, keyring: Keyring, grant: Grant, indicators: list[str], bundle_id: str, now: datetime
) -> str:
    """Sign all decisions of an authority; returns the receipt's number.

    Raises NotNow when an indicator is neither agreed nor queried, or nothing was decided since the last signature.
    """
    if grant.action is not Action.SIGN_OFF or not grant.la_code:
        raise Denied
    take_turn(connection, grant, now)
    last = last_decisions(connection, grant)
    decided = [last.get((grant.la_code, code)) for code in indicators]
    signed = sign_offs(connection, grant).get(grant.la_code)
    if signed is not None and not is_to_sign_again(signed, decided):
        raise NotNow("Your authority has signed off already.")
    undecided = sum(_standing(decision) in UNDECIDED for decision in decided)
    if undecided:
        raise NotNow(f"Agree or query each indicator first: {undecided} still to do.")
    told = "; ".join(f"{one.indicator} {one.kind} {one.at} {one.figures_mark}" for one in decided if one)
    digest = keyring.mark("receipts", f"{grant.window.id} {grant.la_code} {bundle_id} {now}: {told}".encode())
    receipt = f"{grant.window.collection_year}-{grant.la_code}-{digest[:12].upper()}"
    made = connection.execute(
        insert(tables.sign_offs)
        .values(
            window_id=grant.window.id,
            la_code=grant.la_code,
            person_id=grant.person.id,
            at=now,
            bundle_id=bundle_id,
            receipt=receipt,
        )
        .returning(tables.sign_offs.c.id)
    ).scalar_one()
    entry = entry_of(grant, f"receipt {receipt}")
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, [(tables.sign_offs, (made,))])
    return receipt


def is_to_sign_again(signed: SignOff, decided: list[Decision | None]) -> bool:
    """Whether an authority decided on something after it signed, as it may where figures changed."""
    return any(one is not None and one.at > signed.at for one in decided)


def record_announcement(
    connection: Connection, keyring: Keyring, grant: Grant, indicator: str, text: str, now: datetime
) -> None:
    """Tell every authority of a known fault."""
    if grant.action is not Action.ANNOUNCE:
        raise Denied
    made = connection.execute(
        insert(tables.announcements)
        .values(window_id=grant.window.id, indicator=indicator, text=text, person_id=grant.person.id, at=now)
        .returning(tables.announcements.c.id)
    ).scalar_one()
    entry = entry_of(grant, indicator)
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, [(tables.announcements, (made,))])
