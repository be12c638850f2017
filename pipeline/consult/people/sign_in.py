"""People, their invitations, and the sessions these are exchanged for: expiring, revocable, one authority each."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from pipeline.consult.people.access import OF_AN_AUTHORITY, Person, Role
from pipeline.consult.people.attempts import PURPOSE_SIGN_IN, check_sign_ins, code_mark
from pipeline.consult.people.windows import Window
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, Entry, append
from pipeline.consult.store.row_marks import Row
from pipeline.consult.store.sealing import Keyring
from pipeline.foundation.stages import UsageError

CODE_BYTES = 20
LONGEST_NAME, LONGEST_ADDRESS = 200, 254
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
RECEIPTS_FOR = timedelta(days=28)
SEEN_AGAIN = timedelta(minutes=1)  # a session's last use is noted no finer than this


class Refused(Exception):
    """The sign-in is refused; the words say nothing about why."""


@dataclass(frozen=True)
class Visitor:
    """A live session: who, in which window, and the token that its forms carry."""

    session_id: int
    person: Person
    window_id: int
    form_token: str


def add_person(
    connection: Connection, keyring: Keyring, name: str, email: str, role: Role, la_code: str, now: datetime
) -> int:
    """Enter a person; returns the id. Raises UsageError when role and authority do not go together."""
    if (role in OF_AN_AUTHORITY) != bool(la_code):
        raise UsageError(f"{role}: officers and seniors belong to one authority (--la), nobody else does.")
    if not 0 < len(name) <= LONGEST_NAME or "@" not in email or len(email) > LONGEST_ADDRESS:
        raise UsageError("a person has a name and an address of e-mail; correct them.")
    known = connection.execute(select(tables.people).where(tables.people.c.email == email.lower())).one_or_none()
    if known is not None:
        if (known.role, known.la_code or "") != (role.value, la_code):
            raise UsageError("that address belongs to somebody in another role or authority; use another address.")
        if not known.is_active:
            connection.execute(update(tables.people).where(tables.people.c.id == known.id).values(is_active=True))
            entry = Entry("person let in again", f"person {known.id}", la_code=la_code)
            row = (tables.people, (known.id,))
            append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, [row])
        return int(known.id)
    made = connection.execute(
        insert(tables.people)
        .values(name=name, email=email.lower(), role=role.value, la_code=la_code or None, is_active=True)
        .returning(tables.people.c.id)
    ).scalar_one()
    person_id = int(made)
    key = keyring.for_purpose(PURPOSE_AUDIT)
    entry = Entry("person added", f"person {person_id}", la_code=la_code)
    append(connection, key, entry, now, [(tables.people, (person_id,))])
    return person_id


def invite(connection: Connection, keyring: Keyring, window: Window, person_id: int, now: datetime) -> str:
    """Give a person a code for the window; the code itself, of which only the mark is kept.

    It is valid until four weeks after the embargo, so that receipts can be fetched. The person's earlier codes for the
    window are revoked.
    """
    person = connection.execute(select(tables.people).where(tables.people.c.id == person_id)).one()
    if person.la_code and person.la_code not in window.authorities:
        raise UsageError(f"authority {person.la_code} is not invited to the window; announce it with the authority.")
    table = tables.invitations
    ended = connection.execute(
        update(table)
        .where(table.c.person_id == person_id, table.c.window_id == window.id, table.c.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(table.c.id)
    ).all()
    code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    invitation_id = connection.execute(
        insert(table)
        .values(
            window_id=window.id,
            person_id=person_id,
            code_mark=keyring.mark(PURPOSE_SIGN_IN, code.encode()),
            issued_at=now,
            expires_at=window.embargo_until + RECEIPTS_FOR,
        )
        .returning(table.c.id)
    ).scalar_one()
    entry = Entry("invited", f"invitation {invitation_id}", "done", person_id, person.role)
    rows = [(table, (one,)) for one in (invitation_id, *(row.id for row in ended))]
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, rows)
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def revoke(connection: Connection, keyring: Keyring, person_id: int, now: datetime) -> None:
    """Take away a person's invitations and end their sessions at once."""
    invitations, sessions = tables.invitations, tables.sessions
    ended = connection.execute(
        update(invitations)
        .where(invitations.c.person_id == person_id, invitations.c.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(invitations.c.id)
    ).all()
    connection.execute(
        update(sessions).where(sessions.c.person_id == person_id, sessions.c.ended_at.is_(None)).values(ended_at=now)
    )
    connection.execute(update(tables.people).where(tables.people.c.id == person_id).values(is_active=False))
    rows: list[Row] = [(tables.people, (person_id,)), *((invitations, (row.id,)) for row in ended)]
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), Entry("revoked", f"person {person_id}"), now, rows)


