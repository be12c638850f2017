"""What the audit vouches for beside itself: decisions, people, windows; old states; and a change of the key."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select, text, update
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.exercise.queries_read import read_queries
from pipeline.consult.people.access import Action, Person, Role, permit
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, answer_for_old_rows, verify
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import MIGRATIONS, State
from pipeline.foundation.stages import CheckFailed, UnreadableInput
from tests.consult.conftest import KEYRING, OPENS, Exercise, post
from tests.consult.dummy_preview import CODES

KEY = KEYRING.for_purpose(PURPOSE_AUDIT)
TAMPERING = {
    "decisions 1 was changed": "UPDATE decisions SET kind = 'queried' WHERE id = 1",
    "decisions 2 was taken away": "DELETE FROM decisions WHERE id = 2",
    "people 1 was changed": "UPDATE people SET role = 'statistician', la_code = NULL WHERE id = 1",
    "windows 1 was changed": "UPDATE windows SET embargo_until = opens_at",
    "window_authorities 1,203 was put in": "INSERT INTO window_authorities VALUES (1, '203', 'Another')",
    "invitations 2 was changed": "UPDATE invitations SET expires_at = '2099-01-01T00:00:00.000000+00:00' WHERE id = 2",
    "query_entries 1 was taken away": "DELETE FROM query_entries",
    "says of rows was changed": "DELETE FROM row_marks WHERE table_name = 'people' AND row_key = '1'",
}


@pytest.fixture
def used(exercise: Exercise) -> Exercise:
    """An exercise with two decisions, a query that was answered, and nothing that keeps its rows from being changed."""
    officer = exercise.visitor("officer")
    for code in CODES[:2]:
        post(officer, f"/indicators/{code}/agree", "/indicators")
    asked = post(officer, f"/indicators/{CODES[2]}/query", "/indicators", reason="other", explanation="secret of 201")
    query = asked.headers["location"].rpartition("/")[2]
    statistician = exercise.visitor("statistician")
    post(statistician, f"/all-queries/{query}/answer", "/progress", outcome="figure_stands", answer="It stands.")
    with exercise.service.state.writing() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return exercise


@pytest.mark.parametrize("said", list(TAMPERING))
def test_who_has_the_database_changes_nothing_unseen(used: Exercise, said: str) -> None:
    state = used.service.state
    with state.reading() as connection:
        assert verify(connection, KEY).rows > 15
    with state.writing() as connection:
        connection.exec_driver_sql(TAMPERING[said])
    with state.reading() as connection, pytest.raises(CheckFailed, match=said):
        verify(connection, KEY)


def test_a_state_from_before_keeps_its_answers_and_is_taken_on_as_it_stands(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    state = State(url)
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    told = {"window_id": 1, "la_code": "201", "person_id": 1, "at": OPENS.isoformat()}
    query = {
        "id": "q", "indicator": CODES[0], "reason": "other", "outcome": "figure_stands", "answered_by": 1,
        "explanation_sealed": KEYRING.seal("queries", b"asked", "q explanation"), "answered_at": OPENS.isoformat(),
        "answer_sealed": KEYRING.seal("queries", b"answered", "q answer"), **told,
    }  # fmt: skip
    window = {"id": 1, "release": "r", "collection_year": 2014, "notice": "", **dict.fromkeys(
        ("opens_at", "closes_at", "embargo_until"), OPENS.isoformat()
    )}  # fmt: skip
    with state.writing() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "001")
        for table, row in (
            ("windows", window),
            ("people", {"id": 1, "name": "A", "email": "a@b", "role": "officer", "la_code": "201", "is_active": True}),
            ("queries", query),
            ("sign_offs", {"bundle_id": "b", "receipt": "r", **told}),
        ):
            columns = ", ".join(row)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES (:{', :'.join(row)})"), row)
    state.bring_up_to_date()
    with state.reading() as connection, pytest.raises(CheckFailed, match="put in"):
        verify(connection, KEY)
    with state.writing() as connection:
        answer_for_old_rows(connection, KEY, OPENS)
        answer_for_old_rows(connection, KEY, OPENS)
    with state.reading() as connection:
        assert (verify(connection, KEY).entries, verify(connection, KEY).rows) == (1, 5)
        window_read = tables.windows.c.id == 1
        assert connection.execute(select(tables.windows.c.resubmit_how).where(window_read)).scalar_one() == ""
        assert connection.execute(select(tables.query_entries.c.outcome)).scalar_one() == "figure_stands"
    state.close()


def test_with_another_key_all_is_there_and_the_old_one_opens_nothing(
    used: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Keyring(b"n" * 32)
    for name, keyring in (("SFR_PREVIEW_KEY", KEYRING), ("SFR_PREVIEW_NEW_KEY", other)):
        monkeypatch.setenv(name, base64.urlsafe_b64encode(keyring.master).decode())
    new = f"sqlite:///{tmp_path}/new.db"
    arguments = ["preview", "change-key", str(tmp_path / "bundle"), "--out", str(tmp_path / "b2"), "--new-state", new]
    result = CliRunner().invoke(app, [*arguments, "--state", str(used.service.state.url)])
    assert result.exit_code == 0 and "codes are revoked" in result.output, result.output
    bundle, state = Bundle(tmp_path / "b2", other), State(new)
    assert bundle.contents == used.service.bundle.contents
    kept, before = bundle.image_of("201"), used.service.bundle.image_of("201")
    assert kept is not None and before is not None and kept.listed_children() == before.listed_children()
    with pytest.raises(UnreadableInput, match="another key"):
        Bundle(tmp_path / "b2", KEYRING)
    grant = permit(Person(0, "s", Role.STATISTICIAN), Action.SEE_QUERIES, used.window(), used.clock.now)
    with state.reading() as connection:
        end = verify(connection, other.for_purpose(PURPOSE_AUDIT))
        (query,) = read_queries(connection, other, grant)
        assert (query.asked.explanation, query.thread[0].words) == ("secret of 201", "It stands.")
        assert not connection.execute(select(tables.invitations).where(tables.invitations.c.revoked_at.is_(None))).all()
        with pytest.raises(CheckFailed):
            verify(connection, KEY)
        with pytest.raises(UnreadableInput):
            read_queries(connection, KEYRING, grant)
    # Entries from before are vouched for by the first under the new key.
    for change in (
        update(tables.audit).where(tables.audit.c.sequence == 4).values(outcome="other"),
        update(tables.audit).where(tables.audit.c.sequence == end.entries).values(object="0" * 64),
    ):
        with pytest.raises(CheckFailed), state.writing() as connection:  # undone, as it raises
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
            connection.execute(change)
            verify(connection, other.for_purpose(PURPOSE_AUDIT))
    state.close()


def test_rows_of_messages_and_sessions_are_not_covered(exercise: Exercise) -> None:
    exercise.visitor("officer")
    with exercise.service.state.writing() as connection:
        letter = {"window_id": 1, "person_id": 1, "words": "opens", "at": OPENS, "tries": 0}
        connection.execute(insert(tables.messages).values(**letter))
    with exercise.service.state.reading() as connection:
        assert verify(connection, KEY).entries > 0
