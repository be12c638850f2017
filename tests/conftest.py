"""What several tests share: a small England, a little one, and a release of each, published once for the whole run."""

from __future__ import annotations

import gc
import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

from pipeline.protect.edition import protection
from pipeline.runs import audit, told_by_figures
from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic import synthesise
from tests.runs.country import all_of_england
from tests.runs.figures_alone import figures_alone
from tests.runs.stability import returned as stability
from tests.threads import threads
from tests.watched import watched

YEARS = (2022, 2023, 2024)
# Authorities of six regions at their full size, from the smallest to a large one. All others count as missing, so that
# estimates are part of everything tested.
AUTHORITIES = ("201", "301", "304", "316", "805", "815", "857", "886", "908")
# Four authorities at their full size, from the smallest on, of one year: for what is asked of every release alike. Of
# two others one has an empty folder and one sent what is another's, so that neither is counted.
LITTLE_YEAR, LITTLE_AUTHORITIES = 2024, ("201", "301", "316", "857")
EMPTY, SENT_ANOTHERS, WHOSE = "302", "303", "201"
MODES = "modes_of_little_releases.json"
# Test processes take a file at a time. The longest come first, so that none is left over when the other process has
# ended; the first two, one for each process, publish different Englands, so that neither waits for the other's.
LONGEST_FIRST = (
    "test_release.py",
    "test_assets_runs.py",
    "test_performance_tables.py",
    "test_site_in_browser.py",
    "test_disclosure_suppression.py",
    "test_recount_printed.py",
    "test_spark.py",
    "test_recount_indicators.py",
    "test_release_history.py",
    "test_nothing_leaks.py",
    "test_returns_document.py",
    "test_recount_printed_performance.py",
    "test_recount_cin.py",
    "test_release_cin_editions.py",
    "test_identifiers.py",
    "test_browser.py",
    "test_release_cin.py",
    "test_wheel.py",
    "test_reader_on_a_release.py",
    "test_sql_models.py",
    "test_adoption_printed.py",
    "test_returns_as_they_come.py",
    "test_published_kinds.py",
    "test_recount.py",
    "test_golden_outcomes.py",
    "test_recount_printed_need.py",
    "test_adoption_revisions.py",
    "test_release_unreliable.py",
    "test_told_by_figures.py",
    "test_cli.py",
    "test_build.py",
    "test_recount_stability.py",
    "test_grossing_by_hand.py",
    "test_outcomes_samples.py",
    "test_returns_coverage.py",
    "test_returns_reading.py",
    "test_policy_fields.py",
    "test_planted_outliers.py",
    "test_new_year.py",
    "test_records_asked_for.py",
    "test_returns_earlier.py",
    "test_sign_off.py",
    "test_workforce_protected.py",
    "test_releases_told_apart.py",
    "test_adoption_samples.py",
    "test_declared_keys.py",
    "test_workforce_release.py",
    "test_unchanged.py",
    "test_outcomes_of_2022.py",
    "test_workforce_by_hand.py",
    "test_deployment.py",
    "test_release_cin_measures.py",
    "test_release_superseded.py",
    "test_adoption_missing_agencies.py",
    "test_synthetic_pupils.py",
    "test_corrected_return.py",
    "test_findings_file.py",
    "test_release_parts.py",
    "test_new_return.py",
    "test_agreement.py",
    "test_cin_reader.py",
    "test_adoption_recount.py",
    "test_stability_samples.py",
    "test_reorganised_release.py",
    "test_check_files.py",
    "test_synthetic_workforce.py",
    "test_site.py",
    "test_cin_reader_hostile.py",
    "test_golden_stability.py",
    "test_stability_by_hand.py",
    "test_care_leavers_without_history.py",
    "test_killed.py",
    "test_disclosure_nearest.py",
)
Made = TypeVar("Made")


def pytest_configure() -> None:
    """Collect garbage seldom: a release is made of millions of objects that stay, and none of them is garbage."""
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; the others, and the tests of each file, stay in their order."""
    place = {name: at for at, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What ``make`` returns, made by whichever test process comes first and read by the others."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    answer = shared / f"{name}.pickle"
    with FileLock(shared / f"{name}.lock"):
        if not answer.is_file():
            folder = shared / name
            folder.mkdir()
            answer.write_bytes(pickle.dumps(make(folder)))
    made: Made = pickle.loads(answer.read_bytes())
    return made


@pytest.fixture(scope="session", autouse=True)
def one_process_for_each_release() -> Iterator[None]:
    """Test processes take all cores already: more of them for one small release would only wait for one another."""
    with pytest.MonkeyPatch.context() as patched, threads(1):
        for module in (audit, protection, told_by_figures):
            patched.setattr(module, "PROCESSES", 1)
        yield


@pytest.fixture(scope="session")
def small_england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of returns of nine authorities."""

    def make(folder: Path) -> Path:
        synthesise(YEARS, folder, seed=7, las=AUTHORITIES, processes=1)
        return folder

    return made_once(tmp_path_factory, "england", make)


@pytest.fixture(scope="module")
def few_authorities() -> Iterator[None]:
    """England has few authorities, as where the little England was published."""
    with all_of_england():
        yield


@pytest.fixture(scope="session")
def published(small_england: Path, tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The 2024 release of the small England."""

    def make(folder: Path) -> RunSummary:
        return publish_release(
            ReleaseRun("children-looked-after", 2024, "", small_england, folder, accept_coverage=True),
            report=lambda _: None,
        )

    return made_once(tmp_path_factory, "releases", make)


@pytest.fixture(scope="session")
def little_england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One year of returns of four authorities, an empty folder and one with another's files."""

    def make(folder: Path) -> Path:
        synthesise([LITTLE_YEAR], folder, seed=7, las=LITTLE_AUTHORITIES, processes=1)
        year = folder / "ssda903" / str(LITTLE_YEAR)
        (year / EMPTY).mkdir()
        shutil.copytree(year / WHOSE, year / SENT_ANOTHERS)
        return folder

    return made_once(tmp_path_factory, "little_england", make)


@pytest.fixture(scope="session")
def published_little(little_england: Path, tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The release of the little England: for tests that read any release, and that publish the same again.

    It is made under a mask that lets everybody read, and watched: who could read what lies beside it, in ``MODES``.
    Who reads it back does so with ``few_authorities``.
    """

    def make(folder: Path) -> RunSummary:
        run = ReleaseRun("children-looked-after", LITTLE_YEAR, "", little_england, folder, accept_coverage=True)
        before = os.umask(0)
        try:
            with all_of_england(), watched(folder) as modes:
                made = publish_release(run, report=lambda _: None)
        finally:
            os.umask(before)
        (folder.parent / MODES).write_text(json.dumps(modes), encoding="utf-8")
        return made

    return made_once(tmp_path_factory, "little_releases", make)


@pytest.fixture(scope="session")
def stability_england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The returns and school censuses of which stability is published."""

    def make(folder: Path) -> Path:
        stability.make_small_england(folder)
        return folder

    return made_once(tmp_path_factory, "stability_england", make)


@pytest.fixture(scope="session")
def published_stability(stability_england: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the release of stability, protected as if these authorities were all of England."""

    def make(folder: Path) -> Path:
        with figures_alone():
            return stability.publish_as_all_of_england(stability_england, folder, stability.EDITION, stability.LAS)

    return made_once(tmp_path_factory, "stability_releases", make)
