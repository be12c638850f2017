"""A release stands where nothing that it is made from changed; anything that could matter makes it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pipeline.runs import release, unchanged
from pipeline.runs.run import ReleaseRun
from pipeline.runs.run_log import LOG
from pipeline.runs.run_summary import RunSummary
from pipeline.runs.unchanged import ASKED_AGAIN, KEPT_IN, publish_unless_unchanged

RETURN = Path("ssda903", "2024", "857")


@dataclass
class Runs:
    """A release that stands, and the runs that were made in full: each puts the same files in its place."""

    run: ReleaseRun
    made: RunSummary
    number: int = 0
    meanwhile: Callable[[], object] = field(default=lambda: None)

    def publish(self, run: ReleaseRun, *, report: Callable[[str], None]) -> RunSummary:
        """In place of a run: the release that was published of these returns once."""
        self.number += 1
        self.meanwhile()
        shutil.rmtree(run.folder, ignore_errors=True)
        shutil.copytree(self.made.folder, run.folder)
        return replace(self.made, folder=run.folder)

    def ask(self, **asked: object) -> RunSummary:
        """Ask for the release, and say what came of it."""
        return publish_unless_unchanged(replace(self.run, **asked), report=lambda _: None)  # type: ignore[arg-type]

    def is_made_again(self, **asked: object) -> bool:
        """Whether asking for it makes it again."""
        before = self.number
        self.ask(**asked)
        return self.number > before


@pytest.fixture
def runs(published_little: RunSummary, little_england: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """The little release, published once, on a copy of its returns."""
    shutil.copytree(little_england, tmp_path / "returns")
    run = ReleaseRun("children-looked-after", 2024, "", tmp_path / "returns", tmp_path / "out", accept_coverage=True)
    found = Runs(run, published_little)
    monkeypatch.setattr(release, "publish_release", found.publish)
    assert found.is_made_again()
    return found


def test_where_nothing_changed_the_release_stands_and_says_what_it_said(runs: Runs) -> None:
    """Also when the same content was written anew, and wherever the returns lie."""
    path = next((runs.run.returns / RETURN).iterdir())
    path.write_bytes(path.read_bytes())
    shutil.copytree(runs.run.returns, runs.run.returns.with_name("elsewhere"))
    again = runs.ask(returns=runs.run.returns.with_name("elsewhere"))
    assert runs.number == 1 and again.is_unchanged
    assert replace(again, is_unchanged=False) == replace(runs.made, folder=runs.run.folder)
    assert again.in_words().startswith("Nothing changed") and again.as_dict()["unchanged"]
    assert (runs.run.folder / "restricted" / LOG).read_text().splitlines()[-1].endswith(ASKED_AGAIN)
    assert not (runs.run.out / KEPT_IN).exists(), "a run that solves nothing keeps nothing"


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


CHANGES: dict[str, Callable[[Runs], object]] = {
    "a return": lambda runs: changed(next((runs.run.returns / RETURN).iterdir())),
    "a return that is gone": lambda runs: next((runs.run.returns / RETURN).iterdir()).unlink(),
    "an authority's folder without files": lambda runs: (runs.run.returns / RETURN).with_name("304").mkdir(),
    "the manifest": lambda runs: (runs.run.returns / "manifest.csv").write_text("return,year,la_code\n"),
    "a published file": lambda runs: changed(runs.run.folder / "publish" / "coverage.csv"),
    "a restricted file": lambda runs: changed(runs.run.folder / "restricted" / "findings.csv"),
    "a file too many": lambda runs: (runs.run.folder / "publish" / "more.csv").write_text(""),
    "the record": lambda runs: (runs.run.folder / "restricted" / unchanged.RECORD).write_text("{"),
    "a year before": lambda runs: shutil.copytree(
        runs.run.returns / RETURN, runs.run.returns / "ssda903" / "2023" / "857"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_read_or_was_written_makes_it_again_when_it_changes(runs: Runs, change: str) -> None:
    CHANGES[change](runs)
    if change not in ("a published file", "a restricted file", "a file too many", "the record"):
        runs.run = replace(runs.run, not_published=(runs.run.folder,))
    assert runs.is_made_again()


def test_what_is_asked_and_what_works_it_out_is_part_of_it(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not runs.is_made_again()
    assert runs.is_made_again(accept_told=True) and not runs.is_made_again(accept_told=True)
    monkeypatch.setattr("platform.python_version", lambda: "4.0")
    assert runs.is_made_again(accept_told=True) and not runs.is_made_again(accept_told=True)
    monkeypatch.setattr(unchanged, "code_version", lambda: "another")
    assert runs.is_made_again(accept_told=True)


def test_another_return_of_the_folder_is_nothing_to_it(runs: Runs) -> None:
    (runs.run.returns / "cin" / "2024" / "857").mkdir(parents=True)
    (runs.run.returns / "ssda903" / "2025" / "857").mkdir(parents=True)
    assert not runs.is_made_again()


def test_returns_that_change_while_they_are_read_leave_nothing_to_rely_on(runs: Runs) -> None:
    path = next((runs.run.returns / RETURN).iterdir())
    content = path.read_bytes()
    shutil.rmtree(runs.run.folder)
    runs.meanwhile = lambda: changed(path)
    runs.ask()
    path.write_bytes(content)
    assert runs.is_made_again()


def test_all_of_it_is_made_again_when_asked_for(runs: Runs) -> None:
    publish_unless_unchanged(runs.run, report=lambda _: None, afresh=True)
    assert runs.number == 2 and not runs.is_made_again()
