"""Every cells table of children in need agrees with the independent recount, for every LA of a synthetic England.

The same is asked of awkward histories in the returns of many years, by both methods of counting need.
"""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from pipeline.collect.collections.cin import stage_cin
from pipeline.foundation.stages import REFERENCE, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import Models, build
from pipeline.process.models_read import load_models
from pipeline.reference.loading import load_reference
from pipeline.synthetic.cin import synthesise_cin
from tests.recount.children_in_need import COLUMNS, recount
from tests.recount.children_in_need.awkward import AwkwardChildren
from tests.recount.children_in_need.writing import write_awkward_returns
from tests.synthetic.synthetic_cin import ledger

KEY = COLUMNS[:-1]
YEARS = [2023, 2024]
SCALE = 0.012
# 2014 had initial and core assessments, editions up to 2017 counted need otherwise, and codes came in 2021, 2022, 2023
# and 2025. 2016, 2019 and 2020 are missing: what the returns of the year before would say is not known.
AWKWARD_YEARS = [2014, 2015, 2017, 2018, 2021, 2022, 2023, 2024, 2025]
AWKWARD_AUTHORITIES = ["203", "301", "302", "838", "886"]
AWKWARD_CHILDREN = 3_000
# No record falls in these: working days are known for every day of the returns, every plan has its case, and a case
# that is open on 31 March was referred by then.
NEVER = {
    ("duration_to_conference", "working_days_not_known"),
    ("remained_in_need", "remained_in_need_not_known"),
    ("duration_of_open_episode", "duration_not_known"),
}

# What the synthesis counts of plans as it tells them, where it counts plans and children apart.
IN_THE_LEDGER = {
    "child_protection_plans_starting": "plans_starting",
    "children_starting_a_child_protection_plan": "children_starting_a_plan",
    "child_protection_plans_ending": "plans_ending",
    "children_ending_a_child_protection_plan": "children_ending_a_plan",
    "child_protection_plans_at_any_point": "plans_at_any_point",
    "children_on_a_child_protection_plan_at_any_point": "children_on_a_plan_at_any_point",
    "child_protection_plans_on_31_march": "plans_on_31_march",
    "children_on_a_child_protection_plan_on_31_march": "children_on_a_plan_on_31_march",
}


def measures_of(models: Models) -> list[str]:
    """Every cells model that counts something of the census, and of no other return."""
    found = []
    for model in models.chosen(schemas=[Stage.CELLS.value]):
        staged = [needed.name for needed in models.upstream(model.name) if needed.stage is Stage.STAGED]
        if staged and all(name.startswith("staged.cin_") for name in staged):
            found.append(model.name.removeprefix("cells."))
    return found


def counted_twice(returns: Path, years: list[int]) -> pandas.DataFrame:
    """Every cell of these returns by the models (``of_models``) and by the recount (``of_recount``), 0 where absent."""
    with_models = cells_of_models(returns, years)
    by_recount = recount(returns, years)
    assert not by_recount.empty
    both = with_models.rename(columns={"count": "of_models"}).merge(
        by_recount.rename(columns={"count": "of_recount"}), on=KEY, how="outer"
    )
    return both.fillna({"of_models": 0, "of_recount": 0}).sort_values(KEY, ignore_index=True)


def cells_of_models(returns: Path, years: list[int]) -> pandas.DataFrame:
    """The cells tables that the real pipeline makes of these returns and no others, one below the other."""
    models = load_models()
    measures = measures_of(models)
    with Warehouse() as warehouse:
        load_reference(warehouse)
        stage_cin(warehouse, returns, years)
        build(warehouse, models, names={need.name for one in measures for need in models.upstream(f"cells.{one}")})
        selects = []
        for measure in measures:
            *key, (count, *_) = warehouse.connection.execute(f"DESCRIBE cells.{measure}").fetchall()
            columns = ", ".join(column for column, *_ in key)
            selects.append(f'SELECT {columns}, \'{measure}\' AS measure, "{count}" AS "count" FROM cells.{measure}')
        cells = warehouse.connection.execute(" UNION ALL ".join(selects)).fetchdf()
    repeated = cells[cells.duplicated(KEY)]
    assert repeated.empty, f"cells that occur twice:\n{repeated.head(10).to_string()}"
    return cells


def must_agree(counts: pandas.DataFrame, first_year: int) -> None:
    """Fail with the cells on which models and recount differ: how many of each breakdown, and the first of them."""
    every = measures_of(load_models())
    assert set(counts["measure"]) == {one for one in every if first_year <= 2017 or not one.endswith("_to_2017")}
    wrong = counts[counts["of_models"] != counts["of_recount"]]
    if not wrong.empty:
        where = wrong.groupby(["measure", "breakdown", "breakdown_2"]).size()
        pytest.fail(
            f"{len(wrong)} of {len(counts)} cells differ:\n{where.to_string()}\n{wrong.head(20).to_string()}",
            pytrace=False,
        )


def test_the_recount_of_england_agrees(tmp_path: Path) -> None:
    synthesise_cin(YEARS, tmp_path, scale=SCALE, processes=1)
    counts = counted_twice(tmp_path, YEARS)
    must_agree(counts, YEARS[0])
    documents = (tmp_path / "cin" / "2024").glob("*/*.xml")
    sent = {path.parent.name for path in documents if "<Child>" in path.read_text(encoding="utf-8")}
    assert len(sent) > 150, "at this scale only the smallest LAs have no child"
    of_2024 = counts[counts["collection_year"] == 2024]
    assert set(of_2024["la_code"]) == sent
    kept_by_authority = {code: ledger(tmp_path, 2024, code) for code in sent}
    for measure, kept in IN_THE_LEDGER.items():
        totals = of_2024[(of_2024["measure"] == measure) & (of_2024["breakdown"] == "total")]
        cells = totals.groupby("la_code")["of_models"].sum()
        assert cells[cells > 0].to_dict() == {
            code: counts[kept, "total"] for code, counts in kept_by_authority.items() if counts[kept, "total"]
        }, measure


def test_the_recount_of_awkward_histories_agrees(tmp_path: Path) -> None:
    """And they are awkward enough: there is no category into which none of them falls."""
    lives = AwkwardChildren(1, AWKWARD_AUTHORITIES)
    everyone = [known for number in range(AWKWARD_CHILDREN) for known in lives.child(number)]
    write_awkward_returns(tmp_path, everyone, AWKWARD_YEARS)
    counts = counted_twice(tmp_path, AWKWARD_YEARS)
    must_agree(counts, AWKWARD_YEARS[0])
    rows = pandas.read_csv(REFERENCE / "categories.csv", dtype="str", keep_default_na=False)
    groups = set(rows[["breakdown", "parent"]].itertuples(index=False, name=None))
    leaves = set(rows[["breakdown", "category"]].itertuples(index=False, name=None)) - groups - NEVER
    found = set(counts[["breakdown", "category"]].itertuples(index=False, name=None))
    breakdowns = {breakdown for breakdown, _ in found}
    assert {leaf for leaf in leaves if leaf[0] in breakdowns} - found == set()
