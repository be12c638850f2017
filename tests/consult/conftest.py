"""A small preview that is served in the test's own process, with a clock that the test turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.bundle.writing import write_bundle
from pipeline.consult.people.access import Role
from pipeline.consult.people.sign_in import add_person, invite
from pipeline.consult.people.windows import Window, announce_window, find_window
from pipeline.consult.store.audit_log import PURPOSE_AUDIT
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.consult.web.calls import Service
from pipeline.consult.web.server import create_app
from tests.conftest import made_once
from tests.consult.built_preview import Made, make_preview
from tests.consult.dummy_preview import dummy_authority, dummy_definitions
from tests.consult.postgresql import PostgreSQL, running_postgresql

OPENS = datetime(2014, 10, 20, 8, 0, tzinfo=UTC)
CLOSES = datetime(2014, 11, 3, 17, 0, tzinfo=UTC)
EMBARGO = datetime(2014, 11, 28, 9, 30, tzinfo=UTC)
KEYRING = Keyring(b"k" * 32)
LAS = ("201", "202", "203")
CHILDREN = 40
INDICATORS = 4


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """All requests of the tests run in one event loop: left alone each would start one of its own, and a thread."""
    with start_blocking_portal() as portal, patch.object(TestClient, "portal", portal):
        yield


@pytest.fixture(scope="module", autouse=True)
def previewed(few_authorities: None) -> None:
    """Previews and the releases beside them are of an England of few authorities."""


@dataclass
class TurnedClock:
    """A clock that stands where it was put."""

    now: datetime = OPENS + timedelta(days=1)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Exercise:
    """A window of three authorities, of which 203 is in the bundle and not invited, and ways to sign in."""

    service: Service
    clock: TurnedClock
    codes: dict[str, str] = field(default_factory=dict)

    def visitor(self, who: str = "") -> TestClient:
        client = TestClient(create_app(self.service), base_url="https://preview.test", follow_redirects=False)
        if who:
            answer = client.post("/sign-in", data={"code": self.codes[who]})
            assert answer.status_code == 303, answer.text
        return client

    def window(self) -> Window:
        preview = self.service.bundle.contents.preview
        with self.service.state.reading() as connection:
            found = find_window(connection, preview.release, preview.collection_year)
        assert found is not None
        return found


def form_token(client: TestClient, address: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(address).text)
    assert found is not None, address
    return found[1]


def post(client: TestClient, address: str, page: str, **fields: str):
    return client.post(address, data={"form_token": form_token(client, page), **fields})


def make_exercise(folder: Path, url: str, clock: TurnedClock | None = None) -> Exercise:
    write_bundle(
        folder / "bundle",
        dummy_definitions(INDICATORS),
        (dummy_authority(code, CHILDREN, INDICATORS) for code in LAS),
        KEYRING,
    )
    return open_exercise(folder / "bundle", url, clock)


def open_exercise(bundle: Path, url: str, clock: TurnedClock | None = None) -> Exercise:
    """A window over a bundle that holds 201 and 202 and was sealed with KEYRING."""
    clock = clock or TurnedClock()
    service = Service(State(url), Bundle(bundle, KEYRING), KEYRING, clock)
    service.state.bring_up_to_date()
    exercise = Exercise(service, clock)
    key = KEYRING.for_purpose(PURPOSE_AUDIT)
    before = OPENS - timedelta(days=14)
    with service.state.writing() as connection:
        announce_window(
            connection, service.bundle.contents, (OPENS, CLOSES, EMBARGO), "Two weeks to check.", before, key, LAS[:2]
        )
    window = exercise.window()
    people = {
        "officer": (Role.OFFICER, "201"),
        "senior": (Role.SENIOR, "201"),
        "other officer": (Role.OFFICER, "202"),
        "other senior": (Role.SENIOR, "202"),
        "statistician": (Role.STATISTICIAN, ""),
        "administrator": (Role.ADMINISTRATOR, ""),
    }
    with service.state.writing() as connection:
        for name, (role, la_code) in people.items():
            address = f"{name.replace(' ', '.')}@example.test"
            person_id = add_person(connection, KEYRING, name.capitalize(), address, role, la_code, before)
            exercise.codes[name] = invite(connection, KEYRING, window, person_id, before)
    return exercise


@pytest.fixture
def exercise(tmp_path: Path) -> Iterator[Exercise]:
    made = make_exercise(tmp_path, f"sqlite:///{tmp_path}/state.db")
    yield made
    made.service.state.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A preview from returns, made once."""
    return made_once(tmp_path_factory, "previews", make_preview)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    with running_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/of_each_kind.db"
    url: str = request.getfixturevalue("postgresql").new_database()
    return url


@pytest.fixture
def exercise_in_each(empty_url: str, tmp_path: Path) -> Iterator[Exercise]:
    made = make_exercise(tmp_path, empty_url)
    yield made
    made.service.state.close()
