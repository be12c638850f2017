"""Confidence in returns, worked out again from what lies in folders, and revisions against an earlier release."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from lxml import html
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.foundation.stages import TEMPLATES
from pipeline.runs.run_summary import RunSummary
from tests.conftest import SENT_ANOTHERS

pytestmark = pytest.mark.usefixtures("few_authorities")

YEAR, NAME = 2024, "children-looked-after"
FEWEST_RECORDS = 30
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def band(share: float, well: float, partly: float) -> str:
    return "well met" if share >= well else "partly met" if share >= partly else "not met"


def sent(england: Path) -> dict[str, dict[str, int]]:
    """Records by file and authority, as the files of the year lie in the folder, but where they are another's."""
    return {
        folder.name: {path.stem: len(read(path)) for path in folder.glob("*.csv")}
        for folder in (england / "ssda903" / str(YEAR)).iterdir()
        if folder.name != SENT_ANOTHERS
    }


def punctual(england: Path, returned: dict[str, dict[str, int]]) -> dict[str, str]:
    """A return is in time that came no later than a fortnight after the middle one."""
    days = {
        row["la_code"]: date.fromisoformat(row["received_on"])
        for row in read(england / "manifest.csv")
        if row["return"] == "ssda903" and row["year"] == str(YEAR) and row["received_on"]
    }
    known = sorted(day for la, day in days.items() if sum(returned.get(la, {}).values()) >= FEWEST_RECORDS)
    latest = known[(len(known) - 1) // 2] + timedelta(days=14)
    return {la: "well met" if day <= latest else "not met" for la, day in days.items()}


def test_bands_of_confidence_are_those_of_files_findings_and_manifest(
    published_little: RunSummary, little_england: Path
) -> None:
    """Weights 3, 3, 2 and 1; a part well met has 2 points, one partly met 1: high from 90 per cent of them on."""
    returned = sent(little_england)
    findings = Counter(
        (row["la_code"], row["severity"])
        for row in read(published_little.folder / "restricted" / "findings.csv")
        if row["return"] == "ssda903" and row["collection_year"] == str(YEAR) and row["path"].endswith(".csv")
    )
    declared = yaml.safe_load((TEMPLATES / NAME / "data_sets.yaml").read_text(encoding="utf-8"))["measures"].values()
    asked = {item.lower() for one in declared if one["return"] == "ssda903" for item in one["items"]}
    lacking: dict[str, set[str]] = {}
    for row in read(published_little.folder / "publish" / "coverage.csv"):
        if row["time_period"].startswith(str(YEAR)) and row["supplied"] == "no" and "not supplied" in row["reason"]:
            named = re.findall(r"[A-Za-z0-9]+", row["reason"].partition("not supplied")[2])
            lacking.setdefault(row["old_la_code"], set()).update(word.lower() for word in named)
    in_time = punctual(little_england, returned)
    rows = read(published_little.folder / "publish" / "data_confidence.csv")
    assert {row["old_la_code"] for row in rows} == {
        la for la, files in returned.items() if sum(files.values()) >= FEWEST_RECORDS
    }
    for row in rows:
        la = row["old_la_code"]
        records = sum(returned[la].values())
        shares = {one: 1 - min(findings[la, one], records) / records for one in ("error", "query")}
        parts = {
            "completeness": band(1 - len(asked & lacking.get(la, set())) / len(asked), 1, 0.8),
            "validity": band(shares["error"], 0.99, 0.95),
            "consistency": band(shares["query"], 0.9, 0.75),
            "punctuality": in_time.get(la, "not known"),
        }
        points = [
            (weight, {"well met": 2, "partly met": 1, "not met": 0}[parts[part]])
            for part, weight in (("completeness", 3), ("validity", 3), ("consistency", 2), ("punctuality", 1))
            if parts[part] != "not known"
        ]
        share = sum(weight * point for weight, point in points) / sum(2 * weight for weight, _ in points)
        expected = parts | {"confidence": "high" if share >= 0.9 else "medium" if share >= 0.7 else "low"}
        assert {name: row[name] for name in expected} == expected, la


def test_the_report_tells_alike_gaps_in_one_line_and_years_as_years(published_little: RunSummary) -> None:
    page = html.parse(published_little.folder / "restricted" / "quality" / "index.html").getroot()
    tables = {one.findtext("caption").partition(":")[0]: one for one in page.iter("table")}
    gaps: dict[tuple[str, str, str], int] = {}
    for row in read(published_little.folder / "publish" / "coverage.csv"):
        if row["old_la_code"] and row["measure"] and row["supplied"] != "yes":
            place = row["time_period"], row["reason"], row["old_la_code"]
            gaps[place] = gaps.get(place, 0) + 1
    alike = Counter((period, reason, str(measures)) for (period, reason, _), measures in gaps.items())
    rows = [[cell.text_content() for cell in row] for row in tables["What is not known"].iter("tr")][1:]
    assert {(row[0], row[1], row[2]): int(row[3].replace(",", "")) for row in rows} == alike
    assert len(rows) < 20 < sum(alike.values())
    # 2024 is a year and no amount; amounts stand under one another.
    cells = [cell.text for row in tables["Coverage and response"].iter("tr") for cell in row]
    assert str(YEAR) in cells and f"{YEAR:,}" not in cells
    numbers = tables["Coverage and response"].find_class("number")
    assert {cell.tag for cell in numbers} == {"th", "td"}


@pytest.fixture(scope="module")
def earlier(published_little: RunSummary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same release as if England had been published with a tenth more children looked after on 31 March 2024."""
    folder = tmp_path_factory.mktemp("earlier") / NAME / str(YEAR)
    copytree(published_little.folder / "publish", folder / "publish")
    path = folder / "publish" / "data" / "cla_number_and_rate_per_10k_children.csv"
    rows = read(path)
    changed = 0
    for row in rows:
        if (row["geographic_level"], row["time_period"]) == ("National", "2024") and row["population_count"] == (
            "Children looked after at 31 March each year"
        ):
            row["number"] = str(round(int(row["number"]) * 1.1))
            changed += 1
    assert changed == 1
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_a_figure_that_an_earlier_release_published_otherwise_is_warned_of(
    published_little: RunSummary, earlier: Path, tmp_path: Path
) -> None:
    # The command writes into the warehouse beside the release: into one of its own, since others read that one.
    copytree(published_little.folder.parent, tmp_path / NAME)
    release = str(tmp_path / NAME / str(YEAR))
    asked = ["quality", release, "--earlier", str(earlier), "--out", str(tmp_path / "report"), "--json"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    revisions = [one for one in json.loads(done.output)["warnings"] if one["kind"] == "revision"]
    assert len(revisions) == 1 and revisions[0]["level"] == 3
    assert revisions[0]["words"].startswith("Looked after on 31 March, 2024: published as ")
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert f'id="{revisions[0]["name"]}"' in page
    unchanged = CliRunner().invoke(app, ["quality", release, "--earlier", release, "--json"])
    assert not [one for one in json.loads(unchanged.output)["warnings"] if one["kind"] == "revision"]
