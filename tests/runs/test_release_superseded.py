"""A release of one name and year, published twice: refused until it is said what the first is, then protected with it.

The tests follow one another. The second is made of what the first left and of the one return that changed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.analyse.reading import read_about
from pipeline.disseminate.manifest import sha256_of
from pipeline.disseminate.shelf import superseded_versions
from pipeline.foundation.kept_answers import KeptAnswers, using
from pipeline.foundation.stages import UnreadableInput, UsageError
from pipeline.runs.audit import audit_release
from pipeline.runs.compare import compare_releases
from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.runs.run_log import LOG
from pipeline.synthetic import synthesise
from tests.runs.invented_release import NAME, YEAR, invented_release
from tests.runs.made_in_part import made_of


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReleaseRun]:
    """The September part over the returns of three small authorities."""
    folder = tmp_path_factory.mktemp("superseded")
    synthesise((YEAR,), folder / "returns", scale=0.2, seed=3, las=("301", "316", "857"), processes=1)
    kept = KeptAnswers(folder / "answers", pytest.fail)
    with invented_release(folder / "templates"), using(kept):
        yield ReleaseRun(NAME, YEAR, "september", folder / "returns", folder / "out", accept_coverage=True)


@pytest.fixture(scope="module")
def first(run: ReleaseRun) -> dict[str, str]:
    """The files of the first release."""
    publish(run)
    return digests(run.folder)


def publish(run: ReleaseRun) -> RunSummary:
    return publish_release(run, report=lambda _: None)


def digests(folder: Path) -> dict[str, str]:
    """Of every file but the log, which says when a command did what."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != LOG]
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def correct(run: ReleaseRun, la_code: str) -> None:
    """One child of an authority, looked after on 31 March, is no longer in its return."""
    path = run.returns / "ssda903" / str(YEAR) / la_code / "episodes.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    child = next(line.split(",")[0] for line in reversed(lines) if line.split(",")[7] == "")
    path.write_text("".join(line for line in lines if line.split(",")[0] != child), encoding="utf-8")


@pytest.fixture(scope="module")
def second(run: ReleaseRun, first: dict[str, str]) -> RunSummary:
    """The release after a correction: refused, then said to supersede the first."""
    correct(run, "857")
    with pytest.raises(UsageError, match=f"--supersedes {run.folder}") as refused:
        publish(run)
    assert refused.value.exit_code == 2
    assert digests(run.folder) == first
    with made_of(share=0.5) as made:
        summary = publish(replace(run, supersedes=(run.folder,)))
    assert made == [frozenset({"857"})] * 4
    return summary


def test_the_superseded_release_is_kept_and_protected_together_with_the_new_one(
    run: ReleaseRun, first: dict[str, str], second: RunSummary
) -> None:
    (kept,) = superseded_versions(run.folder)
    assert digests(kept) == first
    assert str(kept) in second.in_words()
    certificate = json.loads((run.folder / "publish/certificate.json").read_text(encoding="utf-8"))
    (earlier,) = certificate["attacker"]["earlier_releases"]
    assert earlier["name"] == read_about(kept / "publish").version_name
    revised = {(measure, area) for measure, _, area in earlier["revised"]}
    # That child's authority, and no other one; its region and England follow.
    assert ("looked_after_on_31_march", "857") in revised
    assert not {area for _, area in revised} & {"301", "316"}
    assert {one.shown.area_code for one in compare_releases(kept, run.folder).revisions} >= {"857"}


def test_the_audit_takes_the_superseded_release_without_being_told(
    run: ReleaseRun, second: RunSummary, tmp_path: Path
) -> None:
    assert audit_release(run.folder).is_safe
    # Without its certificate the old one cannot be read: that it stops the audit shows that it is read.
    copy = tmp_path / run.name
    shutil.copytree(run.folder.parent, copy)
    (kept,) = superseded_versions(copy / run.folder.name)
    (kept / "publish/certificate.json").unlink()
    with pytest.raises(UnreadableInput, match=kept.name):
        audit_release(copy / run.folder.name)


def test_a_rerun_from_nothing_gives_the_same_bytes_and_keeps_no_copy(run: ReleaseRun, second: RunSummary) -> None:
    before = digests(run.folder)
    run.warehouse_path.unlink()
    with using(None):
        publish(replace(run, supersedes=(run.folder,)))
    assert digests(run.folder) == before
    assert len(superseded_versions(run.folder)) == 1


def test_december_has_both_versions_of_september_before_it(run: ReleaseRun, second: RunSummary) -> None:
    standing = replace(run, part="december").asked().standing("of whatever returns", None)
    assert set(standing.earlier) == {run.folder, *superseded_versions(run.folder)}
    assert not (standing.keeps or standing.repeats or standing.removes)
