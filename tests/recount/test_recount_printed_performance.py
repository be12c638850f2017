"""Every figure of the performance tables is the one that the recount works out from the returns.

The authorities are so chosen that some have five statistical neighbours among them and others have fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas
import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.synthetic import synthesise
from pipeline.synthetic.few_figures.attainment import synthesise_attainment
from tests.conftest import made_once
from tests.recount.children_looked_after.places import read_gazetteer
from tests.recount.children_looked_after.reading import postcodes_sent
from tests.recount.printed import performance_tables
from tests.recount.printed.areas import read_areas
from tests.recount.printed.cells import Counts
from tests.recount.printed.comparison import Recount, Result
from tests.recount.printed.tiny_england import copy_project, publish

NAME, EDITION = "performance-tables", 2024
# As far back as three years of long stability look; and the first years, before incidents of being missing and after.
YEARS, FIRST_YEARS = range(2018, 2025), range(2014, 2017)
FIRST_EDITIONS = (2014, 2016)
# Dorset (835) came to an end in 2019, before the years of the edition, and Dorset (838) came of it.
AREAS = ("203", "301", "306", "308", "316", "320", "330", "835", "838")
SCALE = 0.1
# So many figures at least must be read and agree; fewer would mean that rows went unread.
AT_LEAST = 15_000


def published(folder: Path, years: range, editions: Sequence[int]) -> Path:
    """A small England of some years and its performance tables."""
    returns = folder / "returns"
    synthesise(years, returns, scale=SCALE, las=AREAS, processes=1)
    synthesise_attainment(years, returns, scale=SCALE, las=AREAS)
    publish(copy_project(folder / "project", set(AREAS)), returns, folder / "out", [(NAME, one) for one in editions])
    with Warehouse() as warehouse:
        load_reference(warehouse)
        warehouse.connection.execute("SELECT 1").fetchall()
        places = read_gazetteer(warehouse.connection, postcodes_sent(returns))
    performance_tables.counted_indicators(returns, list(years), places).to_pickle(folder / "counted.pickle")
    return folder


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The England of the latest years."""
    return made_once(tmp_path_factory, "performance_england", lambda folder: published(folder, YEARS, [EDITION]))


@pytest.fixture(scope="module")
def first_england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The England of the first years."""
    return made_once(
        tmp_path_factory, "first_performance_england", lambda folder: published(folder, FIRST_YEARS, FIRST_EDITIONS)
    )


def recounted(folder: Path, edition: int = EDITION) -> Recount:
    """The recount of an edition."""
    areas = read_areas(folder / "project/data/reference", folder / "returns", edition=edition, release=NAME)
    return Recount(Counts(pandas.read_pickle(folder / "counted.pickle")), areas, edition, {}, suppressed=())


def must_agree(folder: Path, edition: int, at_least: int) -> None:
    """Fail with what differs in an edition, or where too little was compared."""
    publish_folder = folder / "out" / NAME / str(edition) / "publish"
    found = performance_tables.compare(recounted(folder, edition), publish_folder, folder / "project/data/reference")
    if report := found.report():
        pytest.fail(report, pytrace=False)
    assert sum(found.agreed.values()) > at_least
    assert not found.estimated


def test_performance_tables(england: Path) -> None:
    must_agree(england, EDITION, AT_LEAST)


@pytest.mark.parametrize(("edition", "at_least"), [(2014, 1_000), (2016, 3_000)])
def test_performance_tables_of_the_first_years(first_england: Path, edition: int, at_least: int) -> None:
    """Of 2014 nothing is known of who went missing, and of three years only from 2017 on, in files and tables alike."""
    must_agree(first_england, edition, at_least)


@pytest.mark.parametrize(
    "column", ["percentage", "rank", "change", "neighbours", "three_year_numerator", "average_days"]
)
def test_a_wrong_figure_is_found(england: Path, tmp_path: Path, column: str) -> None:
    """A figure of one authority that is one more than it should be is told with its place."""
    name = "scorecard_a1" if column == "average_days" else "placements_1"
    lines = (
        (england / "out" / NAME / str(EDITION) / f"publish/data/{name}.csv").read_text(encoding="utf-8").splitlines()
    )
    place = next(number for number, line in enumerate(lines) if line.startswith("2024,") and ",301," in line)
    values, number = lines[place].split(","), lines[0].split(",").index(column)
    wrong = str(int(values[number]) + 1)
    copied = tmp_path / f"{name}.csv"
    lines[place] = ",".join([*values[:number], wrong, *values[number + 1 :]])
    copied.write_text("\n".join(lines) + "\n", encoding="utf-8")
    neighbours = performance_tables.read_neighbours(england / "project/data/reference")
    found, recount = Result(), recounted(england)
    indicators = performance_tables.Indicators(
        Recount(recount.counts, recount.areas, EDITION, performance_tables.forms(EDITION)), neighbours
    )
    performance_tables.compare_data_set(found, indicators, copied)
    assert [(one.column, one.area, one.printed) for one in found.differences] == [
        (column.removeprefix("three_year_"), "301", wrong)
    ]
