"""Every figure that a release prints is the one that the recount works out from the returns.

The England of these tests is a few authorities with awkward children, all of whose returns are there; nothing in it is
suppressed, so that every figure is compared. The same at a tenth of England's size: ``make recount``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas
import pytest

from pipeline.foundation.stages import REFERENCE
from pipeline.runs.release import RunSummary
from tests.conftest import made_once
from tests.recount.children_looked_after.awkward import Era
from tests.recount.children_looked_after.awkward_returns import write_awkward_staying_put
from tests.recount.printed import children_looked_after, children_looked_after_to_2017
from tests.recount.printed.areas import read_areas
from tests.recount.printed.cells import Counts
from tests.recount.printed.comparison import Recount, Result
from tests.recount.printed.tiny_england import came_of, copy_project, counted, publish, write_awkward_england

NAME = "children-looked-after"
# The latest years begin with the last in which other activities of care leavers were collected.
EARLY, LATE = Era((2014, 2015, 2016, 2017, 2018)), Era((2021, 2022, 2023, 2024))
# Cumbria (909) came to an end in 2023, and Cumberland (942) is one of the two authorities that came of it.
AREAS = {code: code for code in ("204", "301", "302", "806", "942")}
CHILDREN = 250
STAYING_PUT = {(2014, "301"): (0, 0), (2014, "302"): (7, 7), (2014, "204"): (12, 5)}
# Of each edition this many figures at least must be read and agree; fewer would mean that rows went unread.
AT_LEAST = 4_000


def england(folder: Path, era: Era, editions: tuple[int, ...]) -> Path:
    """A small England of an era and its releases."""
    returns = folder / "returns"
    write_awkward_england(returns, era, AREAS, CHILDREN)
    came_of(returns, "942", "909", 2024)
    if 2014 in era.years:
        write_awkward_staying_put(returns, STAYING_PUT)
    publish(
        copy_project(folder / "project", {*AREAS, "909"}), returns, folder / "out", [(NAME, year) for year in editions]
    )
    counted(returns, era.years).to_pickle(folder / "counted.pickle")
    return folder


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The England of the first years."""
    return made_once(tmp_path_factory, "early_england", lambda folder: england(folder, EARLY, (2014, 2017, 2018)))


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The England of the latest years."""
    return made_once(tmp_path_factory, "late_england", lambda folder: england(folder, LATE, (2024,)))


def must_agree(found: Result, at_least: int) -> None:
    """Fail with what differs, or where too little was compared."""
    if report := found.report():
        pytest.fail(report, pytrace=False)
    assert sum(found.agreed.values()) > at_least
    assert not found.suppressed


def recounted(folder: Path, edition: int, **more: tuple[str, ...]) -> Recount:
    """The recount of an edition."""
    counts = Counts(pandas.read_pickle(folder / "counted.pickle"))
    areas = read_areas(folder / "project/data/reference", folder / "returns", edition=edition)
    return Recount(counts, areas, edition, {}, **more)


@pytest.mark.parametrize("edition", [2014, 2017])
def test_children_looked_after_to_2017(early: Path, edition: int) -> None:
    recount = recounted(early, edition, suppressed=())
    folder = early / "out" / NAME / str(edition) / "publish"
    found = children_looked_after_to_2017.compare(recount, folder, early / "project/data/reference")
    must_agree(found, AT_LEAST)


def test_the_first_data_sets_of_children_looked_after(early: Path) -> None:
    """Five years, of which the first had fewer codes: what only others could tell does not apply to them."""
    folder = early / "out" / NAME / "2018/publish"
    must_agree(children_looked_after.compare(recounted(early, 2018), folder), AT_LEAST)


def test_children_looked_after(late: Path) -> None:
    folder = late / "out" / NAME / "2024/publish"
    must_agree(children_looked_after.compare(recounted(late, 2024), folder), AT_LEAST)


def test_what_a_protected_release_shows_is_right(small_england: Path, published: RunSummary, tmp_path: Path) -> None:
    """Of its smallest authorities, and of those that were not in being in some year or sent nothing."""
    few, others = ("201", "805", "857"), ("909", "942", "330")
    for year in published.years:
        for la_code in few:
            link = tmp_path / "ssda903" / str(year) / la_code
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(small_england / "ssda903" / str(year) / la_code, target_is_directory=True)
    areas = read_areas(REFERENCE, small_england, edition=2024)
    counts = Counts(counted(tmp_path, published.years))
    recount = Recount(counts, areas, 2024, {}, only=frozenset((*few, *others)))
    found = children_looked_after.compare(recount, published.folder / "publish")
    if report := found.report():
        pytest.fail(report, pytrace=False)
    assert sum(found.agreed.values()) > sum(found.suppressed.values()) > 0


def test_a_wrong_figure_is_found(late: Path, tmp_path: Path) -> None:
    """A number, a percentage, a symbol and a label of one file are changed; each is told with its place."""
    name = "la_cla_placement_stability"
    path = late / "out" / NAME / "2024/publish/data" / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(
        number
        for number, line in enumerate(lines)
        if line.startswith("2024,Reporting year,Local") and ",301," in line and "CLA on 31 March,Total" in line
    )
    start, number, share = lines[place].rsplit(",", 2)
    assert share == "100"
    copied = tmp_path / path.name
    recount = recounted(late, 2024)
    changed: Mapping[str, str] = {
        f"{start},{int(number) + 1},{share}": "[number]",
        f"{start},{number},99": "[percentage]",
        f"{start},z,{share}": "[number]",
        f"{lines[place].replace('Total children', 'All of them')}": "no meaning",
    }
    for line, told in changed.items():
        copied.write_text("\n".join([*lines[:place], line, *lines[place + 1 :]]) + "\n", encoding="utf-8")
        found = children_looked_after.compare_data_set(recount, copied)
        assert told in found.report()
