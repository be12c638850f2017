"""The log of a run is kept with its release and tells nothing of a child; how long is left is what it took before."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.working_folder import private_files
from pipeline.runs.run import ReleaseRun
from pipeline.runs.run_log import LOG, logged, seconds_last_time, with_place


@pytest.fixture
def run(tmp_path: Path) -> ReleaseRun:
    one = ReleaseRun("children-looked-after", 2024, "", tmp_path / "returns", tmp_path / "out")
    (one.folder / "restricted").mkdir(parents=True)
    return one


def test_what_was_said_and_when_is_kept_with_the_release(run: ReleaseRun) -> None:
    told: list[str] = []
    with private_files(), logged(run, told.append) as report:
        report("Reading returns")
        report("Publishing")
    log = run.folder / "restricted" / LOG
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    first, *lines = log.read_text(encoding="utf-8").splitlines()
    assert first.startswith("First Release ") and told == ["Reading returns", "Publishing", "Done"]
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", line) for line in lines)
    assert [line[20:] for line in lines] == told


@pytest.mark.parametrize(
    ("error", "last"),
    [(CheckFailed("3 rows offend."), "Stopped: 3 rows offend."), (ValueError("Ann Smith"), "Stopped: ValueError")],
)
def test_a_run_that_stops_leaves_its_log_beside_the_release(run: ReleaseRun, error: Exception, last: str) -> None:
    with pytest.raises(type(error)), logged(run, lambda _: None) as report:
        report("Reading returns")
        raise error
    left = run.warehouse_path.with_suffix(".log").read_text(encoding="utf-8")
    assert left.splitlines()[-1].endswith(last) and "Smith" not in left
    assert not (run.folder / "restricted" / LOG).exists()


def test_how_long_is_left_is_what_the_rest_took(tmp_path: Path) -> None:
    log = tmp_path / LOG
    log.write_text(
        "First Release\n2024-09-30 07:00:00 Reading\n2024-09-30 07:00:30 Building\n2024-09-30 07:05:00 Done\n",
        encoding="utf-8",
    )
    last = seconds_last_time(log)
    assert last == {"Reading": 30, "Building": 270}
    said: list[str] = []
    report = with_place(["Reading", "Building"], last, said.append)
    for words in ("children-looked-after 2024", "Reading", "Building"):
        report(words)
    assert said == [
        "children-looked-after 2024",
        "Reading (step 1 of 2; about 5 minutes left, if it takes as long as the last time)",
        "Building (step 2 of 2; about 4 minutes left, if it takes as long as the last time)",
    ]
    said.clear()
    with_place(["Reading", "Building"], seconds_last_time(tmp_path / "nothing"), said.append)("Reading")
    assert said == ["Reading (step 1 of 2)"]
    log.write_text("not a log\nat all\n", encoding="utf-8")
    assert seconds_last_time(log) == {}
