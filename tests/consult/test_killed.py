"""The server killed in the middle of its work, and the database's power cut: what was acknowledged is there."""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import func, select

from pipeline.consult.people.sign_in import invite
from pipeline.consult.people.windows import change_times
from pipeline.consult.store import tables
from pipeline.consult.store.audit_log import PURPOSE_AUDIT, verify
from pipeline.consult.store.state import State
from tests.consult.conftest import KEYRING, Exercise, make_exercise
from tests.consult.dummy_preview import CODES
from tests.consult.loopback import free_port
from tests.consult.postgresql import PostgreSQL

KEY = KEYRING.for_purpose(PURPOSE_AUDIT)
ENOUGH = 40  # acknowledged decisions before the server is killed
OFFICERS = {"officer": "201", "senior": "201", "other officer": "202", "other senior": "202"}


def start_server(bundle: Path, url: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    key = base64.urlsafe_b64encode(KEYRING.master).decode()
    command = "from pipeline.cli import main; main()"
    server = subprocess.Popen(
        [
            sys.executable,
            "-c",
            command,
            "preview",
            "serve",
            str(bundle),
            "--port",
            str(port),
            "--workers",
            str(workers),
        ],
        env={**os.environ, "SFR_PREVIEW_KEY": key, "SFR_PREVIEW_STATE": url},
        start_new_session=True,
        stderr=subprocess.PIPE,
    )
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            httpx2.get(f"http://127.0.0.1:{port}/sign-in", timeout=2)
        except httpx2.TransportError:
            assert server.poll() is None, server.stderr.read() if server.stderr else ""
            time.sleep(0.1)
        else:
            return server
    raise AssertionError("the server did not start")


def kill(server: subprocess.Popen[bytes]) -> None:
    """Every process of it, with no chance to put anything in order."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(10)


def keep_agreeing(address: str, code: str, acknowledged: Counter[str], la_code: str, stop: threading.Event) -> None:
    with httpx2.Client(base_url=address, timeout=5) as client:
        try:
            cookie = client.post("/sign-in", data={"code": code}).headers.get("set-cookie", "")
            # The cookie is for TLS only; on the loopback it is carried by hand.
            headers = {"cookie": cookie.partition(";")[0]}
            page = client.get("/indicators/" + CODES[0], headers=headers).text
            token = re.search(r'name="form_token" value="([^"]+)"', page)
            assert token is not None
            while not stop.is_set():
                answer = client.post(f"/indicators/{CODES[0]}/agree", data={"form_token": token[1]}, headers=headers)
                if answer.status_code == 303:
                    acknowledged[la_code] += 1
        except httpx2.TransportError:
            return  # killed in the middle: not acknowledged


def open_now(exercise: Exercise) -> None:
    """Move the window to this hour, by which a real server goes, and give everybody a code that is still good."""
    now = datetime.now(UTC)
    times = (now - timedelta(hours=1), now + timedelta(hours=1), now + timedelta(hours=2))
    with exercise.service.state.writing() as connection:
        change_times(connection, exercise.window(), times, now, KEY)
    window = exercise.window()
    with exercise.service.state.writing() as connection:
        for person_id, who in enumerate(exercise.codes, start=1):
            exercise.codes[who] = invite(connection, KEYRING, window, person_id, now)


def write_until_killed(folder: Path, url: str, workers: int) -> Counter[str]:
    """How many decisions of each authority the server acknowledged before it was killed."""
    exercise = make_exercise(folder, url)
    open_now(exercise)
    exercise.service.state.close()
    acknowledged: Counter[str] = Counter()
    port = free_port()
    server = start_server(exercise.service.bundle.folder, url, port, workers)
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=keep_agreeing,
            args=(f"http://127.0.0.1:{port}", exercise.codes[who], acknowledged, la_code, stop),
            daemon=True,
        )
        for who, la_code in OFFICERS.items()
    ]
    try:
        for thread in threads:
            thread.start()
        end = time.monotonic() + 30
        while sum(acknowledged.values()) < ENOUGH and time.monotonic() < end:
            time.sleep(0.02)
    finally:
        kill(server)
        stop.set()
    for thread in threads:
        thread.join(10)
    assert sum(acknowledged.values()) >= ENOUGH, "too few decisions for the test to tell"
    return acknowledged


def decisions_in(url: str) -> Counter[str]:
    state = State(url)
    table = tables.decisions
    with state.reading() as connection:
        kept = Counter(dict(connection.execute(select(table.c.la_code, func.count()).group_by(table.c.la_code)).all()))
        entries = verify(connection, KEY).entries
        audited = connection.execute(
            select(func.count()).where(tables.audit.c.action == "decided", tables.audit.c.object.like("agreed%"))
        ).scalar_one()
    state.close()
    assert entries > audited == sum(kept.values())  # a decision and its audit entry are kept together
    return kept


def test_killing_the_server_loses_no_acknowledged_decision(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/killed.db"
    assert_kept(write_until_killed(tmp_path, url, workers=2), url)


def test_killing_the_server_and_then_the_database_loses_none_either(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = postgresql.new_database()
    acknowledged = write_until_killed(tmp_path, url, workers=1)
    postgresql.crash()
    postgresql.start()
    assert_kept(acknowledged, url)


def assert_kept(acknowledged: Counter[str], url: str) -> None:
    kept = decisions_in(url)
    for la_code, count in acknowledged.items():
        assert kept[la_code] >= count
    # What was under way and not acknowledged: at most one for each of those who wrote.
    assert sum(kept.values()) - sum(acknowledged.values()) <= len(OFFICERS)


def test_sqlite_writes_through_to_the_disk(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path}/s.db")
    with state.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL: each commit is on the disk
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    state.close()


def test_the_server_does_not_start_without_its_key_or_open_to_others_without_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.consult.web.serving import serve
    from pipeline.foundation.stages import NotAuthorised, UsageError

    monkeypatch.delenv("SFR_PREVIEW_KEY", raising=False)
    with pytest.raises(NotAuthorised):
        serve(tmp_path, "sqlite:///x.db", "127.0.0.1", 1, 1, None, None)
    for host in ("0.0.0.0", "preview.example", "::"):
        with pytest.raises(UsageError, match="TLS"):
            serve(tmp_path, "sqlite:///x.db", host, 1, 1, None, None)
