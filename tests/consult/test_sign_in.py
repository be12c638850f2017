"""Codes and sessions: they expire, are revoked, are limited, and a form of another page gets nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.consult.people.access import Role
from pipeline.consult.people.attempts import (
    OF_A_CODE,
    OF_ALL,
    SIGN_INS_OF_A_PERSON,
    TooManyAttempts,
    check_failures,
    note_failure,
)
from pipeline.consult.people.invitations import invite_people, revoke_address
from pipeline.consult.people.sign_in import IDLE, LONGEST, add_person, invite
from pipeline.foundation.stages import UnreadableInput, UsageError
from tests.consult.conftest import EMBARGO, KEYRING, Exercise, form_token, post
from tests.consult.dummy_preview import CODES


def test_the_session_cookie_is_out_of_reach_and_stays_here(exercise: Exercise) -> None:
    client = exercise.visitor()
    cookie = client.post("/sign-in", data={"code": exercise.codes["officer"].lower()}).headers["set-cookie"]
    for part in ("__Host-sfr_preview=", "HttpOnly", "Secure", "Path=/", "SameSite=lax"):
        assert part in cookie
    assert "Domain" not in cookie and "Max-Age" not in cookie.partition("__Host-sfr_pending")[0]


def test_a_session_ends_when_idle_and_when_too_long(exercise: Exercise) -> None:
    officer = exercise.visitor("officer")
    began = exercise.clock.now
    for _ in range(3):
        exercise.clock.now += IDLE - timedelta(minutes=1)
        assert officer.get("/indicators").status_code == 200
    exercise.clock.now += IDLE + timedelta(minutes=1)
    assert officer.get("/indicators").status_code == 404
    officer = exercise.visitor("officer")
    began = exercise.clock.now
    while exercise.clock.now < began + LONGEST - IDLE:
        exercise.clock.now += IDLE - timedelta(minutes=1)
        assert officer.get("/window").status_code == 200
    exercise.clock.now = began + LONGEST
    assert officer.get("/window").status_code == 404


def test_signing_in_again_ends_the_earlier_session_and_signing_out_this_one(exercise: Exercise) -> None:
    first = exercise.visitor("officer")
    second = exercise.visitor("officer")
    assert first.get("/indicators").status_code == 404
    cookie = second.cookies["__Host-sfr_preview"]
    assert post(second, "/sign-out", "/indicators").status_code == 303
    second.cookies.set("__Host-sfr_preview", cookie)
    assert second.get("/indicators").status_code == 404


def test_whoever_is_revoked_is_out_at_once_and_cannot_return(exercise: Exercise) -> None:
    officer = exercise.visitor("officer")
    revoke_address(exercise.service.state, KEYRING, "Officer@example.test", exercise.clock.now)
    assert officer.get("/indicators").status_code == 404
    assert exercise.visitor().post("/sign-in", data={"code": exercise.codes["officer"]}).status_code == 403
    with pytest.raises(UsageError, match="nobody"):
        revoke_address(exercise.service.state, KEYRING, "no.one@example.test", exercise.clock.now)


def test_a_code_ends_with_a_newer_one_and_four_weeks_after_the_embargo(exercise: Exercise) -> None:
    administrator = exercise.visitor("administrator")
    page = post(administrator, "/people/1/invite", "/people").text
    assert exercise.visitor().post("/sign-in", data={"code": exercise.codes["officer"]}).status_code == 403
    code = page.partition('preview-code">')[2].partition("<")[0]
    assert exercise.visitor().post("/sign-in", data={"code": code}).status_code == 303
    assert code not in administrator.get("/people").text
    exercise.clock.now = EMBARGO + timedelta(days=28)
    assert exercise.visitor().post("/sign-in", data={"code": code}).status_code == 403


def test_ten_failures_of_an_address_are_enough_and_close_nobody_else_out(exercise: Exercise) -> None:
    client = exercise.visitor()
    answers = [client.post("/sign-in", data={"code": f"WRONG{number}"}) for number in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]
    assert len({answer.content for answer in answers[:10]}) == 1
    # A colleague behind the same address, with a code that is right.
    assert client.post("/sign-in", data={"code": exercise.codes["officer"]}).status_code == 303
    exercise.clock.now += timedelta(minutes=15, seconds=1)
    assert client.post("/sign-in", data={"code": "WRONG"}).status_code == 403


def test_a_code_that_fails_and_all_addresses_together_have_limits_of_their_own(exercise: Exercise) -> None:
    service, now = exercise.service, exercise.clock.now

    def attempt(address: str, code: str) -> str:
        with service.state.writing() as connection:
            try:
                check_failures(connection, KEYRING, address, code, now)
            except TooManyAttempts:
                return "too many"
            note_failure(connection, KEYRING, address, code, now)
        return "failed"

    ended = [attempt(f"10.0.0.{number}", "an ended code") for number in range(OF_A_CODE + 1)]
    assert ended == ["failed"] * OF_A_CODE + ["too many"]
    assert attempt("10.0.0.1", "another") == "failed"
    # Somebody who takes another address for each attempt.
    spread = [attempt(f"10.1.{number}", f"code {number}") for number in range(OF_ALL)]
    assert (spread[0], spread[-1], len(set(spread))) == ("failed", "too many", 2)


def test_a_code_in_many_hands_is_slowed_down(exercise: Exercise) -> None:
    client = exercise.visitor()
    answers = [client.post("/sign-in", data={"code": exercise.codes["officer"]}) for _ in range(SIGN_INS_OF_A_PERSON)]
    assert {answer.status_code for answer in answers} == {303}
    assert client.post("/sign-in", data={"code": exercise.codes["officer"]}).status_code == 429
    assert client.post("/sign-in", data={"code": exercise.codes["senior"]}).status_code == 303


def test_an_administrator_adds_people_with_a_code_shown_once(exercise: Exercise) -> None:
    administrator = exercise.visitor("administrator")
    for wrong, said in (
        ({"name": "New", "email": "new@example.test", "role": "officer", "la_code": ""}, "belong to one authority"),
        ({"name": "New", "email": "new", "role": "officer", "la_code": "201"}, "address of e-mail"),
        ({"name": "New", "email": "new@example.test", "role": "king", "la_code": ""}, "Select a role"),
    ):
        answer = post(administrator, "/people", "/people", **wrong)
        assert answer.status_code == 422 and said in answer.text
    assert "new@example.test" not in administrator.get("/people").text
    fields = {"name": "New", "email": "new@example.test", "role": "officer", "la_code": "202"}
    page = post(administrator, "/people", "/people", **fields).text
    code = page.partition('preview-code">')[2].partition("<")[0]
    assert code and code not in administrator.get("/people").text
    newcomer = exercise.visitor()
    assert newcomer.post("/sign-in", data={"code": code}).status_code == 303
    assert "Dummy Authority 202" in newcomer.get("/indicators").text


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({}, {}),
        ({"form_token": "guessed"}, {}),
        ({"form_token": None}, {"origin": "https://elsewhere.test"}),
        ({"form_token": None}, {"sec-fetch-site": "cross-site"}),
        ({"form_token": None, "explanation": "x" * 2_300_000}, {}),
    ],
    ids=["no token", "wrong token", "other origin", "cross-site", "too large"],
)
def test_a_form_from_elsewhere_changes_nothing(exercise: Exercise, fields: dict, headers: dict) -> None:
    officer = exercise.visitor("officer")
    if "form_token" in fields and fields["form_token"] is None:
        fields = {**fields, "form_token": form_token(officer, "/indicators")}
    answer = officer.post(f"/indicators/{CODES[0]}/agree", data=fields, headers=headers)
    assert answer.status_code == 400
    assert "Agreed" not in officer.get("/receipt").text


def test_a_token_of_another_session_is_no_token(exercise: Exercise) -> None:
    officer, other = exercise.visitor("officer"), exercise.visitor("other officer")
    token = form_token(other, "/indicators")
    assert officer.post(f"/indicators/{CODES[0]}/agree", data={"form_token": token}).status_code == 400


def test_roles_and_authorities_go_together(exercise: Exercise) -> None:
    window, now = exercise.window(), exercise.clock.now
    with exercise.service.state.writing() as connection:
        for role, la_code in ((Role.OFFICER, ""), (Role.STATISTICIAN, "201")):
            with pytest.raises(UsageError, match="belong to one authority"):
                add_person(connection, KEYRING, "Somebody", "some@example.test", role, la_code, now)
        person = add_person(connection, KEYRING, "Uninvited", "un@example.test", Role.OFFICER, "203", now)
        with pytest.raises(UsageError, match="not invited"):
            invite(connection, KEYRING, window, person, now)
        with pytest.raises(UsageError, match="another role"):
            add_person(connection, KEYRING, "Uninvited", "UN@example.test", Role.OFFICER, "202", now)


def test_a_list_of_people_is_invited_whole_or_not_at_all(exercise: Exercise, tmp_path) -> None:
    state, window, now = exercise.service.state, exercise.window(), exercise.clock.now
    listed, out = tmp_path / "people.csv", tmp_path / "codes.csv"
    listed.write_text("name,email,role,la_code\nA,a@example.test,officer,201\nB,b@example.test,officer,999\n")
    with pytest.raises(UsageError, match=r"people.csv:3: authority 999 is not invited"):
        invite_people(state, KEYRING, window, listed, out, now)
    assert not out.exists()
    listed.write_text("name,email,role,la_code\nA,a@example.test,officer,201\n")
    assert invite_people(state, KEYRING, window, listed, out, now) == 1
    assert out.stat().st_mode & 0o077 == 0
    code = out.read_text().splitlines()[1].split(",")[2]
    assert exercise.visitor().post("/sign-in", data={"code": code}).status_code == 303
    with pytest.raises(UsageError, match="exists"):
        invite_people(state, KEYRING, window, listed, out, now)
    listed.write_text("who\n")
    with pytest.raises(UnreadableInput, match="columns"):
        invite_people(state, KEYRING, window, listed, tmp_path / "more.csv", now)
