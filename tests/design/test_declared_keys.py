"""Whatever the data sets and tables of children looked after show is a cut that the models make.

A key of known categories can still name a crossing that no cells model has: it would print 0 for every area.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.analyse.areas import read_areas
from pipeline.analyse.edition import Edition
from pipeline.analyse.figures import Shown
from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.collect.collections.staying_put.reading import STAYING_PUT
from pipeline.collect.few_figures.figures_return import stage_figures
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.declared_decimals import require_decimals
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build
from pipeline.process.parts_of_cells import make_parts
from pipeline.protect.edition.at_stake import policies_for
from pipeline.reference.loading import load_reference
from pipeline.runs.release_models import models_of_release
from pipeline.synthetic import synthesise
from pipeline.synthetic.few_figures.staying_put import synthesise_staying_put

NAME = "children-looked-after"
RELEASE = load_release(NAME)
AUTHORITIES = ("302", "931")
YEARS = (2014, 2017, 2024, 2025)  # the reviews of 2014, two years in a row, care leavers of every age
EDITIONS = range(2014, 2026)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The cells of two authorities in the three years."""
    folder = tmp_path_factory.mktemp("returns")
    synthesise(YEARS, folder, seed=3, las=AUTHORITIES, processes=1)
    synthesise_staying_put([2014], folder, seed=3, las=AUTHORITIES)
    with Warehouse() as warehouse:
        load_reference(warehouse)
        stage_returns(warehouse, folder, YEARS)
        stage_figures(STAYING_PUT, warehouse, folder, [2014])
        build(warehouse, models_of_release(NAME), schemas=["staged", "core", "cells"])
        make_parts(warehouse, RELEASE.measures)
        yield warehouse


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_figure_is_of_a_cut_that_the_models_make(counted: Warehouse, edition: int) -> None:
    cuts: dict[str, set[frozenset[str]]] = {}
    missing = set()
    contents = load_contents(TEMPLATES / NAME / "tables.yaml")
    require_decimals(RELEASE, contents, policies_for(RELEASE, edition), edition)
    shown = Edition(RELEASE, contents, edition, "", [edition], read_areas(counted, [edition])).of_few_areas().shown()
    # The same cells stand behind a figure in every area.
    for figure in {one.at(edition, "") for one in shown}:
        for measure, key in cells_of(figure):
            if measure not in cuts:
                cuts[measure] = cuts_of(counted, measure)
            breakdowns = frozenset(pair.partition("=")[0] for pair in key.split(";") if pair)
            if breakdowns not in cuts[measure]:
                missing.add((measure, ", ".join(sorted(breakdowns))))
    assert missing == set()
    assert len(cuts) > 20


def cells_of(figure: Shown) -> Iterator[tuple[str, str]]:
    """The cells that a figure is worked out from."""
    if figure.statistic == "population":
        return
    yield figure.measure, ";".join(part for part in (figure.key, figure.histogram) if part)
    if figure.statistic in ("percent", "average"):
        yield figure.whole
    if figure.minus[0]:
        yield figure.minus


def cuts_of(warehouse: Warehouse, measure: str) -> set[frozenset[str]]:
    """The sets of breakdowns by which a measure's cells are cut in any year; the total is cut by none."""
    columns = [
        name
        for (name, *_) in warehouse.connection.execute(f"DESCRIBE cells.{measure}").fetchall()
        if name.startswith("breakdown")
    ]
    rows = warehouse.connection.execute(f"SELECT DISTINCT {', '.join(columns)} FROM cells.{measure}").fetchall()
    return {frozenset(name for name in row if name not in ("", "total")) for row in rows}
