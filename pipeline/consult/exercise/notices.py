"""What people are told by e-mail: that something waits for them, never what; kept with what it tells of, then sent."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from pipeline.consult.people.access import OF_AN_AUTHORITY, Role
from pipeline.consult.store import tables
from pipeline.consult.store.clock import Clock
from pipeline.consult.store.state import State
from pipeline.foundation.mail import MailServer
from pipeline.foundation.stages import UsageError

log = logging.getLogger(__name__)

SERVER, SENDER, ADDRESS = "SFR_PREVIEW_SMTP", "SFR_PREVIEW_MAIL_FROM", "SFR_PREVIEW_ADDRESS"
MOST_TRIES = 5
# To officers and seniors of an authority; to statisticians.
OPENS, CLOSING, NEW_PREVIEW, ANSWERED, ANNOUNCED = "opens", "closing", "new-preview", "answered", "announced"
QUERY_WAITS, RETURN_CAME, COMMENTED = "query-waits", "return-came", "commented"
LETTERS: Mapping[str, tuple[str, str]] = {
    OPENS: ("Your figures are ready to check", "Your authority's figures are ready to be agreed or queried."),
    CLOSING: ("The checking window closes soon", "Your authority has not signed off its figures yet."),
    NEW_PREVIEW: ("Figures of your authority changed", "There is a new preview, and what changed in it for you."),
    ANSWERED: ("A query was answered", "A query of your authority was answered."),
    ANNOUNCED: ("A fault is known", "A fault was announced to every authority. You need not query it."),
    QUERY_WAITS: ("A query waits for an answer", "An authority sent or added to a query."),
    RETURN_CAME: (
        "A corrected return came in",
        "An authority sent a corrected return; what the check found is with it.",
    ),
    COMMENTED: ("An authority commented on its figures", "An authority wrote a commentary on its figures."),
}


@dataclass(frozen=True)
class Post:
    """The mail server, and the address at which people find the preview."""

    server: MailServer
    address: str


def post_of(environment: Mapping[str, str]) -> Post | None:
    """What the environment says of e-mail, None where nothing is to be sent; UsageError where it says half of it."""
    if not environment.get(SERVER):
        return None
    if lacking := [name for name in (SENDER, ADDRESS) if not environment.get(name)]:
        raise UsageError(f"{SERVER} is set: set {' and '.join(lacking)} too, or leave it out to send nothing.")
    return Post(MailServer.from_environment(environment, SERVER, SENDER), environment[ADDRESS])


def put_in_post(connection: Connection, clock: Clock, window_id: int, letter: str, la_code: str = "") -> int:
    """Write a letter to everyone it is for, inside the caller's transaction; returns to how many.

    With ``la_code`` to the people of that authority, without to statisticians. Who has the same letter waiting gets no
    second one.
    """
    people, messages = tables.people, tables.messages
    roles = [role.value for role in OF_AN_AUTHORITY] if la_code else [Role.STATISTICIAN.value]
    waiting = select(messages.c.person_id).where(
        messages.c.window_id == window_id, messages.c.words == letter, messages.c.sent_at.is_(None)
    )
    to = connection.execute(
        select(people.c.id).where(
            people.c.role.in_(roles),
            people.c.la_code == la_code if la_code else people.c.la_code.is_(None),
            people.c.is_active,
            people.c.id.not_in(waiting),
        )
    ).all()
    if to:
        letters = [
            {"window_id": window_id, "person_id": row.id, "words": letter, "at": clock(), "tries": 0} for row in to
        ]
        connection.execute(insert(messages), letters)
    return len(to)


def send_post(state: State, post: Post, clock: Clock) -> tuple[int, int]:
    """Send what waits; returns how many letters went and how many did not, which are tried again with the next.

    Of several servers each letter is sent by one: whoever counts the try first.
    """
    people, messages = tables.people, tables.messages
    with state.reading() as connection:
        waiting = connection.execute(
            select(messages.c.id, messages.c.words, messages.c.tries, people.c.email)
            .join(people, people.c.id == messages.c.person_id)
            .where(messages.c.sent_at.is_(None), messages.c.tries < MOST_TRIES, people.c.is_active)
            .order_by(messages.c.id)
        ).all()
    sent = failed = 0
    for one in waiting:
        with state.writing() as connection:
            is_mine = connection.execute(
                update(messages)
                .where(messages.c.id == one.id, messages.c.tries == one.tries, messages.c.sent_at.is_(None))
                .values(tries=one.tries + 1)
            ).rowcount
        if not is_mine:
            continue
        subject, words = LETTERS[one.words]
        try:
            post.server.send([one.email], subject, f"{words}\n\nSign in with your personal code: {post.address}\n")
        except (OSError, smtplib.SMTPException) as error:
            failed += 1
            log.error("a letter was not sent: %s", type(error).__name__)
            continue
        sent += 1
        with state.writing() as connection:
            connection.execute(update(messages).where(messages.c.id == one.id).values(sent_at=clock()))
    return sent, failed
