"""Every route and object, walked as everybody, before, during and after the window: what is not theirs is not there."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from pipeline.consult.exercise.returns_sent import record_return
from pipeline.consult.making.uploaded_return import CheckedUpload
from pipeline.consult.people.access import Action, Person, Role, permit
from pipeline.consult.people.windows import take_returns
from pipeline.consult.store.audit_log import PURPOSE_AUDIT
from pipeline.consult.web.routes import ROUTES
from tests.consult.conftest import CLOSES, EMBARGO, KEYRING, OPENS, Exercise, form_token, post
from tests.consult.dummy_preview import CODES

MOMENTS = {
    "notice": OPENS - timedelta(seconds=1),
    "open": OPENS,
    "closed": CLOSES,
    "released": EMBARGO,
}
# Written out again, not read from access.py: method and path that each may use in each phase.
FIGURES = {"GET /indicators", "GET /indicators/{code}", "GET /print"}
# There for nobody: the preview of these tests has no statistical release.
# There for nobody: the preview of these tests has no statistical release.
NOT_PREVIEWED = {"GET /statistics"}
REPLIES = {"GET /queries", "GET /queries/{query}", "GET /queries/{query}/evidence", "GET /receipt"}
REPLIES |= {"GET /queries/{query}/evidence/{entry}", "GET /commentary"}
RESUBMITTING = {"GET /resubmit", "POST /resubmit", "GET /resubmit/{return}"}
CHILDREN = {
    "GET /indicators/{code}/children", "POST /indicators/{code}/children", "GET /indicators/{code}/children.csv",
    "GET /indicators/{code}/children.xlsx", "GET /changes", "GET /moves", "GET /workbook.xlsx",
}  # fmt: skip
DECISIONS = {
    "POST /indicators/{code}/agree", "GET /indicators/{code}/query", "POST /indicators/{code}/query",
    "POST /indicators", "POST /indicators/{code}/commentary", "POST /commentary", "POST /queries/{query}",
    "POST /queries/{query}/withdraw", "GET /indicators/{code}/children/{child}/query",
    "POST /indicators/{code}/children/{child}/query",
}  # fmt: skip
SIGNING = {"GET /sign-off", "POST /sign-off"}
OFFICER = {
    "notice": {"GET /window"},
    "open": {"GET /window"} | FIGURES | REPLIES | CHILDREN | DECISIONS | RESUBMITTING,
    "closed": {"GET /window"} | REPLIES | RESUBMITTING,
    "released": {"GET /window"} | REPLIES | FIGURES,
}
WATCHING = {
    "GET /progress", "GET /all-queries", "GET /all-queries/{query}", "GET /all-queries/{query}/evidence",
    "GET /announce", "POST /announce", "GET /log.csv",
}  # fmt: skip
WATCHING |= {"GET /all-queries/{query}/evidence/{entry}"}
ANSWERING = {
    "POST /all-queries/{query}/answer", "GET /all-queries/{query}/behind", "GET /all-queries/{query}/children",
    "POST /all-queries/{query}/children", "GET /will-change", "GET /returns", "GET /returns/{return}",
    "GET /returns/{return}/file",
}  # fmt: skip
PEOPLE = {"GET /people", "POST /people", "POST /people/{person}/invite", "POST /people/{person}/revoke"}
PERMITTED = {
    "nobody": {phase: set[str]() for phase in MOMENTS},
    "officer": OFFICER,
    "senior": {**OFFICER, "open": OFFICER["open"] | SIGNING},
    "statistician": {
        "notice": WATCHING,
        "open": WATCHING | ANSWERING | {"GET /close", "POST /close"},
        "closed": WATCHING | ANSWERING,
        "released": WATCHING,
    },
    "administrator": {phase: PEOPLE for phase in MOMENTS},
}


WRITTEN_BY_201 = ("secret of 201", "evidence of 201", "more of 201", "return of 201")


def with_objects(exercise: Exercise) -> dict[str, str]:
    """A query with evidence of authority 201, twice, a child of its, a corrected return, and somebody's number."""
    officer = exercise.visitor("officer")
    page = officer.get(f"/indicators/{CODES[0]}/children").text
    child = re.search(r"/children/([0-9a-f]{24})/query", page)
    assert child is not None
    address = f"/indicators/{CODES[0]}/children/{child[1]}/query"
    sent = officer.post(
        address,
        data={"form_token": form_token(officer, address), "reason": "other", "explanation": "secret of 201"},
        files={"evidence": ("list.csv", b"evidence of 201", "text/csv")},
    )
    query = sent.headers["location"]
    officer.post(
        query,
        data={"form_token": form_token(officer, query), "words": "more of 201"},
        files={"evidence": ("more.csv", b"more evidence of 201", "text/csv")},
    )
    entry = re.search(r"/evidence/(\d+)", officer.get(query).text)
    assert entry is not None
    return {
        "code": CODES[0], "child": child[1], "query": query.rpartition("/")[2], "person": "2", "entry": entry[1],
        "return": returned(exercise, b"return of 201"),
    }  # fmt: skip


def returned(exercise: Exercise, content: bytes) -> str:
    """A corrected return of authority 201, kept without being checked: these tests are of who may see it."""
    service, now = exercise.service, exercise.clock.now
    with service.state.writing() as connection:
        take_returns(connection, exercise.window(), EMBARGO, "", now, KEYRING.for_purpose(PURPOSE_AUDIT))
    grant = permit(Person(1, "Officer", Role.OFFICER, "201"), Action.RESUBMIT, exercise.window(), now)
    with service.state.writing() as connection:
        return record_return(connection, KEYRING, grant, "201.zip", content, CheckedUpload("supplied"), now)


