"""Invites the people of a list at once, and writes their codes to a file that its owner alone can read."""

from __future__ import annotations

import csv
import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from pipeline.consult.people.access import Role
from pipeline.consult.people.sign_in import add_person, invite, revoke
from pipeline.consult.people.windows import Window
from pipeline.consult.store import tables
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.foundation.stages import UnreadableInput, UsageError

COLUMNS = {"name", "email", "role", "la_code"}


def invite_people(state: State, keyring: Keyring, window: Window, listed: Path, out: Path, now: datetime) -> int:
    """Enter and invite everyone of the CSV ``listed``, all or nobody; returns how many. Codes go to ``out``."""
    try:
        with listed.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not set(reader.fieldnames or ()) >= COLUMNS:
                raise UnreadableInput(f"{listed}:1 has not the columns {', '.join(sorted(COLUMNS))}.")
            people = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{listed} cannot be read as CSV in UTF-8.") from error
    codes = []
    with state.writing() as connection:
        for line, person in enumerate(people, start=2):
            name, email, la_code = (person[column].strip() for column in ("name", "email", "la_code"))
            try:
                person_id = add_person(connection, keyring, name, email, Role(person["role"].strip()), la_code, now)
                codes.append((name, email, invite(connection, keyring, window, person_id, now)))
            except (ValueError, UsageError) as error:
                raise UsageError(f"{listed}:{line}: {error}") from error
        _write_codes(out, codes)  # before the invitations are kept: without their codes they would be useless
    return len(people)


def _write_codes(out: Path, codes: list[tuple[str, str, str]]) -> None:
    try:
        with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("name", "email", "code"), *codes])
    except FileExistsError as error:
        raise UsageError(f"{out} exists; codes are never written over others. Name a new file.") from error


def revoke_address(state: State, keyring: Keyring, email: str, now: datetime) -> None:
    """Revoke the person with that address; raises UsageError when there is none."""
    with state.writing() as connection:
        found = connection.execute(select(tables.people.c.id).where(tables.people.c.email == email.lower())).scalar()
        if found is None:
            raise UsageError("nobody is entered under that address; check it.")
        revoke(connection, keyring, found, now)
