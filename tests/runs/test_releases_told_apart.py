"""What differs between two releases and why, what there is, and whether a release can be made again to the byte."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.analyse.reading import read_about
from pipeline.foundation.stages import UsageError
from pipeline.runs import listing, reproduce
from pipeline.runs.causes import CODE, METHOD, POPULATION, PROTECTION, RESTATED, RETURNS, UNKNOWN, Changes, told_later
from pipeline.runs.compare import COLUMNS, UNPLANNED, compare_releases
from pipeline.runs.explain import explain_cell, write_page
from pipeline.runs.named_cell import open_release
from pipeline.runs.release import RunSummary
from pipeline.runs.run import ReleaseRun

pytestmark = pytest.mark.usefixtures("few_authorities")

DATA_SET = "la_cla_on_31_march_by_characteristics"
NOBODY = Path("nowhere")


def changed_copy(published: RunSummary, folder: Path, area: str, number: str) -> Path:
    """The release with another number in one row of an authority, one that is shown and no total."""
    shutil.copytree(published.folder, folder)
    path = folder / "publish" / "data" / f"{DATA_SET}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    shown = (row for row in rows if row["la_name"] == area and row["number"].isdigit() and int(row["number"]) > 5)
    chosen = next(row for row in shown if row["characteristic"] != "Total")
    chosen["number"] = number
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(chosen), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def edited(path: Path, **fields: Any) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | fields), encoding="utf-8")


def sent_again(release: Path, code: str) -> None:
    path = release / "restricted" / "inputs.json"
    inputs = json.loads(path.read_text(encoding="utf-8"))["inputs"]
    for one in inputs:
        if f"/{code}/" in one["path"]:
            one["sha256"] = "0" * 64
    edited(path, inputs=inputs)


def test_a_revision_is_told_with_its_area_and_its_cause(published_little: RunSummary, tmp_path: Path) -> None:
    new = changed_copy(published_little, tmp_path / "2024", "Newham", "9999")
    report = compare_releases(published_little.folder, new)
    (revision,) = report.revisions
    assert (revision.area, revision.new, revision.cause) == ("Newham", "9999", UNKNOWN)
    assert revision.shown.key and revision.old.isdigit()
    assert report.planned == UNPLANNED and report.by_area == [("316", "Newham", 1)]
    # Newham's return was sent again; that of another authority does not explain it.
    sent_again(new, "301")
    assert compare_releases(published_little.folder, new).by_cause == [(UNKNOWN, 1)]
    sent_again(new, "316")
    report = compare_releases(published_little.folder, new)
    assert report.by_cause == [(RETURNS, 1)]
    assert (
        f"Newham: looked_after_on_31_march {revision.shown.key} (count)" in report.in_words()
        and RETURNS in report.in_words()
    )
    for ending in (".csv", ".html"):
        report.write(tmp_path / f"revisions{ending}")
    with (tmp_path / "revisions.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert tuple(row) == COLUMNS and (row["area_name"], row["new"], row["cause"]) == ("Newham", "9999", RETURNS)
    page = (tmp_path / "revisions.html").read_text(encoding="utf-8")
    assert '<td class="number">9999</td>' in page and "Two releases of children-looked-after 2024: " in page
    with pytest.raises(UsageError, match="csv or"):
        report.write(tmp_path / "revisions.txt")


@pytest.mark.parametrize(
    ("changes", "statistic", "texts", "cause"),
    [
        (Changes(True, True, True, frozenset({"316"})), "count", ("10", "12"), RETURNS),
        (Changes(True, True, True, frozenset({"301"})), "rate", ("10", "12"), POPULATION),
        (Changes(True, True, True, frozenset()), "count", ("10", "12"), METHOD),
        (Changes(False, True, False, None), "count", ("10", "c"), CODE),
        (Changes(False, False, False, frozenset({"301"})), "count", ("10", "c"), PROTECTION),
        (Changes(False, False, False, None), "count", ("10", "12"), UNKNOWN),
    ],
)
def test_the_cause_nearest_to_the_records_comes_first(
    published_little: RunSummary, changes: Changes, statistic: str, texts: tuple[str, str], cause: str
) -> None:
    """Of Newham (316), in Inner London: what 301 sent is no part of it."""
    report = explain_cell(f"{DATA_SET}:2024:316:Gender=Male", published_little.folder)
    shown = report.shown._replace(statistic=statistic)
    publish = published_little.folder / "publish"
    opened = open_release(publish, read_about(publish))
    assert changes.cause(shown, *texts, opened.areas) == cause
    # England and the region have what Newham sent.
    if cause == RETURNS:
        for code in ("E13000001", "E12000007", "E92000001"):
            assert changes.cause(shown.at(2024, code), *texts, opened.areas) == RETURNS
        assert changes.cause(shown.at(2024, "E12000001"), *texts, opened.areas) != RETURNS


def test_a_later_quarter_tells_of_the_quarters_before_it(published_little: RunSummary) -> None:
    """Newham's return of the fourth quarter has come: it restates the third, and no quarter of another year."""
    report = explain_cell(f"{DATA_SET}:2024:316:Gender=Male", published_little.folder)
    publish = published_little.folder / "publish"
    areas = open_release(publish, read_about(publish)).areas
    read = {f"adoption_quarterly/2022-23/{quarter}/316/sgo.csv": quarter for quarter in ("Q2", "Q3", "Q4")}
    before = {path: sha for path, sha in read.items() if sha != "Q4"}
    changes = Changes(False, False, False, frozenset(), told_later(before, read))
    assert changes.told_later == {("2022-23", "316")}
    newham = report.shown.at(20233, "316")
    assert changes.cause(newham, "10", "12", areas) == RESTATED
    assert changes.cause(report.shown.at(20233, "E92000001"), "10", "12", areas) == RESTATED
    assert changes.cause(report.shown.at(20224, "316"), "10", "12", areas) == UNKNOWN
    assert changes.cause(report.shown.at(20233, "301"), "10", "12", areas) == UNKNOWN
    assert told_later({"ssda903/2023/316/header.csv": ""}, {"ssda903/2024/316/header.csv": ""}) == frozenset()


