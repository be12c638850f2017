"""What administrators see and do: who may sign in, new people, new codes, and leave taken away."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select

from pipeline.consult.exercise.decisions import NotNow
from pipeline.consult.people.access import Denied, Role
from pipeline.consult.people.sign_in import add_person, invite, revoke
from pipeline.consult.store import tables
from pipeline.consult.web.calls import Answer, Call, Page, Redirect
from pipeline.foundation.stages import UsageError

NOTHING: Mapping[str, str] = MappingProxyType({})


def people(call: Call) -> Page:
    """Who may sign in."""
    return _people_page(call, "", "")


def _people_page(
    call: Call, code: str, name: str, typed: Mapping[str, str] = NOTHING, errors: Mapping[str, str] = NOTHING
) -> Page:
    with call.service.state.reading() as connection:
        rows = connection.execute(select(tables.people).order_by(tables.people.c.name, tables.people.c.id)).all()
    values = {
        "people": rows,
        "authorities": call.grant.window.authorities,
        "roles": [role.value for role in Role],
        "code": code,
        "code_name": name,
        "typed": typed,
        "errors": errors,
    }
    return Page("people.html", values, "people", 422 if errors else 200)


def add_one(call: Call) -> Answer:
    """Enter somebody and show their code, once; or show the form again with what is wrong."""
    typed = {field: call.form.get(field, "").strip() for field in ("name", "email", "role", "la_code")}
    if typed["role"] not in [role.value for role in Role]:
        return _people_page(call, "", "", typed, {"role": "Select a role"})
    keyring, window = call.service.keyring, call.grant.window
    try:
        with call.service.state.writing() as connection:
            person_id = add_person(
                connection, keyring, typed["name"], typed["email"], Role(typed["role"]), typed["la_code"], call.now
            )
            code = invite(connection, keyring, window, person_id, call.now)
    except UsageError as error:
        return _people_page(call, "", "", typed, {"name": str(error)})
    return _people_page(call, code, typed["name"])


def invite_person(call: Call) -> Answer:
    """Give a person a new code; it is shown once and kept nowhere."""
    person_id = _person_id(call)
    with call.service.state.writing() as connection:
        row = connection.execute(select(tables.people).where(tables.people.c.id == person_id)).one_or_none()
        if row is None or not row.is_active or (row.la_code and row.la_code not in call.grant.window.authorities):
            raise Denied
        code = invite(connection, call.service.keyring, call.grant.window, person_id, call.now)
    return _people_page(call, code, row.name)


def revoke_person(call: Call) -> Answer:
    """End a person's sessions and invitations at once."""
    person_id = _person_id(call)
    if person_id == call.grant.person.id:
        raise NotNow("You cannot take away your own leave to sign in.")
    with call.service.state.writing() as connection:
        known = connection.execute(select(tables.people.c.id).where(tables.people.c.id == person_id)).one_or_none()
        if known is None:
            raise Denied
        revoke(connection, call.service.keyring, person_id, call.now)
    return Redirect("/people")


def _person_id(call: Call) -> int:
    text = call.path["person"]
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Denied
    return int(text)
