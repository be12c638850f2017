"""A preview from returns: it shows what the release will show, lists the children behind it, and is served."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from pipeline.consult.bundle.image import AuthorityImage
from pipeline.consult.bundle.preview import AreaKind, Period, Treatment
from pipeline.consult.bundle.reading import Bundle
from pipeline.consult.making.published_comparisons import read_published
from pipeline.design.indicators import defined, load_definitions
from pipeline.foundation.stages import NotAuthorised, UnreadableInput, UsageError
from tests.consult.built_preview import CODES, Made, build
from tests.consult.conftest import KEYRING, open_exercise

VALUES = {
    Period.SINGLE: ("percentage", "average_days"),
    Period.THREE_YEAR: ("three_year_percentage", "three_year_average_days"),
}


def image(made: Made, code: str) -> AuthorityImage:
    found = Bundle(made.bundle, KEYRING).image_of(code)
    assert found is not None
    return found


def published(release: Path, code: str, year: str) -> dict[str, dict[str, str]]:
    with (release / "publish" / "data" / f"{code}.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["old_la_code"] or row["region_code"] or "England": row
            for row in csv.DictReader(file)
            if row["time_period"] == year
        }


@pytest.mark.parametrize("code", CODES)
def test_what_will_be_shown_is_what_the_release_shows_to_the_character(made: Made, code: str) -> None:
    seen = set()
    for figure in image(made, code).figures():
        row = published(made.this_year, figure.indicator, str(figure.year))[code]
        column = next((name for name in VALUES[figure.period] if name in row), "numerator")
        assert figure.shown == row[column], (figure.indicator, figure.period, figure.year)
        seen.add(figure.treatment)
    assert {Treatment.ROUNDED, Treatment.SUPPRESSED} < seen


def test_every_indicator_has_figures_of_this_year_and_before_and_of_three_years(made: Made) -> None:
    found = {(one.indicator, one.period, one.year) for one in image(made, "202").figures()}
    assert {("placements_1", Period.SINGLE, year) for year in (2022, 2023, 2024)} <= found
    for one in defined():
        assert (one.code, Period.SINGLE, 2024) in found
        assert (one.code, Period.THREE_YEAR, 2024) in found


def test_nobody_is_asked_about_what_has_no_definition(made: Made, tmp_path: Path) -> None:
    undefined = {one.code for one in load_definitions()} - {one.code for one in defined()}
    assert undefined == {"leaving_care_1", "twelfth_indicator", "attainment_2", "attainment_3", "attainment_4"}
    bundle = Bundle(made.bundle, KEYRING)
    assert not undefined & {*bundle.indicators}
    assert not undefined & {one.indicator for one in image(made, "202").figures()}
    exercise = open_exercise(made.bundle, f"sqlite:///{tmp_path}/state.db")
    assert exercise.visitor("officer").get("/indicators/leaving_care_1").status_code == 404
    exercise.service.state.close()


def test_children_add_up_and_those_not_counted_say_why(made: Made) -> None:
    shown = image(made, "202")
    figure = next(
        one for one in shown.figures() if (one.indicator, one.period, one.year) == ("placements_1", "single", 2024)
    )
    rows = [child.row for child in shown.listed_children() if child.row.indicator == "placements_1"]
    assert (sum(row.numerator for row in rows), sum(row.denominator for row in rows)) == (
        figure.numerator,
        figure.denominator,
    )
    assert {row.year for row in rows} == {2024}
    assert all(row.reason and row.facts for row in rows)


def test_comparisons_are_last_years_as_published_and_of_the_own_region(made: Made) -> None:
    last = published(made.last_year, "placements_1", "2023")
    found = {
        (one.area_kind, one.area): one
        for one in image(made, "202").comparisons()
        if (one.indicator, one.period) == ("placements_1", Period.SINGLE)
    }
    assert {one.year for one in found.values()} == {2023}
    assert found[AreaKind.ENGLAND, "England"].shown == last["England"]["percentage"]
    assert found[AreaKind.REGION, "Inner London"].shown == last["E13000001"]["percentage"]
    assert found[AreaKind.NEIGHBOURS, "Statistical neighbours"].shown == last["202"]["neighbours"]


def test_this_years_tables_are_no_comparison(made: Made) -> None:
    with pytest.raises(UsageError, match="not published yet"):
        read_published(made.this_year, "performance-tables", 2024)


def test_an_officer_sees_the_figure_and_how_it_will_be_shown(made: Made, tmp_path: Path) -> None:
    exercise = open_exercise(made.bundle, f"sqlite:///{tmp_path}/state.db")
    officer = exercise.visitor("other officer")
    page = " ".join(officer.get("/indicators/placements_1").text.split())
    for figure in image(made, "202").figures():
        if figure.indicator == "placements_1" and figure.numerator is not None:
            assert f">{figure.numerator:,}</td>" in page
            assert f">{figure.value}</td>" in page
            assert f"{figure.shown}: " in page
    children = officer.get("/indicators/placements_1/children.csv").content.decode("utf-8-sig")
    assert len(children.splitlines()) > 100
    # Dates as officers write them, in files named after the authority.
    assert re.search(r"\d\d/\d\d/20\d\d", children) and not re.search(r"\b20\d\d-\d\d-\d\d", children)
    workbook = officer.get("/workbook.xlsx").headers["content-disposition"]
    assert 'filename="202-camden-2024-preview.xlsx"' in workbook
    exercise.service.state.close()


def test_nothing_of_the_returns_stays_beside_the_preview(made: Made) -> None:
    assert sorted(path.name for path in made.bundle.parent.iterdir()) == ["first"]
    assert not [path for path in made.bundle.rglob("*.duckdb*")]


def test_the_same_returns_give_the_same_preview_and_a_correction_shows(made: Made, tmp_path: Path) -> None:
    corrected = tmp_path / "returns"
    shutil.copytree(made.returns, corrected)
    path = corrected / "ssda903" / "2024" / "857" / "episodes.csv"
    lines = path.read_text().splitlines(keepends=True)
    child = next(line.split(",")[0] for line in reversed(lines) if line.split(",")[7] == "")
    path.write_text("".join(line for line in lines if line.split(",")[0] != child))
    result = build(corrected, tmp_path / "second", "--previous", str(made.bundle))
    assert result.exit_code == 0, result.output
    second = Bundle(tmp_path / "second", KEYRING)
    changed = {one.la_code: list(second.image_of(one.la_code).changes()) for one in second.contents.authorities}
    assert any(change.child_id == child for change in changed["857"])
    assert [code for code, changes in changed.items() if any(change.child_id for change in changes)] == ["857"]
    assert second.contents.preview.made_from != Bundle(made.bundle, KEYRING).contents.preview.made_from


def test_what_lies_where_the_release_will_go_has_to_be_told_of_in_the_preview_too(made: Made, tmp_path: Path) -> None:
    """Else a figure would be announced as shown that the release, protected with the tables of 2023, suppresses."""
    releases = tmp_path / "releases" / "performance-tables"
    shutil.copytree(made.last_year, releases / "2023")
    told = ("--releases", str(releases.parent))
    refused = build(made.returns, tmp_path / "b", *told)
    assert isinstance(refused.exception, UsageError)
    assert f"--earlier {releases / '2023'}" in str(refused.exception)
    unknown = build(made.returns, tmp_path / "b", *told, "--all-earlier", "--supersedes", str(releases / "2024"))
    assert "takes the place of" in str(unknown.exception)
    assert not (tmp_path / "b").exists()


def test_nothing_is_built_without_a_key_a_year_or_a_new_folder(made: Made, tmp_path: Path) -> None:
    for result, kind, said in (
        (build(made.returns, tmp_path / "b", key=False), NotAuthorised, "SFR_PREVIEW_KEY"),
        (build(made.returns, tmp_path / "b", year=2019), UnreadableInput, "2019"),
        (build(made.returns, made.bundle), UsageError, "never written over"),
        (build(made.returns, tmp_path / "b", "--published", str(tmp_path)), UnreadableInput, "manifest"),
    ):
        assert isinstance(result.exception, kind)
        assert said in str(result.exception)
    assert not list(tmp_path.iterdir())
