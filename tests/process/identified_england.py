"""A small England whose two collections have defects planted in their identifiers, and its release, for many tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic import synthesise
from pipeline.synthetic.cin import synthesise_cin
from tests.conftest import made_once
from tests.runs.country import all_of_england

LAS = ("301", "330", "886")
NAME, YEAR = "children-in-need", 2024


def write_england(folder: Path, *, plant_defects: bool) -> Path:
    """Census returns of two years and SSDA903 returns of the later one."""
    synthesise([YEAR], folder, scale=0.1, las=LAS, processes=1)
    synthesise_cin([YEAR - 1, YEAR], folder, scale=0.1, las=LAS, plant_defects=plant_defects, processes=1)
    return folder


def spoilt_england(factory: pytest.TempPathFactory) -> Path:
    """The returns with defects planted."""
    return made_once(factory, "identifiers", lambda folder: write_england(folder, plant_defects=True))


def release_of_spoilt(factory: pytest.TempPathFactory) -> RunSummary:
    """The release of children in need of those returns, published once for all tests."""
    returns = spoilt_england(factory)

    def make(folder: Path) -> RunSummary:
        run = ReleaseRun(NAME, YEAR, "", returns, folder, accept_coverage=True)
        with all_of_england():
            return publish_release(run, report=lambda _: None)

    return made_once(factory, "identifiers_released", make)
