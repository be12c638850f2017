"""A backfill: every period of which there are returns, oldest first, each with those before it as earlier releases."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline.runs.backfill
from pipeline.foundation.stages import CheckFailed, UnreadableInput
from pipeline.runs.backfill import backfill
from pipeline.runs.run import ReleaseRun


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[ReleaseRun]:
    """The releases that are asked for, in place of publishing them; that of 2024 fails."""
    found: list[ReleaseRun] = []

    def publish(run: ReleaseRun, **_: object) -> None:
        if run.year == 2024:
            raise CheckFailed("no")
        found.append(run)

    monkeypatch.setattr(pipeline.runs.backfill, "publish_unless_unchanged", publish)
    return found


def test_years_come_oldest_first_and_know_those_before_them(asked: list[ReleaseRun], tmp_path: Path) -> None:
    for year in (2023, 2021, 2019):
        (tmp_path / "returns/workforce" / str(year)).mkdir(parents=True)
    said: list[str] = []
    given = (tmp_path / "returns", tmp_path / "out")
    made = backfill("social-work-workforce", range(2020, 2026), *given, accept_coverage=True, report=said.append)
    assert [one.folder.name for one in made] == [run.title for run in asked] == ["2021", "2023"]
    assert all(run.all_earlier and run.accept_coverage for run in asked)
    assert said == [one.in_words() for one in made]


def test_quarters_are_releases_of_their_own(asked: list[ReleaseRun], tmp_path: Path) -> None:
    for quarter in ("Q2", "Q4"):
        (tmp_path / "adoption_quarterly/2022-23" / quarter).mkdir(parents=True)
    backfill("adoption-quarterly", [2023], tmp_path, tmp_path / "out", accept_coverage=False, report=print)
    assert [run.title for run in asked] == ["2023-q2", "2023-q4"]


def test_the_first_that_fails_ends_it(asked: list[ReleaseRun], tmp_path: Path) -> None:
    for year in (2023, 2024, 2025):
        (tmp_path / "workforce" / str(year)).mkdir(parents=True)
    with pytest.raises(CheckFailed):
        backfill("social-work-workforce", range(2023, 2026), tmp_path, tmp_path, accept_coverage=False, report=print)
    assert [run.year for run in asked] == [2023]


def test_without_returns_of_the_years_it_says_so(asked: list[ReleaseRun], tmp_path: Path) -> None:
    (tmp_path / "workforce").mkdir()
    with pytest.raises(UnreadableInput, match="no returns of these years"):
        backfill("social-work-workforce", [2023], tmp_path, tmp_path, accept_coverage=False, report=print)
    assert not asked
