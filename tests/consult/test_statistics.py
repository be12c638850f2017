"""Statistical releases in the preview: off unless somebody's authority is given, then an authority's own headlines."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from pipeline.consult.bundle.preview import Statistic
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.bundle.writing import write_bundle
from pipeline.consult.making.statistics import read_statistics
from pipeline.design.files.preview_rules import shows_statistical_releases
from pipeline.foundation.stages import TEMPLATES, NotAuthorised, UsageError
from pipeline.runs.run_summary import RunSummary
from tests.consult.conftest import KEYRING, Exercise
from tests.consult.dummy_preview import dummy_authority, dummy_definitions
from tests.runs.stability.returned import LAS

RULES = TEMPLATES / "performance-tables" / "release.toml"
HEADLINES = "cla_number_and_rate_per_10k_children"


def test_they_are_not_previewed_unless_it_says_on_whose_authority(tmp_path: Path) -> None:
    assert not shows_statistical_releases(RULES)
    with pytest.raises(NotAuthorised, match="not previewed"):
        read_statistics([tmp_path], "performance-tables", ["301"])
    rules = tmp_path / "release.toml"
    for said, wrong in (
        ("statistical_releases = true", "on whose authority|who decided"),
        ("statistical_releases = 1", "true or false"),
        ("statistics = true", "nothing else"),
    ):
        rules.write_text(f"[preview]\n{said}\n")
        with pytest.raises(UsageError, match=wrong):
            shows_statistical_releases(rules)
    rules.write_text('[preview]\nstatistical_releases = true\nauthority = "The head of profession, 1 June 2024"\n')
    assert shows_statistical_releases(rules)


def test_what_is_read_is_what_the_files_print_of_the_authority(
    published: RunSummary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.consult.making.statistics.shows_statistical_releases", lambda path: True)
    found = read_statistics([published.folder], "performance-tables", ["301", "857"])
    path = published.folder / "publish" / "data" / f"{HEADLINES}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "31 March" in row["population_count"]]
    for code, listed in found.items():
        one = next(figure for figure in listed if figure.label == "Children looked after on 31 March")
        printed = {row["time_period"][-4:]: row["number"] for row in rows if row["old_la_code"] == code}
        assert {year: text.replace(",", "") for year, text in zip(one.years, one.shown, strict=True)} == printed


def test_stability_stands_beside_the_indicators_too(published_stability: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Placements, school moves and social workers, as the files print them: among them what is not shown."""
    monkeypatch.setattr("pipeline.consult.making.statistics.shows_statistical_releases", lambda path: True)
    code = LAS[0]
    told = {one.label: one for one in read_statistics([published_stability], "performance-tables", [code])[code]}
    assert {
        "Children with 3 or more placements during the year",
        "Children with one or more mid-year school moves during the year",
        "Children with 3 or more social workers during the year",
    } <= told.keys()
    assert all(len(one.years) == len(one.shown) and all(one.shown) for one in told.values())


def test_an_authority_sees_its_own_beside_its_indicators(exercise: Exercise, tmp_path: Path) -> None:
    told = Statistic("Children looked after, year ending 31 March 2014", "Adopted", ("2013", "2014"), ("[c]", "12"))
    first, other = (dummy_authority(code, 12, 2) for code in ("201", "202"))
    authorities = (dataclasses.replace(first, statistics=(told,)), other)
    write_bundle(tmp_path / "with", dummy_definitions(2), authorities, KEYRING)
    served = dataclasses.replace(exercise.service, bundle=Bundle(tmp_path / "with", KEYRING))
    shown = dataclasses.replace(exercise, service=served)
    officer = shown.visitor("officer")
    assert "what statistical releases will show of you" in officer.get("/indicators").text
    page = officer.get("/statistics").text
    assert told.release in page and ">[c]</td>" in page and ">12</td>" in page
    other_officer = shown.visitor("other officer")
    assert other_officer.get("/statistics").status_code == 404
    assert "statistical releases" not in other_officer.get("/indicators").text
