"""The commands of sfr preview, from a new key to the log of a closed window, each in the words it prints."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.consult.bundle.writing import write_bundle
from pipeline.consult.store.clock import LONDON, in_words, london_time
from pipeline.consult.store.sealing import Keyring
from pipeline.foundation.stages import CheckFailed, NotAuthorised, UsageError, UserError
from tests.consult.dummy_preview import dummy_authority, dummy_definitions

DATES = ("--opens", "2014-10-20 09:00", "--closes", "2014-11-03 17:00", "--embargo", "2014-11-28 09:30")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    key = run("key").stdout.strip()
    monkeypatch.setenv("SFR_PREVIEW_KEY", key)
    monkeypatch.setenv("SFR_PREVIEW_STATE", f"sqlite:///{tmp_path}/state.db")
    keyring = Keyring.from_environment()
    write_bundle(tmp_path / "b", dummy_definitions(2), [dummy_authority("201", 12, 2)], keyring)
    (tmp_path / "people.csv").write_text("name,email,role,la_code\nOlive,olive@example.test,officer,201\n")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["preview", *arguments])


def refused(*arguments: str) -> UserError:
    result = run(*arguments)
    assert isinstance(result.exception, UserError), result.output
    return result.exception


def test_the_whole_of_it_from_the_command_line(folder: Path) -> None:
    bundle = str(folder / "b")
    assert "no window yet" in str(refused("export", bundle, str(folder / "log.csv")))
    announced = run("window", bundle, *DATES, "--notice", "Two weeks.")
    assert "1 authorities; opens 9:00am on Monday 20 October 2014" in announced.stdout
    assert "a window already" in str(refused("window", bundle, *DATES))
    invited = run("invite", bundle, "--people", str(folder / "people.csv"), "--out", str(folder / "codes.csv"))
    assert invited.exit_code == 0 and "1 invited" in invited.stdout
    ((name, address, code),) = list(csv.reader((folder / "codes.csv").open()))[1:]
    assert (name, address, len(code)) == ("Olive", "olive@example.test", 39)
    assert code not in invited.output

    verified = run("verify")
    assert "3 entries hold, and 4 rows stand as they say" in verified.stdout
    assert run("revoke", "olive@example.test").stdout == "revoked\n"
    exported = run("export", bundle, str(folder / "log.csv"))
    assert "2 events" in exported.stdout
    assert (folder / "log.csv").read_text(encoding="utf-8-sig").count("no reply") == 2

    end = run("backup", str(folder / "backup"), "--json")
    assert end.exit_code == 0
    mark = end.stdout.partition('"mark": "')[2].partition('"')[0]
    again = f"sqlite:///{folder}/again.db"
    assert mark in run("restore", str(folder / "backup"), "--state", again).stdout
    assert run("verify", "--state", again, "--expect", mark).exit_code == 0
    assert isinstance(refused("verify", "--state", again, "--expect", "0" * 64), CheckFailed)


def test_an_open_window_gives_no_log(folder: Path) -> None:
    now = datetime.now(UTC).astimezone(LONDON)
    times = [(now + timedelta(days=days)).strftime("%Y-%m-%d %H:%M") for days in (-1, 1, 2)]
    run("window", str(folder / "b"), "--opens", times[0], "--closes", times[1], "--embargo", times[2])
    error = refused("export", str(folder / "b"), str(folder / "log.csv"))
    assert isinstance(error, NotAuthorised) and error.exit_code == 4
    assert not (folder / "log.csv").exists()
    moved = run("window", str(folder / "b"), *DATES, "--change")
    assert "closes 5:00pm on Monday 3 November 2014" in moved.stdout
    assert run("export", str(folder / "b"), str(folder / "log.csv")).exit_code == 0
    assert "not moved" in str(refused("window", str(folder / "b"), *DATES, "--change"))


@pytest.mark.parametrize(
    "dates",
    [
        ("--opens", "2014-11-03 17:00", "--closes", "2014-10-20 09:00", "--embargo", "2014-11-28 09:30"),
        ("--opens", "2014-10-20 09:00", "--closes", "2014-11-28 09:31", "--embargo", "2014-11-28 09:30"),
        ("--opens", "tomorrow", "--closes", "2014-11-03 17:00", "--embargo", "2014-11-28 09:30"),
    ],
)
def test_times_out_of_order_are_refused(folder: Path, dates: tuple[str, ...]) -> None:
    assert isinstance(refused("window", str(folder / "b"), *dates), UsageError)


def test_an_authority_that_is_not_in_the_bundle_is_not_invited(folder: Path) -> None:
    assert "999 are not in the bundle" in str(refused("window", str(folder / "b"), *DATES, "--las", "201,999"))


def test_nothing_opens_without_the_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SFR_PREVIEW_KEY")
    for arguments in (("window", str(folder / "b"), *DATES), ("verify",), ("backup", str(folder / "x"))):
        assert isinstance(refused(*arguments), NotAuthorised)


def test_serve_says_its_address_and_believes_no_header_unless_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []
    monkeypatch.setattr("uvicorn.run", lambda *_, **options: asked.append(options))
    said = run("serve", str(folder / "b"), "--port", "8123").output
    assert "1 authorities: http://127.0.0.1:8123/" in said and "no e-mail is sent" in said
    run("serve", str(folder / "b"), "--behind-proxy")
    assert [options["proxy_headers"] for options in asked] == [False, True]
    assert isinstance(refused("serve", str(folder / "b"), "--host", "0.0.0.0"), UsageError)


def test_london_keeps_summer_time() -> None:
    assert london_time("2014-10-20 09:00", "--opens") == datetime(2014, 10, 20, 8, 0, tzinfo=UTC)
    assert london_time("2014-11-28 09:30", "--embargo") == datetime(2014, 11, 28, 9, 30, tzinfo=UTC)
    assert in_words(datetime(2014, 6, 30, 23, 5, tzinfo=UTC)) == "12:05am on Tuesday 1 July 2014"
    assert in_words(datetime(2014, 12, 1, 12, 0, tzinfo=UTC)) == "12:00pm on Monday 1 December 2014"
