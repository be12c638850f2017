"""Every figure of the performance tables is the one that the recount works out from the returns.

The authorities are so chosen that some have five statistical neighbours among them and others have fewer.
"""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest
from conftest import made_once
from recount.places import read_gazetteer
from recount.reading import postcodes_sent
from recount_printed import performance_tables
from recount_printed.areas import read_areas
from recount_printed.cells import Counts
from recount_printed.comparison import Recount, Result
from recount_printed.tiny_england import copy_project, publish

from pipeline.reference import load_reference
from pipeline.synthetic import synthesise
from pipeline.synthetic.attainment import synthesise_attainment
from pipeline.warehouse import Warehouse

NAME, EDITION = "performance-tables", 2024
# As far back as three years of long stability look.
YEARS = range(2018, 2025)
# Dorset (835) came to an end in 2019, before the years of the edition, and Dorset (838) came of it.
AREAS = ("203", "301", "306", "308", "316", "320", "330", "835", "838")
SCALE = 0.1
# So many figures at least must be read and agree; fewer would mean that rows went unread.
AT_LEAST = 15_000


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small England and its performance tables."""

    def make(folder: Path) -> Path:
        returns = folder / "returns"
        synthesise(YEARS, returns, scale=SCALE, las=AREAS, processes=1)
        synthesise_attainment(YEARS, returns, scale=SCALE, las=AREAS)
        publish(copy_project(folder / "project", set(AREAS)), returns, folder / "out", [(NAME, EDITION)])
        with Warehouse() as warehouse:
            load_reference(warehouse)
            warehouse.connection.execute("SELECT 1").fetchall()
            places = read_gazetteer(warehouse.connection, postcodes_sent(returns))
        counted = performance_tables.counted_indicators(returns, list(YEARS), places)
        counted.to_pickle(folder / "counted.pickle")
        return folder

    return made_once(tmp_path_factory, "performance_england", make)


def recounted(folder: Path) -> Recount:
    """The recount of the edition."""
    areas = read_areas(folder / "project/data/reference", folder / "returns", edition=EDITION, release=NAME)
    return Recount(Counts(pandas.read_pickle(folder / "counted.pickle")), areas, EDITION, {}, suppressed=())


def test_performance_tables(england: Path) -> None:
    publish_folder = england / "out" / NAME / str(EDITION) / "publish"
    found = performance_tables.compare(recounted(england), publish_folder, england / "project/data/reference")
    if report := found.report():
        pytest.fail(report, pytrace=False)
    assert sum(found.agreed.values()) > AT_LEAST
    assert not found.estimated


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
        Recount(recount.counts, recount.areas, EDITION, performance_tables.forms()), neighbours
    )
    performance_tables.compare_data_set(found, indicators, copied)
    assert [(one.column, one.area, one.printed) for one in found.differences] == [
        (column.removeprefix("three_year_"), "301", wrong)
    ]
