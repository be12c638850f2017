"""Every figure that a release of children in need prints is the one that the recount works out from the censuses.

As in the test of children looked after: a few authorities with awkward children, all of whose censuses are there.
"""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from tests.conftest import made_once
from tests.recount.children_in_need.awkward import AwkwardChildren
from tests.recount.children_in_need.writing import write_awkward_returns
from tests.recount.printed import children_in_need
from tests.recount.printed.areas import read_areas
from tests.recount.printed.cells import Counts
from tests.recount.printed.comparison import Recount, Result
from tests.recount.printed.tiny_england import copy_project, publish

NAME = "children-in-need"
EARLY, LATE = (2014, 2015, 2016, 2017), (2022, 2023, 2024)
# Cumbria (909) came to an end in 2023, and Cumberland (942) is one of the two authorities that came of it.
AREAS, ENDED, CAME_OF_IT, FIRST_YEAR = ("204", "301", "302", "806"), "909", "942", 2024
CHILDREN = 300
# Of each edition this many figures at least must be read and agree; fewer would mean that rows went unread.
AT_LEAST = 5_000


def england(folder: Path, years: tuple[int, ...], editions: tuple[int, ...]) -> Path:
    """A small England of some years and its releases."""
    returns = folder / "returns"
    for la_code, its_years in (
        (ENDED, [year for year in years if year < FIRST_YEAR]),
        (CAME_OF_IT, [year for year in years if year >= FIRST_YEAR]),
    ):
        lives = AwkwardChildren(1, (*AREAS, la_code))
        write_awkward_returns(returns, [one for number in range(CHILDREN) for one in lives.child(number)], its_years)
    project = copy_project(folder / "project", {*AREAS, ENDED, CAME_OF_IT})
    publish(project, returns, folder / "out", [(NAME, year) for year in editions])
    children_in_need.counted_need(returns, list(years)).to_pickle(folder / "counted.pickle")
    return folder


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The England of the first years."""
    return made_once(tmp_path_factory, "early_england_in_need", lambda folder: england(folder, EARLY, (2014, 2017)))


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The England of the latest years."""
    return made_once(tmp_path_factory, "late_england_in_need", lambda folder: england(folder, LATE, (2024,)))


def recounted(folder: Path, edition: int) -> Recount:
    """The recount of an edition."""
    areas = read_areas(
        folder / "project/data/reference", folder / "returns", edition=edition, release=NAME, return_name="cin"
    )
    return Recount(Counts(pandas.read_pickle(folder / "counted.pickle")), areas, edition, {}, suppressed=())


def must_agree(found: Result) -> None:
    """Fail with what differs, or where too little was compared."""
    if report := found.report():
        pytest.fail(report, pytrace=False)
    assert sum(found.agreed.values()) > AT_LEAST
    assert not found.estimated


@pytest.mark.parametrize("edition", [2014, 2017])
def test_children_in_need_to_2017(early: Path, edition: int) -> None:
    must_agree(children_in_need.compare(recounted(early, edition), early / "out" / NAME / str(edition) / "publish"))


def test_children_in_need(late: Path) -> None:
    must_agree(children_in_need.compare(recounted(late, 2024), late / "out" / NAME / "2024/publish"))


def test_a_wrong_figure_is_found(late: Path, tmp_path: Path) -> None:
    """A percentage of another base, a number, a symbol and a row that is not there; each is told with its place."""
    name = "b2_children_in_need_recorded_disability"
    lines = (late / "out" / NAME / "2024/publish/data" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("2024,") and ",301," in line)
    headings, values = lines[0].split(","), lines[place].split(",")
    everyone, recorded, percent = (
        headings.index(f"At31_episodes{end}") for end in ("", "_disability_recorded", "_disability_recorded_percent")
    )
    autism = headings.index("Autism_percent")
    # As a share of all children in need, which is another number here.
    of_all = f"{float(values[autism]) * int(values[recorded]) / int(values[everyone]):.1f}"
    assert of_all != values[autism]
    changed = {
        autism: of_all,
        recorded: str(int(values[recorded]) + 1),
        percent: "z",
    }
    recount, copied = recounted(late, 2024), tmp_path / f"{name}.csv"
    for column, wrong in changed.items():
        row = ",".join([*values[:column], wrong, *values[column + 1 :]])
        copied.write_text("\n".join([*lines[:place], row, *lines[place + 1 :]]) + "\n", encoding="utf-8")
        found = children_in_need.compare_data_set(recount, copied).differences
        assert [(one.column, one.year, one.area, one.printed) for one in found] == [
            (headings[column], 2024, "301", wrong)
        ]
    copied.write_text("\n".join([*lines[:place], *lines[place + 1 :]]) + "\n", encoding="utf-8")
    found = children_in_need.compare_data_set(recount, copied).differences
    assert [(one.column, one.area, one.printed, one.recounted) for one in found] == [("rows", "301", "0", "1")]
