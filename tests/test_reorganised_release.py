"""Cumbria's children in the first year of the two authorities that followed it: published, recounted and checked alike."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas
import pytest
from conftest import made_once
from recount import recount
from recount.places import Gazetteer
from recount_indicators import recount_indicators
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.release import ReleaseRun, RunSummary, publish_release
from pipeline.synthetic import synthesise

CUMBRIA, SUCCESSORS = "909", ("942", "943")
# What looks back does not ask where a postcode lies.
NOWHERE = Gazetteer(postcodes={})


@pytest.fixture(scope="module")
def cumbria(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The returns of 2022 to 2024: two years of Cumbria's and the first of those that followed it."""

    def make(folder: Path) -> Path:
        synthesise((2022, 2023, 2024), folder, seed=7, las=(CUMBRIA, *SUCCESSORS), processes=1)
        return folder

    return made_once(tmp_path_factory, "cumbria", make)


@pytest.fixture(scope="module")
def released(cumbria: Path, tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    def make(folder: Path) -> RunSummary:
        run = ReleaseRun("children-looked-after", 2024, "", cumbria, folder)
        return publish_release(run, report=lambda _: None)

    return made_once(tmp_path_factory, "cumbria-released", make)


@pytest.fixture(scope="module")
def recounted(cumbria: Path) -> dict[tuple[str, str, str], int]:
    """Count by authority, measure and category, of 2024."""
    cells = recount(cumbria, [2024], NOWHERE)
    single = cells[cells["breakdown_2"] == ""]
    return {(row.la_code, row.measure, row.category): int(row.count_) for row in single.rename(
        columns={"count": "count_"}).itertuples()}  # fmt: skip


def of_2024(released: RunSummary, data_set: str, **filters: str) -> dict[str, str]:
    """The number that a data set has for each authority with these labels; symbols as they are."""
    with (released.folder / "publish" / "data" / f"{data_set}.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["geographic_level"] == "Local authority"]
    return {
        row["old_la_code"]: row["number"]
        for row in rows
        if row["time_period"].startswith("2024") and all(row[column] == label for column, label in filters.items())
    }
