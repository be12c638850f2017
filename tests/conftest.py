"""What several tests share: a small England, and one release published from it for the whole run."""

from __future__ import annotations

import fcntl
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from pipeline import audit, told_by_figures
from pipeline.publication import protection
from pipeline.release import ReleaseRun, RunSummary, publish_release
from pipeline.synthetic import synthesise

YEARS = (2022, 2023, 2024)
# Authorities of six regions at their full size, from the smallest to a large one. All others count as missing, so that
# estimates are part of everything tested.
AUTHORITIES = ("201", "202", "301", "302", "303", "304", "316", "805", "806", "815", "857", "886", "908", "931")
Made = TypeVar("Made")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What ``make`` returns, made by whichever test process comes first and read by the others."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    answer = shared / f"{name}.pickle"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answer.is_file():
            folder = shared / name
            folder.mkdir()
            answer.write_bytes(pickle.dumps(make(folder)))
    made: Made = pickle.loads(answer.read_bytes())
    return made


@pytest.fixture(scope="session", autouse=True)
def one_process_for_each_release() -> Iterator[None]:
    """Test processes take all cores already: more of them for one small release would only wait for one another."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (audit, protection, told_by_figures):
            patch.setattr(module, "PROCESSES", 1)
        yield


@pytest.fixture(scope="session")
def small_england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of returns of fourteen authorities."""

    def make(folder: Path) -> Path:
        synthesise(YEARS, folder, seed=7, las=AUTHORITIES, processes=1)
        return folder

    return made_once(tmp_path_factory, "england", make)


@pytest.fixture(scope="session")
def published(small_england: Path, tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The 2024 release of the small England."""

    def make(folder: Path) -> RunSummary:
        return publish_release(
            ReleaseRun("children-looked-after", 2024, "", small_england, folder, accept_coverage=True),
            report=lambda _: None,
        )

    return made_once(tmp_path_factory, "releases", make)
