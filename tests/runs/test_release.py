"""A whole release from a small England: what must be in it, and what stops it.

That it repeats: test_assets_runs.py. That it is safe, alone and with another: test_performance_tables.py.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import PROJECT_ROOT, UnreadableInput, UsageError
from pipeline.protect.edition.release_key import digest_of_inputs
from pipeline.runs.audit import audit_release
from pipeline.runs.explain import explain_cell
from pipeline.runs.reading import read
from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun, open_run
from tests.conftest import EMPTY, SENT_ANOTHERS, WHOSE
from tests.runs.country import all_of_england


def rows(publish: Path, name: str) -> list[dict[str, str]]:
    with (publish / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_promised_file_is_there_and_nothing_else(published: RunSummary) -> None:
    names = {
        path.relative_to(published.folder / "publish").as_posix() for path in published.folder.rglob("publish/**/*")
    }
    assert {"index.html", "methodology.html", "manifest.json", "certificate.json", "coverage.csv"} <= names
    data = {name for name in names if name.startswith("data/") and name.endswith(".csv")}
    assert len(data) == 2 * len(load_release("children-looked-after").data_sets_in(2024))
    assert "tables/children-looked-after-2024-local-authority-tables.xlsx" in names


def test_the_manifest_names_every_file_by_its_digest(published: RunSummary) -> None:
    publish = published.folder / "publish"
    manifest = json.loads((publish / "manifest.json").read_text())
    found = digests(publish)
    del found["manifest.json"]
    assert {output["path"]: output["sha256"] for output in manifest["outputs"]} == found


def test_what_was_read_is_listed_for_the_keeper_only(published: RunSummary) -> None:
    manifest = json.loads((published.folder / "publish" / "manifest.json").read_text())
    kept = json.loads((published.folder / "restricted" / "inputs.json").read_text())
    # Three years of nine authorities; ten files a year, and one more from 2024 on.
    assert len(kept["inputs"]) == 9 * (10 + 10 + 11)
    assert all(not one["path"].startswith("/") for one in kept["inputs"])
    assert manifest["inputs_digest"] == digest_of_inputs(bytes.fromhex(kept["release_key"]))


def test_rates_use_the_populations_that_the_edition_had_then(published: RunSummary) -> None:
    """11,998,646 children in 2024 and 11,885,789 in 2023, as in the published file of 2024, not as estimated since."""
    path = published.folder / "publish" / "data" / "cla_number_and_rate_per_10k_children.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    england = {row["time_period"]: row["population_estimate"] for row in rows if row["geographic_level"] == "National"}
    assert england == {"2022": "11762878", "2023": "11885789", "2024": "11998646"}
    page = (published.folder / "publish" / "methodology.html").read_text(encoding="utf-8")
    assert "the mid-year estimates that the department's edition of 2024 used" in page.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("year", "latest", "edition"), [(2024, False, 2024), (2024, True, None), (2023, False, 2023), (2022, False, None)]
)
def test_the_latest_populations_may_be_asked_for(tmp_path: Path, year: int, latest: bool, edition: int | None) -> None:
    run = ReleaseRun("children-looked-after", year, "", tmp_path, tmp_path, latest_populations=latest)
    assert run.population_edition == edition


def test_no_small_count_of_an_authority_is_shown(published: RunSummary) -> None:
    publish = published.folder / "publish"
    for name in ("la_cla_on_31_march_by_characteristics", "la_children_who_ceased_during_the_year"):
        shown = [
            int(row["number"])
            for row in rows(publish, name)
            if row["geographic_level"] == "Local authority" and row["number"].isdigit()
        ]
        assert shown
        assert not [number for number in shown if 1 <= number <= 5]


def test_england_and_regions_are_multiples_of_ten(published: RunSummary) -> None:
    for row in rows(published.folder / "publish", "la_cla_on_31_march_by_characteristics"):
        if row["geographic_level"] != "Local authority" and row["number"].lstrip("-").isdigit():
            assert int(row["number"]) % 10 == 0


def test_a_suppressed_number_put_back_by_hand_is_named(published_little: RunSummary, tmp_path: Path) -> None:
    broken = tmp_path / "2024"
    shutil.copytree(published_little.folder / "publish", broken / "publish")
    path = broken / "publish" / "data" / "la_cla_on_31_march_by_characteristics.csv"
    lines = path.read_text().splitlines(keepends=True)
    suppressed = published_little.folder / "restricted" / "unprotected_cells.csv"
    counts = {
        (row["collection_year"], row["area_code"], row["breakdown_key"]): row["value"]
        for row in csv.DictReader(suppressed.open())
        if row["measure"] == "looked_after_on_31_march"
    }
    for number, line in enumerate(lines):
        fields = line.split(",")
        if fields[2] == "Local authority" and ",Gender,Female,c," in line:
            fields[-2] = counts[fields[0], fields[7], "sex=female"]
            lines[number] = ",".join(fields)
            break
    path.write_text("".join(lines))
    with all_of_england():
        report = audit_release(broken)
    assert not report.is_safe
    assert "sex=female" in report.in_words()


def test_a_published_cell_is_explained_down_to_its_records(published: RunSummary) -> None:
    cell = "la_cla_on_31_march_by_characteristics:2024:886:Gender=Female"
    explanation = explain_cell(cell, published.folder, with_records=True)
    assert explanation.records is not None
    assert len(explanation.records) == int(explanation.printed)
    assert any(model.name == "core.looked_after_on_31_march" for model in explanation.models)
    workbook = explain_cell("LAA5!F9", published.folder)
    assert workbook.shown.measure == "looked_after_on_31_march"
    # Which file decides "over 20 miles", a code, a cell of a table, the rounding base: each is named, and is there.
    told = workbook.in_words()
    for place in (
        "sql/functions/distance_band.sql",
        "pipeline/collect/collections/ssda903/specification.yaml",
        "publication_templates/children-looked-after/tables.yaml",
        "publication_templates/children-looked-after/release.toml",
    ):
        assert place in told and (PROJECT_ROOT / place).is_file()


def test_a_year_without_returns_is_refused_before_anything_is_written(small_england: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="2021"):
        publish_release(ReleaseRun("children-looked-after", 2021, "", small_england, tmp_path), report=lambda _: None)
    with pytest.raises(UsageError, match="no release called"):
        publish_release(ReleaseRun("children-looked-at", 2024, "", small_england, tmp_path), report=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_a_year_whose_folder_has_gone_is_neither_published_nor_history(small_england: Path, tmp_path: Path) -> None:
    returns = tmp_path / "returns"
    for year in ("2023", "2024"):
        shutil.copytree(small_england / "ssda903" / year / "857", returns / "ssda903" / year / "857")
    run = ReleaseRun("children-looked-after", 2024, "", returns, tmp_path / "out", accept_coverage=True)
    with open_run(run) as warehouse:
        read(run, warehouse)
        shutil.rmtree(returns / "ssda903" / "2023")
        read(run, warehouse)
        years = warehouse.connection.execute("SELECT DISTINCT collection_year FROM raw.files").fetchall()
    assert years == [(2024,)]


def test_missing_empty_and_wrong_returns_are_reported_and_estimated(published_little: RunSummary) -> None:
    """A folder is not there, one is empty and one has another's files; that the release is safe: test_cli.py."""
    uncounted = {"330", EMPTY, SENT_ANOTHERS}
    missing = {text.partition("(")[2][:3] for text in published_little.published.missing}
    assert uncounted <= missing and WHOSE not in missing
    publish = published_little.folder / "publish"
    printed = {
        row["old_la_code"]: row["number"]
        for row in rows(publish, "la_cla_on_31_march_by_characteristics")
        if row["old_la_code"] in (*uncounted, WHOSE) and row["characteristic"] == "Total"
    }
    assert printed.pop(WHOSE).isdigit()
    assert printed == dict.fromkeys(uncounted, "x")
    assert "Some figures are estimates" in (publish / "index.html").read_text()
    coverage = list(csv.DictReader((publish / "coverage.csv").open()))
    absent = {row["old_la_code"] for row in coverage if row["time_period"] == "2024" and row["supplied"] == "no"}
    assert uncounted <= absent
    findings = (published_little.folder / "restricted" / "findings.csv").read_text()
    assert SENT_ANOTHERS in findings