def recognise(
    connection: Connection, keyring: Keyring, person_id: int, issuer: str, subject: str, now: datetime
) -> None:
    """Note by which identity somebody signs in through a provider, where it is not known yet."""
    people = tables.people
    changed = connection.execute(
        update(people)
        .where(people.c.id == person_id, people.c.openid_subject.is_(None))
        .values(openid_issuer=issuer, openid_subject=subject)
        .returning(people.c.id)
    ).all()
    if changed:
        entry = Entry("identity noted", f"person {person_id}")
        append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now, [(people, (person_id,))])


def exchange_code(connection: Connection, keyring: Keyring, typed: str, now: datetime) -> str:
    """Exchange an invitation's code for a session; its token. Raises Refused unless the code is live."""
    table = tables.invitations
    found = connection.execute(select(table).where(table.c.code_mark == code_mark(keyring, typed))).one_or_none()
    if found is None or found.revoked_at is not None or found.expires_at <= now:
        raise Refused
    return begin_session(connection, keyring, found.person_id, found.window_id, now)


def begin_session(connection: Connection, keyring: Keyring, person_id: int, window_id: int, now: datetime) -> str:
    """Begin a session, ending the person's other ones; its token, of which only the mark is kept.

    Raises Refused for somebody who was revoked, TooManyAttempts for too many sessions of late.
    """
    person = connection.execute(select(tables.people).where(tables.people.c.id == person_id)).one()
    if not person.is_active:
        raise Refused
    check_sign_ins(connection, person_id, now)
    table = tables.sessions
    connection.execute(
        update(table).where(table.c.person_id == person_id, table.c.ended_at.is_(None)).values(ended_at=now)
    )
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(table).values(
            token_mark=keyring.mark(PURPOSE_SIGN_IN, token.encode()),
            person_id=person_id,
            window_id=window_id,
            form_token=secrets.token_urlsafe(32),
            began_at=now,
            seen_at=now,
        )
    )
    entry = Entry("signed in", "", "done", person.id, person.role, person.la_code or "", window_id)
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now)
    return token


def find_visitor(connection: Connection, keyring: Keyring, token: str, now: datetime) -> tuple[Visitor, bool] | None:
    """The live session of a token, with whether its last use should be noted again; None when there is none."""
    table = tables.sessions
    row = connection.execute(
        select(table, tables.people.c.name, tables.people.c.role, tables.people.c.la_code)
        .join(tables.people, tables.people.c.id == table.c.person_id)
        .where(
            table.c.token_mark == keyring.mark(PURPOSE_SIGN_IN, token.encode()),
            table.c.ended_at.is_(None),
            tables.people.c.is_active,
        )
    ).one_or_none()
    if row is None or now >= row.seen_at + IDLE or now >= row.began_at + LONGEST:
        return None
    person = Person(row.person_id, row.name, Role(row.role), row.la_code or "")
    return Visitor(row.id, person, row.window_id, row.form_token), now >= row.seen_at + SEEN_AGAIN


def note_seen(connection: Connection, session_id: int, now: datetime) -> None:
    """Note that the session is in use."""
    connection.execute(update(tables.sessions).where(tables.sessions.c.id == session_id).values(seen_at=now))


def end_session(connection: Connection, keyring: Keyring, visitor: Visitor, now: datetime) -> None:
    """Sign out."""
    connection.execute(update(tables.sessions).where(tables.sessions.c.id == visitor.session_id).values(ended_at=now))
    person = visitor.person
    entry = Entry("signed out", "", "done", person.id, person.role, person.la_code, visitor.window_id)
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), entry, now)
