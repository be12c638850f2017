"""Signing in through OpenID Connect against a provider that really answers: who is let in, and who is refused."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator

import httpx2
import pytest
from starlette.testclient import TestClient

from pipeline.consult.people.openid import OpenIDConnect
from pipeline.consult.web.server import create_app
from pipeline.consult.web.sign_in_pages import PENDING_COOKIE
from pipeline.foundation.stages import UnreadableInput, UsageError
from tests.consult.conftest import Exercise
from tests.consult.loopback import free_port, serving
from tests.consult.openid_provider import CLIENT, SECRET, Provider

OFFICER = {"sub": "someone-1", "email": "Officer@example.test", "email_verified": True}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    port = free_port()
    made.issuer = f"http://127.0.0.1:{port}"
    with serving(made.app(), port):
        yield made


@pytest.fixture
def client(exercise: Exercise, provider: Provider) -> TestClient:
    provider.claims, provider.spoil, provider.algorithm = dict(OFFICER), {}, "RS256"
    service = dataclasses.replace(exercise.service, provider=OpenIDConnect(provider.issuer, CLIENT, SECRET))
    return TestClient(create_app(service), base_url="https://preview.test", follow_redirects=False)


def go_there_and_back(client: TestClient) -> httpx2.Response:
    there = client.get("/openid/begin")
    back = httpx2.get(there.headers["location"], follow_redirects=False).headers["location"]
    assert back.startswith("https://preview.test/openid/return?")
    return client.get(back)


def test_a_verified_address_signs_in_and_is_known_by_its_subject_from_then_on(
    client: TestClient, provider: Provider
) -> None:
    assert "organisation" in client.get("/sign-in").text
    assert go_there_and_back(client).status_code == 303
    assert "Dummy Authority 201" in client.get("/indicators").text
    provider.claims = {"sub": "someone-1", "email": "renamed@example.test", "email_verified": True}
    assert go_there_and_back(client).status_code == 303
    # The address alone is no longer enough for anybody else.
    provider.claims = {**OFFICER, "sub": "somebody-else"}
    assert go_there_and_back(client).status_code == 403


@pytest.mark.parametrize(
    "spoil",
    [
        {"email_verified": False},
        {"email": "stranger@example.test"},
        {"nonce": "other"},
        {"aud": "another-client"},
        {"iss": "https://elsewhere.test"},
        {"exp": int(time.time()) - 3600},
        {"sub": None},
    ],
    ids=lambda spoil: next(iter(spoil)),
)
def test_a_token_that_does_not_fit_lets_nobody_in(client: TestClient, provider: Provider, spoil: dict) -> None:
    provider.spoil = spoil
    answer = go_there_and_back(client)
    assert answer.status_code == 403
    assert "__Host-sfr_preview=" not in answer.headers.get("set-cookie", "")


def test_a_token_signed_with_the_shared_secret_lets_nobody_in(client: TestClient, provider: Provider) -> None:
    provider.algorithm = "HS256"
    assert go_there_and_back(client).status_code == 403


def test_a_return_without_its_beginning_lets_nobody_in(client: TestClient) -> None:
    there = client.get("/openid/begin")
    back = httpx2.get(there.headers["location"], follow_redirects=False).headers["location"]
    assert client.get(back + "x").status_code == 403  # another state
    client.cookies.delete(PENDING_COOKIE)
    assert client.get(back).status_code == 403
    assert client.get("/openid/return?error=access_denied").status_code == 403


def test_a_revoked_person_is_refused_by_this_door_too(client: TestClient, exercise: Exercise) -> None:
    from pipeline.consult.people.invitations import revoke_address
    from tests.consult.conftest import KEYRING

    revoke_address(exercise.service.state, KEYRING, "officer@example.test", exercise.clock.now)
    assert go_there_and_back(client).status_code == 403


def test_without_a_provider_there_is_no_such_door(exercise: Exercise) -> None:
    visitor = exercise.visitor()
    assert "organisation" not in visitor.get("/sign-in").text
    for address in ("/openid/begin", "/openid/return?code=x&state=y"):
        assert visitor.get(address).content == visitor.get("/no-such-page").content


def test_an_issuer_has_to_be_the_one_named_and_over_tls(provider: Provider) -> None:
    with pytest.raises(UsageError, match="https"):
        OpenIDConnect("http://elsewhere.test", CLIENT, SECRET)
    with pytest.raises(UnreadableInput, match="another issuer"):
        OpenIDConnect(provider.issuer + "/", CLIENT, SECRET)
    with pytest.raises(UnreadableInput, match="discovery"):
        OpenIDConnect(f"http://127.0.0.1:{free_port()}", CLIENT, SECRET)
