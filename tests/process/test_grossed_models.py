"""The models of sql/grossed/: their grains hold, what is given to them is listed, and a page tells their method."""

from __future__ import annotations

import pytest

from pipeline.foundation.stages import SQL, Stage
from pipeline.process.grossed import GIVEN, grossed_models
from pipeline.process.models import grain_violations
from pipeline.process.models_read import read_models
from pipeline.process.sql_files import ModelRefused
from pipeline.runs.release import RunSummary
from tests.conftest import LITTLE_YEAR
from tests.process.test_estimation_decisions import COUNTS, DECISION, england, grossed


@pytest.mark.parametrize("name", [model.name for model in grossed_models()])
def test_no_two_rows_share_the_grain(name: str) -> None:
    """Of two years, one authority carried forward and one missing; regions and parts of London."""
    with england({2020: COUNTS[2020], 2021: {code: COUNTS[2021][code] for code in ("202", "305")}}) as warehouse:
        grossed(warehouse, DECISION)
        model = grossed_models()[name]
        assert grain_violations(warehouse, model) == 0
        columns = [column for column, *_ in warehouse.connection.execute(f"DESCRIBE {name}").fetchall()]
        assert columns == list(model.columns)
        # Who is carried forward without a decision has tests of its own, in tests/runs/adoption_quarterly/.
        if name not in ("grossed.areas_without_figures", "grossed.last_figures"):
            assert warehouse.count(name) > 0


def test_what_no_file_makes_is_listed_and_nothing_else() -> None:
    models = grossed_models()
    read = {table for model in models for table in model.reads if table.startswith("grossed.")}
    assert read - {model.name for model in models} <= set(GIVEN)
    assert not set(GIVEN) & {model.name for model in models}
    with pytest.raises(ModelRefused, match=r"no file makes the table: grossed.* reads grossed\.policy"):
        read_models(SQL, (Stage.GROSSED,), made_elsewhere=frozenset(GIVEN) - {"grossed.policy"})


def test_the_methodology_page_tells_the_method_in_the_words_of_the_models(published_little: RunSummary) -> None:
    page = (published_little.folder / "publish" / "methodology.html").read_text(encoding="utf-8")
    assert f"{LITTLE_YEAR}" in page
    told = [model.name for model in grossed_models() if model.counted and model.counted.split(",")[0] in page]
    assert told == [
        "grossed.counts_behind_areas", "grossed.coverage", "grossed.area_sums", "grossed.estimates", "grossed.cells"
    ]  # fmt: skip
