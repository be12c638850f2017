"""The state in both databases: its tables, what may not be changed, and a backup that goes from one into the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, Entry, append, verify
from pipeline.consult.store.backup import back_up, restore
from pipeline.consult.store.sealing import Keyring
from pipeline.consult.store.state import State
from pipeline.foundation.stages import CheckFailed, UnreadableInput, UsageError
from tests.consult.conftest import KEYRING, OPENS, Exercise, TurnedClock, make_exercise, post
from tests.consult.dummy_preview import CODES
from tests.consult.postgresql import PostgreSQL

KEY = KEYRING.for_purpose(PURPOSE_AUDIT)


def test_migrations_make_the_tables_that_the_code_names(empty_url: str) -> None:
    state = State(empty_url)
    state.bring_up_to_date()
    state.bring_up_to_date()
    with state.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    state.close()


@pytest.mark.parametrize("table", ["audit", "decisions", "announcements", "sign_offs", "row_marks"])
def test_what_was_said_is_neither_changed_nor_taken_away(exercise_in_each: Exercise, table: str) -> None:
    officer = exercise_in_each.visitor("officer")
    post(officer, f"/indicators/{CODES[0]}/agree", "/indicators")
    state, kept = exercise_in_each.service.state, tables.metadata.tables[table]
    if table in ("announcements", "sign_offs"):
        values = {"person_id": 1, "at": OPENS, "window_id": 1}
        more = {"indicator": "", "text": "told"} if table == "announcements" else {
            "la_code": "201", "bundle_id": "b", "receipt": "r"
        }  # fmt: skip
        with state.writing() as connection:
            connection.execute(insert(kept).values(**values, **more))
    changed = {"mark": "x"} if table == "row_marks" else {"at": OPENS}
    for change in (update(kept).values(**changed), delete(kept)):
        with pytest.raises(DBAPIError, match="append only"), state.writing() as connection:
            connection.execute(change)


def test_a_backup_restores_into_either_database(
    exercise_in_each: Exercise, tmp_path: Path, postgresql: PostgreSQL
) -> None:
    officer = exercise_in_each.visitor("officer")
    post(officer, f"/indicators/{CODES[0]}/agree", "/indicators")
    post(officer, f"/indicators/{CODES[1]}/query", "/indicators", reason="other", explanation="secret of 201")
    end = back_up(exercise_in_each.service.state, KEYRING, tmp_path / "backup")
    content = (tmp_path / "backup").read_bytes()
    assert b"officer" not in content and (tmp_path / "backup").stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="written over"):
        back_up(exercise_in_each.service.state, KEYRING, tmp_path / "backup")
    for url in (f"sqlite:///{tmp_path}/restored.db", postgresql.new_database()):
        restored = State(url)
        assert restore(restored, KEYRING, tmp_path / "backup") == end
        with restored.writing() as connection:
            assert connection.execute(select(func.count()).select_from(tables.sessions)).scalar_one() == 0
            rows = connection.execute(select(tables.decisions).order_by(tables.decisions.c.id)).all()
            assert [row.kind for row in rows] == ["agreed", "queried"]
            # The next row gets a number of its own.
            made = connection.execute(insert(tables.decisions).values(
                window_id=1, la_code="202", indicator="x", kind="agreed", person_id=1, at=OPENS, figures_mark=""
            ).returning(tables.decisions.c.id)).scalar_one()  # fmt: skip
            append(connection, KEY, Entry("after"), OPENS, [(tables.decisions, (made,))])
        with pytest.raises(UsageError, match="empty database"):
            restore(restored, KEYRING, tmp_path / "backup")
        with restored.reading() as connection:
            assert verify(connection, KEY, expected=end.mark).entries == end.entries + 1
        restored.close()
    with pytest.raises(UnreadableInput, match="another key"):
        restore(State(f"sqlite:///{tmp_path}/other.db"), Keyring(b"o" * 32), tmp_path / "backup")


def unlocked(state: State) -> None:
    """Take the triggers away, as somebody with the database's password could."""
    with state.writing() as connection:
        if state.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
            connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        else:
            connection.exec_driver_sql("DROP TRIGGER audit_append_only ON audit")


@pytest.mark.parametrize(
    "tampering",
    [
        update(tables.audit).where(tables.audit.c.sequence == 3).values(outcome="other"),
        update(tables.audit).where(tables.audit.c.sequence == 3).values(at=OPENS),
        delete(tables.audit).where(tables.audit.c.sequence == 3),
        delete(tables.audit).where(tables.audit.c.sequence > 5),
        update(tables.audit).where(tables.audit.c.sequence == 4).values(sequence=400),
        update(tables.audit_end).values(sequence=5),
    ],
    ids=["changed", "moved in time", "taken out", "cut off", "renumbered", "end changed"],
)
def test_tampering_with_the_audit_shows(exercise_in_each: Exercise, tampering: object) -> None:
    exercise_in_each.visitor("officer").get("/indicators")
    state = exercise_in_each.service.state
    with state.reading() as connection:
        assert verify(connection, KEY).entries > 5
    unlocked(state)
    with state.writing() as connection:
        connection.execute(tampering)  # type: ignore[call-overload]
    with state.reading() as connection, pytest.raises(CheckFailed):
        verify(connection, KEY)


def test_entries_cut_off_with_a_forged_end_show_by_the_end_noted_earlier(exercise: Exercise) -> None:
    state = exercise.service.state
    # After the thirteenth nobody changed a row: what is cut off is who looked.
    exercise.visitor("officer").get("/indicators")
    with state.reading() as connection:
        noted = verify(connection, KEY)
    unlocked(state)
    with state.writing() as connection:
        before = connection.execute(select(tables.audit.c.mark).where(tables.audit.c.sequence == 13)).scalar_one()
        connection.execute(delete(tables.audit).where(tables.audit.c.sequence > 13))
        connection.execute(update(tables.audit_end).values(sequence=13, mark=before))
    with state.reading() as connection:
        assert verify(connection, KEY).entries == 13  # the shorter chain is whole in itself
        with pytest.raises(CheckFailed, match="noted earlier"):
            verify(connection, KEY, expected=noted.mark)


def test_a_state_of_another_kind_is_refused(tmp_path: Path) -> None:
    for url in ("mysql://x/y", "sqlite://", "nonsense"):
        with pytest.raises(UsageError):
            State(url)
    with pytest.raises(UnreadableInput, match="cannot be opened"):
        State(f"sqlite:///{tmp_path}/no/such/folder.db").bring_up_to_date()


def test_an_sqlite_state_is_its_owners_alone(exercise: Exercise, tmp_path: Path) -> None:
    exercise.visitor("officer").get("/indicators")
    files = list(tmp_path.glob("state.db*"))
    assert len(files) == 3  # the database, its log of writes, and the log's index
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)


def test_two_seniors_at_once_sign_off_once(exercise_in_each: Exercise) -> None:
    from concurrent.futures import ThreadPoolExecutor

    senior = exercise_in_each.visitor("senior")
    for code in list(exercise_in_each.service.indicators):
        post(senior, f"/indicators/{code}/agree", "/indicators")
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: post(senior, "/sign-off", "/indicators", confirm="yes"), range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]


def test_an_exercise_is_the_same_in_both(empty_url: str, tmp_path: Path) -> None:
    made = make_exercise(tmp_path, empty_url, TurnedClock())
    with made.service.state.reading() as connection:
        kinds = [row.action for row in connection.execute(select(tables.audit).order_by(tables.audit.c.sequence))]
    assert kinds == ["window announced", *["person added", "invited"] * 6]
    made.service.state.close()
