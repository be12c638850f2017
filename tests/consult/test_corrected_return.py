"""A corrected return: until when it is taken, what the check says at once, where it goes, and the words with it."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.consult.people.windows import take_returns
from pipeline.consult.store.audit_log import PURPOSE_AUDIT
from tests.consult.built_preview import Made
from tests.consult.conftest import EMBARGO, KEYRING, Exercise, form_token, open_exercise


def send(client: TestClient, name: str, content: bytes, words: str = "Two children were missing."):  # type: ignore[no-untyped-def]
    return client.post(
        "/resubmit",
        data={"form_token": form_token(client, "/resubmit"), "words": words},
        files={"return": (name, content, "application/zip")},
    )


def packed(folder: Path, **changed: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(f"our return/{path.name}", changed.get(path.stem, path.read_text(encoding="utf-8")))
    return file.getvalue()


@pytest.fixture
def taking(made: Made, tmp_path: Path) -> Exercise:
    """The preview that was built from returns, with corrected ones taken for an hour."""
    exercise = open_exercise(made.bundle, f"sqlite:///{tmp_path}/state.db")
    key, now = KEYRING.for_purpose(PURPOSE_AUDIT), exercise.clock.now
    with exercise.service.state.writing() as connection:
        until = now + timedelta(hours=1)
        take_returns(connection, exercise.window(), until, "Send it whole.", now, key)
    return exercise


def test_a_corrected_return_is_checked_at_once_and_laid_out_for_the_next_preview(
    made: Made, taking: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SFR_PREVIEW_KEY", base64.urlsafe_b64encode(KEYRING.master).decode())
    officer = taking.visitor("officer")
    page = officer.get("/resubmit").text
    assert "Send it whole." in page and "Until <strong>" in page
    assert send(officer, "return.docx", b"x", "").text.count("govuk-error-message") == 2
    unreadable = send(officer, "return.zip", b"no zip file")
    assert "cannot be read" in officer.get(unreadable.headers["location"]).text

    folder = made.returns / "ssda903" / "2024" / "201"
    episodes = (folder / "episodes.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    first, reason = episodes[1].split(","), episodes[0].split(",").index("RNE")
    first[reason] = "Q9"
    spoilt = packed(folder, episodes="".join([episodes[0], ",".join(first), *episodes[2:]]))
    sent = send(officer, "ours.zip", spoilt)
    told = officer.get(sent.headers["location"]).text
    assert "can be used" in told and "episodes.csv, line 2" in told and "Indicators of 2024" in told
    child = episodes[1].split(",")[0]
    assert child not in told and str(tmp_path) not in told

    statistician = taking.visitor("statistician")
    listed = statistician.get("/returns").text
    assert "Two children were missing." in listed and listed.count("/returns/") == 2
    address = sent.headers["location"].replace("/resubmit/", "/returns/")
    assert statistician.get(f"{address}/file").content == spoilt
    assert "Two children were missing." in officer.get("/commentary").text
    log = statistician.get("/log.csv").content.decode("utf-8-sig")
    assert "corrected return" in log and "commentary" in log
    # The other authority sees none of it.
    assert taking.visitor("other officer").get(sent.headers["location"]).status_code == 404

    state = str(taking.service.state.url)
    monkeypatch.setattr("pipeline.consult.store.clock.system_clock", taking.clock)
    assert "1 corrected return: 201" in command("returns", made.bundle, tmp_path / "corrected", state).stdout
    laid = tmp_path / "corrected" / "ssda903" / "2024" / "201"
    assert {path.name for path in laid.iterdir()} == {path.name for path in folder.iterdir()}
    assert all(path.stat().st_mode & 0o077 == 0 for path in laid.iterdir())
    assert "1 commentary" in command("commentaries", made.bundle, tmp_path / "said.csv", state).stdout
    (line,) = csv.DictReader((tmp_path / "said.csv").open(encoding="utf-8-sig"))
    assert (line["LA code"], line["About"], line["Words"]) == ("201", "All figures", "Two children were missing.")
    # And into the quality report of the tables that the preview is of.
    report = CliRunner().invoke(
        app,
        ["quality", str(made.this_year), "--out", str(tmp_path / "q"), "--commentaries", str(tmp_path / "said.csv")],
    )
    assert report.exit_code == 0, report.output
    assert "Two children were missing." in (tmp_path / "q" / "index.html").read_text(encoding="utf-8")
    taking.service.state.close()


def command(name: str, bundle: Path, out: Path, state: str) -> Result:
    result = CliRunner().invoke(app, ["preview", name, str(bundle), str(out), "--state", state])
    assert result.exit_code == 0, result.output
    return result


def test_after_its_time_no_corrected_return_is_taken(taking: Exercise) -> None:
    taking.clock.now += timedelta(hours=1)
    officer = taking.visitor("officer")
    assert "were taken until" in officer.get("/resubmit").text
    answer = officer.post(
        "/resubmit",
        data={"form_token": form_token(officer, "/resubmit"), "words": "late"},
        files={"return": ("r.zip", b"x", "application/zip")},
    )
    assert answer.status_code == 409
    taking.clock.now = EMBARGO
    assert taking.visitor("officer").get("/resubmit").status_code == 404
    taking.service.state.close()


def test_a_return_that_unpacks_to_too_much_is_refused(taking: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.consult.making.uploaded_return.LARGEST_UNPACKED", 1000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.csv", "x" * 2000)
    officer = taking.visitor("officer")
    sent = send(officer, "bomb.zip", file.getvalue())
    assert "unpacked it has more than" in officer.get(sent.headers["location"]).text
    taking.service.state.close()