@pytest.mark.parametrize("spelling", ["laa5!f9", "'LAA5'!$F$9", " LAA5!F9 "])
def test_a_cell_of_a_worksheet_is_found_however_it_is_typed(published_little: RunSummary, spelling: str) -> None:
    assert explain_cell(spelling, published_little.folder).cell == "LAA5!F9"


@pytest.mark.parametrize("area", ["316", "E09000025", "Newham", " newham"])
def test_an_area_goes_by_its_codes_and_its_name(published_little: RunSummary, area: str, tmp_path: Path) -> None:
    told = explain_cell(f"{DATA_SET}:2024:{area}:gender=male:percentage", published_little.folder)
    with (published_little.folder / "publish" / "data" / f"{DATA_SET}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["la_name"] == "Newham" and row["time_period"] == "2024"]
    male = next(row for row in rows if row["characteristic"] == "Male")
    total = next(row for row in rows if (row["cla_group"], row["characteristic"]) == ("Gender", "Total"))
    assert told.printed == male["percentage"] and told.area == "Newham"
    assert [(part, text) for part, _, text in told.parts] == [
        ("numerator", male["number"]), ("denominator", total["number"]),
    ]  # fmt: skip
    write_page(told, tmp_path / "told.html")
    page = (tmp_path / "told.html").read_text(encoding="utf-8")
    assert f"prints {male['percentage']}</h1>" in page and "core.looked_after_on_31_march" in page


def test_labels_that_fit_several_rows_are_refused_with_these(published_little: RunSummary) -> None:
    with pytest.raises(UsageError, match=r"Several do, among them: .*=Total"):
        explain_cell(f"{DATA_SET}:2024:316:Total", published_little.folder)


def test_every_release_is_listed_with_its_editions_and_files() -> None:
    rows = {row["release"]: row for row in listing.rows_of("", 0)}
    assert rows["children-looked-after"]["editions"].startswith("2014 to ")
    assert rows["social-work-workforce"]["returns"] == "workforce"
    names = [row["name"] for row in listing.rows_of("children-looked-after", 2016)]
    assert "SFR41_CLA2016" in names and "LAA1" in names
    assert DATA_SET in [row["name"] for row in listing.rows_of("children-looked-after", 0)]
    with pytest.raises(UsageError, match="no release called"):
        listing.rows_of("children-looked-at", 0)


def test_a_release_made_again_is_compared_file_by_file(
    published_little: RunSummary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ReleaseRun] = []

    def copied(run: ReleaseRun, *, report: object) -> None:
        asked.append(run)
        shutil.copytree(tmp_path / "made", run.folder)

    monkeypatch.setattr(reproduce, "publish_release", copied)
    shutil.copytree(published_little.folder, tmp_path / "made")
    manifest = published_little.folder / "publish" / "manifest.json"
    again = reproduce.reproduce(manifest, NOBODY, (), report=lambda _: None)
    assert again.is_same and "all" in again.in_words()
    (run,) = asked
    assert (run.name, run.year, run.part, run.accept_coverage) == ("children-looked-after", 2024, "", True)
    assert not run.latest_populations
    content = json.loads((tmp_path / "made" / "publish" / "manifest.json").read_text(encoding="utf-8"))
    content["outputs"][0]["sha256"] = "0" * 64
    del content["outputs"][1]
    content["inputs_digest"] = "other"
    (tmp_path / "made" / "publish" / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    again = reproduce.reproduce(published_little.folder, NOBODY, (), report=lambda _: None)
    assert not again.is_same and (len(again.differing), len(again.missing), len(again.added)) == (1, 1, 0)
    assert again.other_returns and "not those" in again.in_words()
