"""What two printed counts of the same children leave is declared, and so protected: asked of their records."""

from __future__ import annotations

import shutil

import pytest

from pipeline.design.statistic import Cell
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.release import RunSummary
from tests.protect.reader.contained_children import Compared, compare, reasons


@pytest.fixture(scope="module")
def compared(published: RunSummary, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Every two counts, of the warehouse copied: another process of the tests may explain a figure meanwhile."""
    folder, copy = published.folder, tmp_path_factory.mktemp("contained") / "copy.duckdb"
    shutil.copy(folder.parent / f".{folder.name}.duckdb", copy)
    with Warehouse(copy) as warehouse:
        return compare(folder, warehouse)


def test_nothing_is_left_over_without_a_name(compared: Compared) -> None:
    assert compared.counted > 0.9 * compared.printed > 200
    assert not {one.words: one.places for one in compared.leftovers if one.words not in reasons()}


def test_what_is_declared_was_found_too(compared: Compared) -> None:
    """Who is under 1 on 31 March started within the year: were that not declared, what it leaves would be reported."""
    found = {(one.whole, one.part) for one in compared.declared}
    assert (
        Cell("started_during_year", "age_group=under_1"),
        Cell("looked_after_on_31_march", "age_group=under_1"),
    ) in found
