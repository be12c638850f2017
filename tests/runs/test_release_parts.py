"""One edition in two parts, its tables rounded more than its data files: published, read back and attacked.

The release is declared here, small, after those of 2014 to 2017, over the returns of the small England in one year.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.analyse.areas import ENGLAND, read_areas
from pipeline.analyse.reading import read_about, read_workbooks
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.numbers import DisclosureError
from pipeline.foundation.stages import UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition import at_stake
from pipeline.reference.loading import load_reference
from pipeline.runs.audit import audit_release
from pipeline.runs.explain import explain_cell
from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun
from tests.runs.country import all_but
from tests.runs.invented_release import NAME, SENDERS, YEAR, invented_release

REGIONS = tuple(f"E1200000{number}" for number in range(1, 10))


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The invented release in place of the real one of its name."""
    with invented_release(tmp_path_factory.mktemp("templates")) as folder:
        yield folder


@pytest.fixture(scope="module")
def last_year(small_england: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The returns of the year that is published: nothing that the release shows needs those before it."""
    returns = tmp_path_factory.mktemp("returns")
    shutil.copytree(small_england / "ssda903" / str(YEAR), returns / "ssda903" / str(YEAR))
    return returns


@pytest.fixture(scope="module")
def september(templates: Path, last_year: Path, tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    return publish("september", last_year, tmp_path_factory.mktemp("september"))


@pytest.fixture(scope="module")
def december(templates: Path, last_year: Path, tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    return publish("december", last_year, tmp_path_factory.mktemp("december"))


def publish(part: str, returns: Path, out: Path) -> RunSummary:
    return publish_release(ReleaseRun(NAME, YEAR, part, returns, out, accept_coverage=True), report=lambda _: None)


def underlying(summary: RunSummary) -> dict[str, dict[str, str]]:
    with (summary.folder / "publish/data/SFR_CLA2024.csv").open(encoding="utf-8", newline="") as file:
        # These files have letters for regions, in their order, and 999 for England.
        letters = dict(zip("ABCDEFGHIJK", (*REGIONS[:7], "E13000001", "E13000002", *REGIONS[7:]), strict=True))
        codes = {"999": ENGLAND.area_code, **letters}
        return {codes.get(row["la"], row["la"]): row for row in csv.DictReader(file)}


def test_two_parts_are_one_disclosure_system(september: RunSummary, december: RunSummary) -> None:
    assert {name for name in september.published.files if name.startswith("data/")} == {
        "data/SFR_CLA2024.csv",
        "data/SFR_CLA2024_metadata.csv",
        "data/SFR_CLA2024.parquet",
    }
    assert {name for name in december.published.files if name.startswith("data/")} == {
        "data/ceased.csv",
        "data/ceased.meta.csv",
        "data/ceased.parquet",
    }
    certificates = [
        json.loads((one.folder / "publish/certificate.json").read_text(encoding="utf-8"))
        for one in (september, december)
    ]
    # The same figures are suppressed, whichever part is written.
    assert certificates[0]["pattern_sha256"] == certificates[1]["pattern_sha256"]
    assert all(one["parts_protected_together"] == ["september", "december"] for one in certificates)
    for one in (september, december):
        assert audit_release(one.folder).is_safe
    assert audit_release(december.folder, [september.folder]).is_safe


def test_tables_and_data_files_round_as_their_own_rules_say(templates: Path, september: RunSummary) -> None:
    publish_folder = september.folder / "publish"
    figures = underlying(september)
    contents = load_contents(templates / NAME / "tables.yaml")
    about = read_about(publish_folder)
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False, left_out=all_but(SENDERS))
        areas = read_areas(warehouse, about.years)
    compared = 0
    for read in read_workbooks(publish_folder, contents, YEAR, "september", about.years, areas):
        row = figures[read.shown.area_code]
        column = {"": "CLA_Mar2024", "sex=male": "CLA_male"}.get(read.shown.key)
        if column is None or not row[column].isdigit():
            continue
        exact, base = int(row[column]), 5 if row["la"].isdigit() and row["la"] != "999" else 10
        assert int(read.text) == (2 * exact + base) // (2 * base) * base
        compared += base == 5 and exact % 5 != 0
    assert compared > 10
    certificate = json.loads((publish_folder / "certificate.json").read_text(encoding="utf-8"))
    assert certificate["policy"]["rounding_local_authority"] == 1
    assert certificate["rounding_of_tables"] == {"local_authority": 5, "regional": 10, "national": 10}


def test_two_files_that_contradict_one_another_are_noticed(september: RunSummary, tmp_path: Path) -> None:
    """A data file's count that does not round to the table's stops the attack: one of them is wrong."""
    broken = tmp_path / "broken"
    shutil.copytree(september.folder, broken)
    path = broken / "publish/data/SFR_CLA2024.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    at = next(at for at, row in enumerate(rows) if row.startswith("LA,") and row.split(",")[4].isdigit())
    cells = rows[at].split(",")
    rows[at] = ",".join([*cells[:4], str(int(cells[4]) + 40), *cells[5:]])
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(DisclosureError, match="another file prints"):
        audit_release(broken)


def test_an_average_is_published_and_explained(december: RunSummary) -> None:
    summary = december
    explanation = explain_cell("ceased:2024:E92000001:Average duration", summary.folder, with_records=True)
    assert re.fullmatch(r"\d+:1?\d", explanation.printed)
    assert explanation.shown.statistic == "average"
    assert "divided by ceased_during_year, total" in explanation.in_words()
    models = {model.name for model in explanation.models}
    assert {"cells.days_looked_after_on_ceasing", "cells.ceased_during_year"} <= models
    with Warehouse(summary.folder.parent / ".2024-december.duckdb") as warehouse:
        days, children = warehouse.connection.execute(
            "SELECT sum(value) FILTER (measure = 'days_looked_after_on_ceasing'), "
            "sum(value) FILTER (measure = 'ceased_during_year') FROM grossed.local_authority_counts "
            "WHERE breakdown_key = '' AND collection_year = 2024"
        ).fetchall()[0]
    assert explanation.records is not None
    assert len(explanation.records) == children  # an average counts the records that it is of
    years, months = map(int, explanation.printed.split(":"))
    assert abs(years * 12 + months - 12 * days / children / 365.25) <= 1  # the estimate rounds the two apart
    with (summary.folder / "publish/data/ceased.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["reason"] == "Average duration"]
    assert {row["percentage"] for row in rows} == {"z"}
    share = explain_cell("ceased:2024:E92000001:Adopted:percentage", summary.folder)
    assert share.shown.statistic == "percent"
    with pytest.raises(UsageError, match="no labels 'Adopted:rate'"):
        explain_cell("ceased:2024:E92000001:Adopted:rate", summary.folder)


def test_an_exemption_of_an_unknown_measure_is_refused(templates: Path) -> None:
    path = templates / NAME / "release.toml"
    entry = '\n[[exemptions]]\nmeasure = "care_leavrs"\nreason = "a reason"\nauthority = "an authority"\n'
    rules = path.read_text(encoding="utf-8")
    path.write_text(rules + entry, encoding="utf-8")
    with pytest.raises(UsageError, match=r"'care_leavrs' is not in data_sets\.yaml"):
        at_stake.policies_for(load_release(NAME), YEAR)
    path.write_text(rules, encoding="utf-8")
