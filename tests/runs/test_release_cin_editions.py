"""The editions of 2014 and 2017 of children in need: actual numbers, the methods of then, and every table A1 to D8."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.release import RunSummary
from pipeline.runs.run import ReleaseRun
from pipeline.synthetic.cin import synthesise_cin
from tests.conftest import made_once
from tests.runs.cin_release import ENGLAND, NAME, half_up, known_counts, one_row, rows_of
from tests.runs.figures_alone import publish_figures

# All assess in both ways but 908.
FIVE = ("302", "857", "878", "908", "931")
KINDS = {"initial": "Initial", "core": "Core", "single": "Continuous"}
DURATION_FILES = {
    "initial": "c2a_children_in_need_initial_assessments_duration",
    "core": "c2b_children_in_need_core_assessments_duration",
    "single": "c2c_children_in_need_continuous_assessments_duration",
}
REPLACED = (
    ("Anypoint_episodes", "episodes_of_need_at_any_point"),
    ("Anypoint_child", "children_in_need_at_any_point"),
    ("Ended_episodes", "episodes_of_need_ending"),
    ("Ended_child", "children_ending_an_episode_of_need"),
)


def release_of(factory: pytest.TempPathFactory, edition: int, years: tuple[int, ...]) -> RunSummary:
    """One edition, of the returns of ``years`` of five authorities; many of each region sent none."""

    def make(folder: Path) -> RunSummary:
        synthesise_cin(years, folder / "returns", scale=0.2, seed=7, las=FIVE, processes=1)
        return publish_figures(
            ReleaseRun(NAME, edition, "", folder / "returns", folder / "releases", accept_coverage=True)
        )

    return made_once(factory, f"children_in_need_{edition}", make)


@pytest.fixture(scope="module")
def of_2014(tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The edition of 2014."""
    return release_of(tmp_path_factory, 2014, (2014,))


@pytest.fixture(scope="module")
def of_2017(tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The edition of 2017, with the year before it."""
    return release_of(tmp_path_factory, 2017, (2016, 2017))


def cells(summary: RunSummary, measure: str, counts: str, year: int) -> dict[str, int]:
    """The totals of a cells table, by authority."""
    with Warehouse(summary.folder.parent / f".{summary.folder.name}.duckdb") as warehouse:
        return dict(
            warehouse.connection.execute(
                f"SELECT la_code, {counts} FROM cells.{measure} WHERE breakdown = 'total' AND collection_year = {year}"
            ).fetchall()
        )


@pytest.mark.parametrize("edition", [2014, 2017])
def test_numbers_are_actual_at_every_level(edition: int, request: pytest.FixtureRequest) -> None:
    """England is the sum of its regions to the unit, estimates included; 1 to 5 is never shown, and x is written."""
    summary = request.getfixturevalue(f"of_{edition}")
    by_month = "c6_children_in_need_referrals_by_month"
    regions = [row for row in rows_of(summary, by_month) if row["geographic_level"] == "Regional"]
    regions = [row for row in regions if row["time_period"] == str(edition) and row["region_code"].startswith("E12")]
    england = one_row(summary, by_month, ENGLAND, edition)
    assert len(regions) == 9
    assert int(england["total_referrals"]) == sum(int(row["total_referrals"]) for row in regions)
    seen = set()
    for data_set in load_release(NAME).data_sets_in(edition):
        counted = [one.column.at(edition) for one in data_set.indicators_in(edition) if one.statistic.kind == "count"]
        for row in rows_of(summary, data_set.file_name.at(edition)):
            for text in (row[column] for column in counted):
                assert not (text.isdigit() and 1 <= int(text) <= 5), (data_set.title, row)
                seen.add(text if not text.isdigit() else "units" if int(text) % 10 else "tens")
    assert {"units", "tens", "x", ".."} <= seen <= {"units", "tens", "x", "..", "."}


@pytest.mark.parametrize("edition", [2014, 2017])
def test_need_is_counted_by_the_method_of_then(edition: int, request: pytest.FixtureRequest) -> None:
    summary = request.getfixturevalue(f"of_{edition}")
    differing = set()
    for column, measure in REPLACED:
        counts = "episodes" if measure.startswith("episodes") else "children"
        then = cells(summary, f"{measure}_to_2017", counts, edition)
        since = cells(summary, measure, counts, edition)
        differing |= {column for code in then if then[code] != since[code]}
        for code, count in then.items():
            assert one_row(summary, "b1_children_in_need", code, edition)[column] == str(count), (column, code)
    assert differing == {column for column, _ in REPLACED}


def test_assessments_of_2014_are_told_apart_by_kind(of_2014: RunSummary) -> None:
    """The three kinds add up to all assessments; the table of all kinds is of later editions."""
    with_all_kinds = 0
    for code, whole in known_counts(of_2014, "assessments_in_year", year=2014).items():
        shown = [one_row(of_2014, name, code, 2014)["Assessments_completed"] for name in DURATION_FILES.values()]
        if all(text.isdigit() for text in shown):
            assert sum(map(int, shown)) == whole
            with_all_kinds += min(map(int, shown)) > 0
    assert with_all_kinds
    files = of_2014.published.files
    assert "data/c2_children_in_need_assessments_duration.csv" not in files
    assert "data/c3_factors_identified_at_end_of_assessment.csv" not in files
    assert "data/c3a_factors_identified_at_end_of_initial_assessment.csv" in files
    assert "data/c3b_factors_identified_at_end_of_continuous_assessment.csv" in files


def test_the_child_seen_has_numerator_denominator_and_percentage(of_2014: RunSummary) -> None:
    name = "c2d_children_in_need_child_seen_by_social_worker"
    compared = 0
    for kind, words in KINDS.items():
        key = f"child_seen_by_social_worker=%s;kind_of_assessment={kind}"
        known = known_counts(of_2014, "assessments_in_year", key % "child_seen_known", 2014)
        seen = known_counts(of_2014, "assessments_in_year", key % "child_seen", 2014)
        for code in known:
            row = one_row(of_2014, name, code, 2014)
            shown = [row[f"{words}_assessments_{what}"] for what in ("known", "child_seen", "child_seen_percent")]
            # Whole percentages are printed without a decimal.
            percent = format(half_up(Decimal(100 * seen[code]) / known[code], "0.1").normalize(), "f")
            assert all(
                text in ("x", str(value)) for text, value in zip(shown, (known[code], seen[code], percent), strict=True)
            )
            compared += "x" not in shown
    assert compared > 5


@pytest.mark.parametrize(("edition", "tables"), [(2014, 31), (2017, 27)])
def test_both_workbooks_hold_every_table(edition: int, tables: int, request: pytest.FixtureRequest) -> None:
    summary = request.getfixturevalue(f"of_{edition}")
    sheets: list[str] = []
    for name in ("national", "local-authority"):
        path = summary.folder / "publish" / "tables" / f"children-in-need-{edition}-{name}-tables.xlsx"
        sheets += load_workbook(path, read_only=True).sheetnames
    assert sum(1 for name in sheets if name[0] in "ABCD" and name[1].isdigit()) == tables
