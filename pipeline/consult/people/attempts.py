"""Limits on attempts to sign in: of an address, of a code, and of all together.

A code is one of 2^160, so nobody guesses one: limits keep wrong attempts from filling the audit and the machine, and a
code that leaked from being used by many. A live code is therefore not refused because others fail at the same address.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, Entry, append
from pipeline.consult.store.sealing import Keyring

PURPOSE_SIGN_IN = "sign-in"
WITHIN = timedelta(minutes=15)
OF_AN_ADDRESS, OF_A_CODE, OF_ALL = 10, 5, 300
SIGN_INS_OF_A_PERSON = 20


class TooManyAttempts(Exception):
    """There were too many attempts; they may go on later."""


def code_mark(keyring: Keyring, typed: str) -> str:
    """By what a code is known here, however it is typed."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    return keyring.mark(PURPOSE_SIGN_IN, code.encode())


def check_failures(connection: Connection, keyring: Keyring, address: str, typed: str, now: datetime) -> None:
    """Raise TooManyAttempts when an attempt that fails would be one too many: of the address, the code, or all."""
    table = tables.failed_sign_ins
    limits: list[tuple[int, list[ColumnElement[bool]]]] = [
        (OF_AN_ADDRESS, [table.c.address_mark == _address_mark(keyring, address)]),
        (OF_ALL, []),
    ]
    if typed:  # whoever fails at an identity provider typed none
        limits.append((OF_A_CODE, [table.c.code_mark == code_mark(keyring, typed)]))
    for most, conditions in limits:
        recent = select(func.count()).select_from(table).where(table.c.at > now - WITHIN, *conditions)
        if connection.execute(recent).scalar_one() >= most:
            raise TooManyAttempts


def check_sign_ins(connection: Connection, person_id: int, now: datetime) -> None:
    """Raise TooManyAttempts when somebody signed in so often of late that their code is in many hands."""
    sessions = tables.sessions
    began = select(func.count()).where(sessions.c.person_id == person_id, sessions.c.began_at > now - WITHIN)
    if connection.execute(began).scalar_one() >= SIGN_INS_OF_A_PERSON:
        raise TooManyAttempts


def note_failure(connection: Connection, keyring: Keyring, address: str, typed: str, now: datetime) -> None:
    """Count a failed attempt, and forget old ones."""
    table = tables.failed_sign_ins
    connection.execute(delete(table).where(table.c.at <= now - WITHIN))
    marks = {"address_mark": _address_mark(keyring, address), "code_mark": code_mark(keyring, typed)}
    connection.execute(insert(table).values(**marks, at=now))
    append(connection, keyring.for_purpose(PURPOSE_AUDIT), Entry("signed in", outcome="refused"), now)


def _address_mark(keyring: Keyring, address: str) -> str:
    return keyring.mark(PURPOSE_SIGN_IN, f"address {address}".encode())