def nowhere(exercise: Exercise) -> bytes:
    return exercise.visitor().get("/no-such-page").content


def token_of(client: TestClient, who: str, phase: str) -> str:
    page = {"statistician": "/progress", "administrator": "/people"}.get(who, "/window")
    return form_token(client, page)


@pytest.mark.parametrize("phase", list(MOMENTS))
@pytest.mark.parametrize("who", list(PERMITTED))
def test_each_role_reaches_its_routes_and_for_the_rest_there_is_nothing(
    exercise: Exercise, who: str, phase: str
) -> None:
    objects = with_objects(exercise)
    exercise.clock.now = MOMENTS[phase]
    client = exercise.visitor("" if who == "nobody" else who)
    token = "" if who == "nobody" else token_of(client, who, phase)
    nothing = nowhere(exercise)
    # POST /close and the revoking come last, so that they do not change what the others meet.
    for route in sorted(ROUTES, key=lambda route: (route.path == "/close", "revoke" in route.path)):
        address = route.path.format(**objects)
        fields = {"form_token": token} if route.method == "POST" else None
        answer = client.request(route.method, address, data=fields)
        name = f"{route.method} {route.path}"
        assert name not in NOT_PREVIEWED or answer.status_code == 404
        if name in PERMITTED[who][phase]:
            assert answer.status_code in (200, 303, 409, 422), (name, answer.status_code)
        else:
            assert (answer.status_code, answer.content) == (404, nothing), name
            assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        if route.method == "POST" and who == "administrator":
            token = token_of(client, who, phase)


@pytest.mark.parametrize("moment", list(MOMENTS.values()), ids=list(MOMENTS))
@pytest.mark.parametrize("who", ["other officer", "other senior"])
def test_another_authority_finds_nothing_of_the_first(exercise: Exercise, who: str, moment: datetime) -> None:
    objects = with_objects(exercise)
    exercise.clock.now = moment
    client = exercise.visitor(who)
    token = form_token(client, "/window")
    nothing = nowhere(exercise)
    for route in ROUTES:
        answer = client.request(
            route.method,
            route.path.format(**objects),
            data={"form_token": token} if route.method == "POST" else None,
        )
        if any(name in route.path for name in ("{child}", "{query}", "{return}")):
            assert (answer.status_code, answer.content) == (404, nothing), route.path
        text = answer.content.decode("utf-8", "replace")
        for secret in ("201X", "Authority 201", *WRITTEN_BY_201, objects["query"], objects["return"]):
            assert secret not in text, (route.path, secret)


def test_methods_and_paths_that_are_not_there_answer_alike(exercise: Exercise) -> None:
    nothing = nowhere(exercise)
    for who in ("", "officer"):
        client = exercise.visitor(who)
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            for address in ("/indicators", "/no-such-page", "/sign-in", "/"):
                answer = client.request(method, address)
                assert (answer.status_code, answer.content) == (404, nothing), (method, address)
        for address in (
            "/indicators/",
            "/indicators/unknown",
            "/static/",
            "/static/../base.html",
            "/indicators/x/agree",
        ):
            answer = client.get(address)
            assert (answer.status_code, answer.content) == (404, nothing), address


def test_a_moved_window_counts_from_the_next_request(exercise: Exercise) -> None:
    officer = exercise.visitor("officer")
    assert officer.get("/indicators").status_code == 200
    exercise.clock.now = CLOSES - timedelta(seconds=1)
    officer = exercise.visitor("officer")
    page = form_token(officer, "/indicators")
    exercise.clock.now = CLOSES
    late = officer.post(f"/indicators/{CODES[0]}/agree", data={"form_token": page})
    assert late.status_code == 404
    assert "Agreed" not in officer.get("/receipt").text


def test_every_response_carries_the_headers_and_no_page_a_script(exercise: Exercise) -> None:
    officer = exercise.visitor("officer")
    for address in ("/indicators", "/window", "/sign-in", "/no-such-page", "/static/preview.css", "/workbook.xlsx"):
        answer = officer.get(address)
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert b"<script" not in answer.content and b" style=" not in answer.content
    assert officer.get("/static/preview.css").headers["cache-control"] == "max-age=3600"


def test_a_failure_says_nothing_and_logs_no_words(
    exercise: Exercise, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("201X00001 was typed")

    officer = exercise.visitor("officer")
    monkeypatch.setattr("pipeline.consult.web.officer_pages.announcements", fails)
    answer = officer.get("/indicators")
    assert answer.status_code == 500 and "201X" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "RuntimeError" in caplog.text and "201X" not in caplog.text


def test_no_identifier_is_in_an_address_or_in_the_audit(exercise: Exercise) -> None:
    from sqlalchemy import select

    from pipeline.consult.store import tables

    with_objects(exercise)
    officer = exercise.visitor("officer")
    for address in ("/indicators", f"/indicators/{CODES[0]}/children", "/queries", "/changes"):
        for link in re.findall(r'(?:href|action)="([^"]*)"', officer.get(address).text):
            assert "201X" not in link
    post(officer, f"/indicators/{CODES[0]}/children", f"/indicators/{CODES[0]}/children", child="201X00003")
    with exercise.service.state.reading() as connection:
        entries = connection.execute(select(tables.audit)).all()
        queries = connection.execute(select(tables.queries)).all()
    assert len(entries) > 5
    for row in [*entries, *queries]:
        assert "201X" not in str(row) and "secret of 201" not in str(row)
