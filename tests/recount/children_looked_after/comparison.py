"""Counts returns by the models and by the recount, and sets the two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas

from pipeline.collect.collections.ssda903.staging import stage_returns
from pipeline.collect.collections.staying_put.reading import STAYING_PUT
from pipeline.collect.few_figures.figures_return import stage_figures
from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import Models, build
from pipeline.process.models_read import load_models
from pipeline.process.staged import staged_models

from . import recount
from .places import read_gazetteer
from .reading import postcodes_sent
from .staying_put import YEARS as STAYING_PUT_YEARS
from .tally import COLUMNS

KEY = COLUMNS[:-1]
PAIRS = [("breakdown", "category"), ("breakdown_2", "category_2"), ("breakdown_3", "category_3")]


# Other returns, and the performance indicators, which have a recount of their own.
RETURNS = ("ssda903", "staying_put")
OF_OTHER_RETURNS = {f"staged.{table}" for table, path, _ in staged_models() if path.parent.name not in RETURNS}
OF_INDICATORS = "core.indicator_children"
OF_SOCIAL_WORKERS = "core.social_worker_episodes_held"
"""What is counted from it is printed in the release of stability, and recounted there."""


def measures_of(models: Models) -> list[str]:
    """Every cells model that counts something of children looked after."""
    return [
        model.name.removeprefix("cells.")
        for model in models.chosen(schemas=[Stage.CELLS.value])
        if not any(
            needed.name in (*OF_OTHER_RETURNS, OF_SOCIAL_WORKERS) or needed.name.startswith(OF_INDICATORS)
            for needed in models.upstream(model.name)
        )
    ]


def counted_twice(warehouse: Warehouse, returns: Path, years: Sequence[int]) -> pandas.DataFrame:
    """Every cell of these returns by the models (``of_models``) and by the recount (``of_recount``), 0 where absent."""
    with_models = cells_of_models(warehouse, returns, years)
    places = read_gazetteer(warehouse.connection, postcodes_sent(returns))
    by_recount = recount(returns, years, places)
    if by_recount.empty:
        raise ValueError("The recount found nothing to count.")
    both = with_models.rename(columns={"count": "of_models"}).merge(
        by_recount.rename(columns={"count": "of_recount"}), on=KEY, how="outer"
    )
    both = both.fillna({"of_models": 0, "of_recount": 0})
    return both.sort_values(KEY, ignore_index=True)


def cells_of_models(warehouse: Warehouse, returns: Path, years: Sequence[int]) -> pandas.DataFrame:
    """The cells tables that the real pipeline makes of these returns and no others, one below the other."""
    stage_returns(warehouse, returns, years)
    stage_figures(STAYING_PUT, warehouse, returns, [year for year in years if year in STAYING_PUT_YEARS])
    models = load_models()
    measures = measures_of(models)
    build(warehouse, models, names={need.name for one in measures for need in models.upstream(f"cells.{one}")})
    tables = []
    for measure in measures:
        *names, (count, *_) = warehouse.connection.execute(f"DESCRIBE cells.{measure}").fetchall()
        columns = {name for name, *_ in names}
        key = ", ".join(
            f"'{measure}' AS measure" if name == "measure" else name if name in columns else f"'' AS {name}"
            for name in KEY
        )
        tables.append(f'SELECT {key}, CAST("{count}" AS BIGINT) AS "count" FROM cells.{measure}')
    cells = _in_order(warehouse.connection.execute(" UNION ALL ".join(tables)).fetchdf())
    repeated = cells[cells.duplicated(KEY)]
    if not repeated.empty:
        raise ValueError(f"Cells that occur twice:\n{repeated.head(10).to_string()}")
    return cells


def differences(counts: pandas.DataFrame) -> str:
    """How many cells of each breakdown the two differ in, and the first of them; empty when they agree."""
    wrong = counts[counts["of_models"] != counts["of_recount"]]
    if wrong.empty:
        return ""
    where = wrong.groupby(["measure", *(breakdown for breakdown, _ in PAIRS)]).size()
    return f"{len(wrong)} of {len(counts)} cells differ:\n{where.to_string()}\n{wrong.head(20).to_string()}"


def leaves_in(counts: pandas.DataFrame) -> set[tuple[str, str]]:
    """Every breakdown and category in which something was counted."""
    some = counts[(counts["of_models"] > 0) | (counts["of_recount"] > 0)]
    return {
        leaf for pair in PAIRS for leaf in some[list(pair)].drop_duplicates().itertuples(index=False, name=None)
    } - {("total", "total"), ("", "")}


def _in_order(cells: pandas.DataFrame) -> pandas.DataFrame:
    """The pairs of each row in order of breakdown: a crossing is the same whichever comes first."""
    for one, other in ((PAIRS[0], PAIRS[1]), (PAIRS[1], PAIRS[2]), (PAIRS[0], PAIRS[1])):
        wrong = (cells[other[0]] != "") & (cells[one[0]] > cells[other[0]])
        cells.loc[wrong, [*one, *other]] = cells.loc[wrong, [*other, *one]].to_numpy()
    return cells
