"""Returns for the release of stability: the invented samples of one authority, and a small synthetic England."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline.runs.release import publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic.pupils.england import synthesise_pupils
from pipeline.synthetic.ssda903.england import synthesise
from tests.runs.country import all_of_england

SAMPLES = Path(__file__).parent / "samples"
# The small England and its edition. Placements and school moves can be told from the second year on, the same carer
# from the third.
LAS, YEARS, EDITION, SCALE = ("301", "330", "806", "840"), (2022, 2023, 2024, 2025), 2025, 0.3
# A return without any episode that begins or ends in its year is taken for that of another: nobody of the sample has
# one in 2024-25, so a child more comes and goes.
_COMES_AND_GOES = "C021,01/05/2024,S,C2,N1,U5,PR1,01/06/2024,E4B,,ZZ1 1AA,ZZ2 2BB,\n"


def lay_out_samples(returns: Path) -> None:
    """Put the samples where returns are read from: SSDA903 of 2024 and 2025, censuses of three academic years."""
    shutil.copytree(SAMPLES / "ssda903", returns / "ssda903")
    with (returns / "ssda903/2025/301/episodes.csv").open("a", encoding="utf-8") as file:
        file.write(_COMES_AND_GOES)
    for path in sorted((SAMPLES / "school_census").glob("*.csv")):
        year = 2000 + int(path.stem[-2:]) if path.stem[-2:].isdigit() else 2024
        folder = returns / "pupils" / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / path.name)


def rows_of_sample(name: str) -> list[dict[str, str]]:
    """The rows of a file of expected values."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def publish(returns: Path, out: Path, year: int) -> Path:
    """Publish the release of a year, from however few returns; returns its folder."""
    run = ReleaseRun("stability", year, "", returns, out, accept_coverage=True, all_earlier=True)
    publish_release(run, report=lambda _: None)
    return run.folder


def make_small_england(returns: Path) -> None:
    """Write SSDA903 returns of some authorities, and the school censuses of their children."""
    synthesise(YEARS, returns, las=LAS, scale=SCALE, processes=1)
    synthesise_pupils(YEARS, returns, las=LAS, scale=SCALE)


def publish_as_all_of_england(returns: Path, out: Path, year: int, las: Sequence[str]) -> Path:
    """Publish the release as if these authorities were all of England; returns its folder."""
    with all_of_england(las):
        return publish(returns, out, year)


@cache
def rows_of(release: Path, data_set: str) -> list[dict[str, str]]:
    """The rows of a data set of a release."""
    with (release / "publish/data" / f"{data_set}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
