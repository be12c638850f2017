"""Every cell and every indicator of every LA of a synthetic England: models and independent recounts agree.

So do the SFR, the lists of children and the generator's own account of what it made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, zip_longest
from pathlib import Path

import pandas
import pytest

from pipeline.design.indicators import IndicatorDefinition, load_definitions
from pipeline.design.statistic import Cell
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import load_checks, run_check
from pipeline.process.models import build
from pipeline.process.models_read import load_models
from pipeline.process.rollup import ANCESTORS, breakdown_pairs
from tests.recount.children_looked_after.__main__ import england_counted_twice
from tests.recount.children_looked_after.agreement import ledger_must_agree, must_agree
from tests.recount.children_looked_after.places import read_gazetteer
from tests.recount.children_looked_after.reading import postcodes_sent
from tests.recount.indicators import recount_indicators

SCALE = 0.03
KEY = ["collection_year", "la_code", "indicator"]
WITH_CHILDREN = [one for one in load_definitions() if one.has_child_list]
IN_SFR = [one for one in WITH_CHILDREN if one.sfr]


@dataclass(frozen=True)
class England:
    """A warehouse with the cells of some years, and the returns that it was made of.

    ``cells`` has a row a cell of children looked after, as models and recount count it.
    """

    warehouse: Warehouse
    returns: Path
    years: list[int]
    cells: pandas.DataFrame

    def counts(self, cell: Cell, what: str) -> pandas.DataFrame:
        """The cell of every LA and year, 0 left out, under every node of the trees of categories."""
        pairs = breakdown_pairs(cell.key) or [("total", "total")]
        columns = [name for name, *_ in self.warehouse.connection.execute(f"DESCRIBE cells.{cell.measure}").fetchall()]
        places = [name.removeprefix("breakdown") for name in columns if name.startswith("breakdown")]
        # A crossing is the same whichever breakdown comes first.
        orders = [
            " AND ".join(
                f"breakdown{place} = '{breakdown}' AND ('{breakdown}' IN ('', 'total') OR category{place} IN "
                f"(SELECT leaf FROM ancestors WHERE breakdown = '{breakdown}' AND node = '{node}'))"
                for place, (breakdown, node) in zip_longest(places, order, fillvalue=("", ""))
            )
            for order in permutations(pairs)
        ]
        return self.warehouse.connection.execute(
            f"WITH ancestors AS ({ANCESTORS}) "
            f"SELECT collection_year, la_code, sum({columns[-1]})::BIGINT AS {what} FROM cells.{cell.measure} "
            f"WHERE {' OR '.join(orders)} GROUP BY ALL HAVING {what} > 0"
        ).fetchdf()

    def single_years(self, one: IndicatorDefinition, numerator: Cell, denominator: Cell) -> pandas.DataFrame:
        """Numerator and denominator of an indicator by LA and year."""
        both = self.counts(denominator, "denominator").merge(
            self.counts(numerator, "numerator"), on=KEY[:2], how="outer"
        )
        return both.fillna(0).assign(indicator=one.code)


@pytest.fixture(scope="module", params=[[2022, 2023, 2024], [2014, 2015]], ids=["to 2024", "2014 and 2015"])
def england(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[England]:
    folder = tmp_path_factory.mktemp("england")
    with Warehouse() as warehouse:
        both = england_counted_twice(warehouse, folder, request.param, SCALE, processes=1)
        models = load_models()
        cells = {cell.measure for one in WITH_CHILDREN for cell in (one.numerator_cell, one.denominator_cell)}
        cells |= {cell.measure for one in IN_SFR if one.sfr for cell in (one.sfr.numerator, one.sfr.denominator)}
        needed = {need.name for name in cells for need in models.upstream(f"cells.{name}")}
        build(warehouse, models, names={name for name in needed if not warehouse.has_table(name)})
        yield England(warehouse, folder, request.param, both)


def test_every_cell_is_that_of_the_recount_and_of_the_generators_account(england: England) -> None:
    must_agree(england.cells)
    ledger_must_agree(england.cells, england.returns)
    assert england.cells["la_code"].nunique() > 145, "at this scale only the smallest LAs have no child"


def test_models_and_recount_agree_for_every_la(england: England) -> None:
    counted = pandas.concat(
        england.single_years(one, one.numerator_cell, one.denominator_cell) for one in WITH_CHILDREN
    )
    places = read_gazetteer(england.warehouse.connection, postcodes_sent(england.returns))
    recounted = recount_indicators(england.returns, england.years, places)
    both = counted.merge(recounted, on=KEY, how="outer", suffixes=("", "_of_recount")).fillna(0)
    wrong = both[
        (both["numerator"] != both["numerator_of_recount"]) | (both["denominator"] != both["denominator_of_recount"])
    ]
    assert wrong.empty, f"{len(wrong)} of {len(both)} differ, first:\n{wrong.head(20).to_string()}"
    assert both["la_code"].nunique() > 145
    # Nothing agrees by being nothing: every indicator has children in the numerator and out of it.
    sums = both.groupby("indicator")[["numerator", "denominator"]].sum()
    assert list(sums.index) == sorted(one.code for one in WITH_CHILDREN)
    assert (sums["numerator"] > 0).all()
    assert (sums["denominator"] > sums["numerator"])[[one.code for one in WITH_CHILDREN if one.unit == "percent"]].all()


def test_an_indicator_is_the_same_count_as_in_the_sfr(england: England) -> None:
    assert {one.family for one in IN_SFR} == {"Placements", "Adoption", "Leaving care"}
    for one in IN_SFR:
        assert one.sfr is not None
        here = england.single_years(one, one.numerator_cell, one.denominator_cell)
        there = england.single_years(one, one.sfr.numerator, one.sfr.denominator)
        both = here.merge(there, on=KEY, how="outer", suffixes=("", "_of_sfr")).fillna(0)
        both = both[both["collection_year"] >= one.sfr.first_year]
        wrong = both[
            (both["numerator"] != both["numerator_of_sfr"]) | (both["denominator"] != both["denominator_of_sfr"])
        ]
        assert wrong.empty, f"{one.code}:\n{wrong.head().to_string()}"
        assert len(both) > 140


def test_the_children_listed_add_up_and_every_row_is_sound(england: England) -> None:
    checks = {check.name: check for check in load_checks()}
    for name in ("core.indicator_children_are_sound", "cells.indicators_add_up"):
        assert run_check(england.warehouse, checks[name]).rows == ()


def test_reasons_are_a_short_list_and_say_whether_a_row_counts(england: England) -> None:
    rows = england.warehouse.connection.execute(
        "SELECT indicator, reason, count(DISTINCT is_counted) FROM core.indicator_children GROUP BY ALL"
    ).fetchall()
    assert {number for *_, number in rows} == {1}
    assert all(0 < len(reason) <= 90 for _, reason, _ in rows)
    assert max(sum(one == code for one, *_ in rows) for code, *_ in rows) <= 8
