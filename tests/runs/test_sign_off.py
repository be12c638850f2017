"""From a planted outlier to its warning, the children behind it, its acceptance and the note that readers see."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from pipeline.foundation.stages import CheckFailed, Stage, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.quality_tables import GIVEN, quality_models
from pipeline.runs.reading import read
from pipeline.runs.release import count, gross, protect, publish
from pipeline.runs.run import ReleaseRun, open_run
from pipeline.synthetic import OutlierKind, PlantedOutlier, synthesise
from tests.runs.invented_release import NAME, SMALL_ONES, YEAR, invented_release

# Of few children no figure is told to be odd.
ODD, WARNING = "352", "change-352-episodes-total"
NOTE = "The authority closed a third of its cases in error and will send its return again."


class Project:
    """The invented release, and two years of returns in the second of which an authority left out a third of all."""

    def __init__(self, templates: Path, run: ReleaseRun, warehouse: Warehouse) -> None:
        self.rules = templates / NAME / "release.toml"
        self.run, self.warehouse, self.usual = run, warehouse, self.rules.read_text(encoding="utf-8")

    def publish(self, out: str, rules: str = "", signed: dict[str, Any] | None = None) -> Path:
        """Publish what was read once into a folder of that name, with more rules and a sign-off file."""
        self.rules.write_text(f"{self.usual}\n{rules}\n", encoding="utf-8")
        run = replace(self.run, out=self.run.out / out)
        if signed is not None:
            run = replace(run, signed=self.run.out / f"{out}.yaml")
            (self.run.out / f"{out}.yaml").write_text(yaml.safe_dump(signed), encoding="utf-8")
        gross(run, self.warehouse)
        publish(run, self.warehouse, protect(run, self.warehouse))
        return run.folder


LEVEL = "[sign_off]\nfrom_level = 3"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("signed")
    outlier = PlantedOutlier(OutlierKind.CHILDREN_LEFT_OUT, YEAR, ODD)
    synthesise((YEAR - 1, YEAR), folder / "returns", seed=7, las=SMALL_ONES, scale=0.6, outliers=[outlier], processes=1)
    run = ReleaseRun(NAME, YEAR, "september", folder / "returns", folder, accept_coverage=True)
    with invented_release(folder / "templates") as templates, open_run(run) as warehouse:
        read(run, warehouse)
        for stage in (Stage.STAGED, Stage.CORE, Stage.CELLS):
            count(run, warehouse, stage)
        yield Project(templates, run, warehouse)


@pytest.fixture(scope="module")
def refused(project: Project) -> tuple[str, Path]:
    """What a run says that nobody signed, and the folder with its report."""
    with pytest.raises(CheckFailed) as error:
        project.publish("signed", LEVEL)
    return str(error.value), project.run.out / "signed" / NAME / f"{YEAR}-september-to-sign"


def test_a_warning_that_nobody_answered_stops_the_release(project: Project, refused: tuple[str, Path]) -> None:
    said, report = refused
    assert not (project.run.out / "signed" / NAME / f"{YEAR}-september").exists()
    assert WARNING in said and f"{report / 'index.html'}" in said and "--signed" in said
    page = (report / "index.html").read_text(encoding="utf-8")
    assert f'id="{WARNING}"' in page and f'href="children/{WARNING}.csv"' in page
    entries = (report / "sign_off.yaml").read_text(encoding="utf-8").splitlines()
    above = entries[entries.index(f"- warning: {WARNING}") - 1]
    assert above.startswith("# Manchester: Out of bounds of its own past. Looked after on 31 March: "), above
    modes = {stat.S_IMODE(path.stat().st_mode) for path in report.rglob("*") if path.is_file()}
    assert modes == {0o600} and stat.S_IMODE(report.stat().st_mode) == 0o700


def test_the_children_behind_it_are_one_step_away(project: Project, refused: tuple[str, Path]) -> None:
    """They are those looked after on 31 March of either year, as the returns have them."""
    with (refused[1] / "children" / f"{WARNING}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    of_year = {year: {row["child"] for row in rows if row["period"] == str(year)} for year in (YEAR - 1, YEAR)}
    assert len(of_year[YEAR]) < 0.8 * len(of_year[YEAR - 1])
    for year, children in of_year.items():
        with (project.run.returns / f"ssda903/{year}/{ODD}/episodes.csv").open(encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        assert children < {line["CHILD"] for line in lines}
        for row in rows:
            if row["period"] == str(year):
                assert lines[int(row["line_or_element"]) - 2]["CHILD"] == row["child"]
    for row in rows:
        other = YEAR - 1 if row["period"] == str(YEAR) else YEAR
        assert row["child_also_in"] == (str(other) if row["child"] in of_year[other] else "")
    gone = [row for row in rows if row["period"] == str(YEAR - 1) and not row["child_also_in"]]
    assert len(gone) > 0.3 * len(of_year[YEAR - 1]), "those who were left out are among those who went"


def acceptances(report: Path, note: str = "") -> dict[str, Any]:
    """The file that the refused run left, filled in."""
    given = yaml.safe_load((report / "sign_off.yaml").read_text(encoding="utf-8"))
    for entry in given["accepted"]:
        entry |= {"name": "A. Statistician", "time": "2024-10-21 10:15", "reason": "confirmed in writing"}
        if entry["warning"] == WARNING:
            entry["note"] = note
    return dict(given)


def test_what_is_accepted_is_published_with_its_note(project: Project, refused: tuple[str, Path]) -> None:
    _, report = refused
    given = acceptances(report, NOTE)
    published = project.publish("signed", LEVEL, given)
    assert not report.exists()
    sentence = f"Note on Manchester: {NOTE}"
    index = (published / "publish/index.html").read_text(encoding="utf-8")
    assert sentence in index
    books = sorted((published / "publish/tables").glob("*.xlsx"))
    texts = [cell for book in books for row in load_workbook(book)["LAA1"].values for cell in row]
    assert texts.count(sentence) == 1
    manifest = json.loads((published / "publish/manifest.json").read_text(encoding="utf-8"))
    assert manifest["sign_off"]["accepted"] == len(given["accepted"]) and len(manifest["sign_off"]["digest"]) == 64
    kept = published / "restricted"
    assert yaml.safe_load((kept / "sign_off.yaml").read_text(encoding="utf-8")) == given
    with (kept / "quality/warnings.csv").open(encoding="utf-8") as file:
        answers = {row["name"]: row["answer"] for row in csv.DictReader(file)}
    assert answers[WARNING].startswith("Accepted by A. Statistician, 2024-10-21 10:15: confirmed in writing")
    # The same again is the same to the byte.
    assert project.publish("signed", LEVEL, given) == published


def test_an_acceptance_of_other_figures_does_not_hold(project: Project, refused: tuple[str, Path]) -> None:
    given = acceptances(refused[1]) if refused[1].exists() else {"accepted": [
        {"warning": WARNING, "name": "A", "time": "2024-10-21 10:15", "reason": "so"}]}  # fmt: skip
    for entry in given["accepted"]:
        entry["figures"] = "00000000"
    with pytest.raises(CheckFailed, match=WARNING):
        project.publish("lapsed", LEVEL, given)


def test_a_decision_in_the_file_answers_the_warning_and_changes_the_figures(project: Project) -> None:
    decision = {
        "collection_year": YEAR, "la_code": ODD, "item": "*", "decision": "unreliable and left out",
        "reason": "a third of the children were left out", "source": "letter of the authority",
    }  # fmt: skip
    published = project.publish("decided", "[sign_off]\nfrom_level = 3", {"decisions": [decision]})
    with (published / f"publish/data/SFR_CLA{YEAR}.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["la"] == ODD)
    assert row[f"CLA_Mar{YEAR}"] == "u"
    assert WARNING not in (published / "restricted/quality/warnings.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"note": "Two of 3 children were counted twice."}, "field note: it is published"),
        ({"note": "The figures of one home are missing."}, "field note: it is published"),
        ({"time": "21 October"}, "field time: write the day and the time in quotes"),
        ({"reason": ""}, "field reason: fill it in"),
        ({"nam": "A"}, "field nam: unknown field"),
    ],
)
def test_what_cannot_be_signed_is_refused_with_its_place(project: Project, entry: dict[str, str], said: str) -> None:
    usual = {"warning": WARNING, "figures": "0", "name": "A", "time": "2024-10-21 10:15", "reason": "so"}
    path = project.run.out / "wrong.yaml"
    path.write_text(yaml.safe_dump({"accepted": [usual | entry]}), encoding="utf-8")
    run = ReleaseRun(NAME, YEAR, "", project.run.returns, project.run.out / "out", signed=path)
    with pytest.raises(UsageError, match=f"wrong.yaml line 2, {said}"):
        run.sign_off  # noqa: B018


def test_a_note_may_name_years(project: Project) -> None:
    entry = {"warning": "w", "figures": "0", "name": "A", "time": "2024-10-21 10:15", "reason": "so"}
    path = project.run.out / "years.yaml"
    path.write_text(yaml.safe_dump({"accepted": [entry | {"note": "From 2023 to 2024, as in 2019."}]}), "utf-8")
    assert ReleaseRun(NAME, YEAR, "", project.run.returns, project.run.out, signed=path).sign_off.accepted[0].note


def test_without_a_level_nobody_has_to_sign(project: Project) -> None:
    published = project.publish("unsigned")
    manifest = json.loads((published / "publish/manifest.json").read_text(encoding="utf-8"))
    assert "sign_off" not in manifest
    assert WARNING in (published / "restricted/quality/warnings.csv").read_text(encoding="utf-8")
    assert (published / "restricted/quality/quality.xlsx").is_file()


def test_every_given_table_is_read_by_a_model() -> None:
    read = {table for model in quality_models() for table in model.reads}
    assert set(GIVEN) <= read
