"""Every cells table agrees with the independent recount, for every LA of a synthetic England at a tenth of full size.

The same is asked of awkward histories, and the generator's own account of what it made is compared as well.
"""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest
from recount import COLUMNS, recount
from recount.awkward import AwkwardLives, write_awkward_returns
from recount.places import read_gazetteer
from recount.reading import postcodes_sent

from pipeline.models import build, load_models
from pipeline.reference import load_reference
from pipeline.returns import stage_returns
from pipeline.stages import REFERENCE, Stage
from pipeline.synthetic import synthesise
from pipeline.warehouse import Warehouse

KEY = COLUMNS[:-1]
MEASURES = [
    "adopted_during_year",
    "ceased_during_year",
    "children_placed_within_local_authority",
    "exclusively_short_term_series",
    "looked_after_2_and_half_years_aged_under_16",
    "looked_after_2_years_on_31_march",
    "looked_after_during_year",
    "looked_after_on_31_march",
    "new_placements_during_year",
    "placement_changes_during_year",
    "started_during_year",
]
COUNTS_PLACEMENTS = ["new_placements_during_year", "placement_changes_during_year"]
YEARS = [2022, 2023, 2024]
AWKWARD_YEARS = [2021, 2022, 2023, 2024]
AWKWARD_AUTHORITIES = ["203", "301", "302", "825", "838", "942"]
AWKWARD_CHILDREN = 3_000


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The returns of a tenth of England."""
    folder = tmp_path_factory.mktemp("england")
    synthesise(YEARS, folder, scale=0.1)
    return folder


@pytest.fixture(scope="module")
def counts(england: Path) -> pandas.DataFrame:
    """England counted by the models and recounted."""
    with Warehouse() as warehouse:
        load_reference(warehouse)
        return counted_twice(warehouse, england, YEARS)


@pytest.fixture(scope="module")
def awkward_counts(tmp_path_factory: pytest.TempPathFactory) -> pandas.DataFrame:
    """Awkward histories counted by the models and recounted."""
    returns = tmp_path_factory.mktemp("awkward")
    with Warehouse() as warehouse:
        load_reference(warehouse)
        lives = AwkwardLives(1, {la_code: postcodes_of(warehouse, la_code) for la_code in AWKWARD_AUTHORITIES})
        write_awkward_returns(returns, [lives.life(number) for number in range(AWKWARD_CHILDREN)], AWKWARD_YEARS)
        return counted_twice(warehouse, returns, AWKWARD_YEARS)


def postcodes_of(warehouse: Warehouse, la_code: str) -> list[str]:
    """A few postcodes of an LA."""
    found = warehouse.connection.execute(
        "SELECT postcode FROM reference.postcodes JOIN reference.district_local_authorities USING (lad_code) "
        "WHERE la_code = ? ORDER BY postcode LIMIT 8",
        [la_code],
    ).fetchall()
    return [postcode for (postcode,) in found]


def counted_twice(warehouse: Warehouse, returns: Path, years: list[int]) -> pandas.DataFrame:
    """Every cell of these returns by the models (``of_models``) and by the recount (``of_recount``), 0 where absent."""
    with_models = cells_of_models(warehouse, returns, years)
    places = read_gazetteer(warehouse.connection, postcodes_sent(returns))
    by_recount = pandas.concat([recount(returns, year, places) for year in years])
    assert not by_recount.empty
    both = with_models.rename(columns={"count": "of_models"}).merge(
        by_recount.rename(columns={"count": "of_recount"}), on=KEY, how="outer"
    )
    return both.fillna({"of_models": 0, "of_recount": 0}).sort_values(KEY, ignore_index=True)


def cells_of_models(warehouse: Warehouse, returns: Path, years: list[int]) -> pandas.DataFrame:
    """The cells tables that the real pipeline makes of these returns and no others, one below the other."""
    stage_returns(warehouse, returns, years)
    models = load_models()
    needed = {model.name for measure in MEASURES for model in models.upstream(f"cells.{measure}")}
    build(warehouse, models, names=needed)
    selects = [
        f"SELECT collection_year, la_code, '{measure}' AS measure, breakdown, category, breakdown_2, category_2, "
        f'{"placements" if measure in COUNTS_PLACEMENTS else "children"} AS "count" FROM cells.{measure}'
        for measure in MEASURES
    ]
    cells = warehouse.connection.execute(" UNION ALL ".join(selects)).fetchdf()
    repeated = cells[cells.duplicated(KEY)]
    assert repeated.empty, f"cells that occur twice:\n{repeated.head(10).to_string()}"
    return cells


def must_agree(counts: pandas.DataFrame, measure: str) -> None:
    """Fail with the first cells of a measure on which models and recount differ."""
    cells = counts[counts["measure"] == measure]
    assert not cells.empty, "nothing to compare"
    wrong = cells[cells["of_models"] != cells["of_recount"]]
    if not wrong.empty:
        pytest.fail(f"{len(wrong)} of {len(cells)} cells differ, first:\n{wrong.head(20).to_string()}", pytrace=False)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_recount_of_england_agrees(counts: pandas.DataFrame, measure: str) -> None:
    must_agree(counts, measure)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_recount_of_awkward_histories_agrees(awkward_counts: pandas.DataFrame, measure: str) -> None:
    must_agree(awkward_counts, measure)


def test_every_cells_model_that_counts_episodes_is_recounted() -> None:
    models = load_models()
    counting = [
        model.name
        for model in models.chosen(schemas=[Stage.CELLS.value])
        if any(needed.name == "staged.episodes" for needed in models.upstream(model.name))
    ]
    assert sorted(counting) == [f"cells.{measure}" for measure in MEASURES]


def test_every_category_is_a_leaf_of_the_tree(counts: pandas.DataFrame, awkward_counts: pandas.DataFrame) -> None:
    rows = pandas.read_csv(REFERENCE / "categories.csv", dtype="str", keep_default_na=False)
    tree = list(rows[["breakdown", "category", "parent"]].itertuples(index=False, name=None))
    groups = {(breakdown, parent) for breakdown, _, parent in tree if parent}
    leaves = {(breakdown, category) for breakdown, category, _ in tree} - groups | {("total", "total"), ("", "")}
    for table in (counts, awkward_counts):
        for columns in (["breakdown", "category"], ["breakdown_2", "category_2"]):
            assert not set(table[columns].drop_duplicates().itertuples(index=False, name=None)) - leaves


def test_the_generators_own_totals_agree(counts: pandas.DataFrame, england: Path) -> None:
    ledger = pandas.read_csv(england / "ledger" / "totals.csv", dtype={"la_code": "str"})
    ledger = ledger[ledger["measure"].isin(MEASURES)]
    ledger["category"] = ledger["category"].str.lower()
    # The ledger names no breakdown; its categories each belong to one.
    key = ["collection_year", "la_code", "measure", "category"]
    both = ledger.merge(counts[counts["breakdown_2"] == ""], on=key, how="left")
    assert len(both) == len(ledger) > 0
    wrong = both[both["children"] != both["of_recount"]]
    if not wrong.empty:
        pytest.fail(f"{len(wrong)} totals of the ledger differ, first:\n{wrong.head(20).to_string()}", pytrace=False)
