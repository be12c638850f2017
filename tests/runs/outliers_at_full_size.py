"""All of England with an outlier of every kind: `make outliers ENGLANDS="1 2"`, three minutes each.

Every one planted is shown as a change, and of all other warnings there are fewer than 30.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from pipeline.runs.release import prepare
from pipeline.runs.run import ReleaseRun, open_run
from pipeline.synthetic import OutlierKind, synthesise
from tests.runs.test_planted_outliers import SHOWN_IN, warned_in

SEEDS = [int(seed) for seed in os.environ["OUTLIER_SEEDS"].split()]
YEARS = (2022, 2023, 2024)
FEWEST_TOO_MANY = 30


@pytest.mark.parametrize("seed", SEEDS)
def test_all_outliers_of_england_are_shown_and_few_others(seed: int, tmp_path: Path) -> None:
    synthesise(YEARS, tmp_path / "returns", seed=seed, plant_outliers=True)
    with (tmp_path / "returns" / "ledger" / "planted_defects.csv").open(encoding="utf-8", newline="") as file:
        planted = {row["la_code"]: OutlierKind(row["kind"]) for row in csv.DictReader(file)}
    assert set(planted.values()) == set(OutlierKind)
    run = ReleaseRun("children-looked-after", YEARS[-1], "", tmp_path / "returns", tmp_path / "out")
    with open_run(run) as warehouse:
        prepare(run, warehouse, lambda _: None)
        warned = warned_in(run, warehouse)
    changes = {one.id for one in warned if one.kind.id == "change"}
    assert {f"change-{code}-{SHOWN_IN[kind]}" for code, kind in planted.items()} <= changes
    # What an authority with an outlier has always had otherwise than its neighbours is another warning too.
    others = [one.id for one in warned if one.la_code not in planted or one.kind.id == "standing_difference"]
    assert len(others) < FEWEST_TOO_MANY, others
