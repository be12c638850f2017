"""Counts of authorities stay where nothing that they follow from changed, and go before any of it is made anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pipeline.disseminate import manifest
from pipeline.foundation.kept_answers import KeptAnswers, using
from pipeline.foundation.stages import PROJECT_ROOT
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.counted_before import AS_BEFORE, count_unless_counted, forget_counting
from pipeline.runs.run import ReleaseRun

SHOWN = tuple(f"publication_templates/children-looked-after/{name}" for name in ("labels.csv", "release.toml"))
COUNTED = ("sql/functions/age_group.sql", "data/reference/categories.csv")
DECLARED = (*SHOWN, *COUNTED)
EPISODES = Path("ssda903", "2024", "857", "episodes.csv")


@dataclass
class Counting:
    """A warehouse and how often its counts were made."""

    run: ReleaseRun
    warehouse: Warehouse
    number: int = 0
    meanwhile: Callable[[], object] = field(default=lambda: None)
    told: list[str] = field(default_factory=list)

    def count(self) -> list[str]:
        """Make the counts, as far as these tests go."""
        self.number += 1
        forget_counting(self.warehouse)
        self.meanwhile()
        return [f"warning {self.number}"]

    def is_counted(self, **asked: object) -> bool:
        """Whether they are made when they are asked for; what was warned of is told either way."""
        before = self.number
        run = replace(self.run, **asked)  # type: ignore[arg-type]
        assert count_unless_counted(run, self.warehouse, self.told.append, self.count) == [f"warning {self.number}"]
        return self.number > before


@pytest.fixture
def counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    """One that has counted, on returns of one file and a few of the project's declarations."""
    (tmp_path / "returns" / EPISODES).parent.mkdir(parents=True)
    (tmp_path / "returns" / EPISODES).write_text("CHILD")
    for name in DECLARED:
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT_ROOT / name, tmp_path / "project" / name)
    monkeypatch.setattr(manifest, "PROJECT_ROOT", tmp_path / "project")
    monkeypatch.setattr(ReleaseRun, "standing", lambda *_: None)
    run = ReleaseRun("children-looked-after", 2024, "", tmp_path / "returns", tmp_path / "out")
    with Warehouse() as warehouse, using(KeptAnswers(tmp_path / "kept", pytest.fail)):
        found = Counting(run, warehouse)
        assert found.is_counted() and not found.is_counted() and found.told == [AS_BEFORE]
        yield found


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def test_what_is_shown_and_how_it_is_protected_changes_no_count(counting: Counting, tmp_path: Path) -> None:
    for name in SHOWN:
        changed(tmp_path / "project" / name)
    assert not counting.is_counted(accept_told=True, accept_coverage=True)


def test_what_is_counted_and_how_makes_the_counts_again(counting: Counting, tmp_path: Path) -> None:
    for path in (*(tmp_path / "project" / name for name in COUNTED), counting.run.returns / EPISODES):
        changed(path)
        assert counting.is_counted() and not counting.is_counted()


def test_counts_that_were_begun_and_not_ended_are_made_again(counting: Counting) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    changed(counting.run.returns / EPISODES)
    counting.meanwhile = stop
    with pytest.raises(KeyboardInterrupt):
        counting.is_counted()
    counting.meanwhile = lambda: None
    assert counting.is_counted()


def test_counts_of_returns_that_changed_meanwhile_are_not_relied_on(counting: Counting) -> None:
    content = (counting.run.returns / EPISODES).read_bytes()
    changed(counting.run.returns / EPISODES)
    counting.meanwhile = lambda: (counting.run.returns / EPISODES).write_bytes(content)
    assert counting.is_counted()
    counting.meanwhile = lambda: None
    changed(counting.run.returns / EPISODES)
    assert counting.is_counted()


def test_without_what_others_worked_out_they_are_made(counting: Counting) -> None:
    with using(None):
        assert counting.is_counted()
