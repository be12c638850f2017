"""The performance tables of a small England: rates, ranks, suppression by rule, one with children looked after."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.design.files.policy_file import load_edition
from pipeline.design.indicators import load_definitions
from pipeline.foundation.numbers import Key, Level, Ratio
from pipeline.foundation.stages import TEMPLATES
from pipeline.process.added_years import AddedYears
from pipeline.process.parts_of_cells import GroupOfCells
from pipeline.protect.relations import Hierarchies, build_relations
from pipeline.protect.suppress.primary import follows
from pipeline.runs.audit import audit_release
from pipeline.runs.release import RunSummary, publish_release
from pipeline.runs.run import ReleaseRun
from tests.conftest import made_once

FOLDER = TEMPLATES / "performance-tables"
DEFINITIONS = load_definitions()
# The small England has no authority in them.
REGIONS_WITHOUT_RETURNS = {"E12000002", "E12000005", "E12000006"}
KNOWN = [one for one in DEFINITIONS if one.is_known]


@pytest.fixture(scope="session")
def performance(small_england: Path, published: RunSummary, tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The performance tables of 2024 of the small England, protected together with its children looked after."""

    def make(folder: Path) -> RunSummary:
        run = ReleaseRun(
            "performance-tables", 2024, "", small_england, folder, (published.folder,), accept_coverage=True
        )
        return publish_release(run, report=lambda _: None)

    return made_once(tmp_path_factory, "performance", make)


def rows(run: RunSummary, code: str, year: str = "2024", level: str = "Local authority") -> dict[str, dict[str, str]]:
    path = run.folder / "publish" / "data" / f"{code}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["old_la_code"] or row["region_code"] or "England": row
            for row in csv.DictReader(file)
            if row["time_period"] == year and row["geographic_level"] == level
        }


def unrounded(run: RunSummary, measure: str) -> dict[tuple[int, str, str], int]:
    with (run.folder / "restricted" / "unprotected_cells.csv").open(encoding="utf-8", newline="") as file:
        return {
            (int(row["collection_year"]), row["area_code"], row["breakdown_key"]): int(row["known_value"])
            for row in csv.DictReader(file)
            if row["measure"] == measure
        }


def test_declarations_say_what_the_indicators_say() -> None:
    """What data_sets.yaml and tables.yaml take over from indicators.yaml is as it is there."""
    release, contents = load_release("performance-tables"), load_contents(FOLDER / "tables.yaml")
    assert [one.file_name.at(2024) for one in release.data_sets] == [one.code for one in DEFINITIONS]
    assert [one.name for one in contents.tables_in(2024)] == [one.code for one in DEFINITIONS]
    measures = {one.name: one for one in release.measures}
    same = {(one.ours, one.theirs, one.first_year) for one in release.same_counts}
    for one in DEFINITIONS:
        own = measures[one.code]
        if not one.is_known:
            assert not own.returns
            continue
        assert isinstance(own, GroupOfCells)
        assert (own.returns, own.items, own.earlier_returns) == (one.returns, one.items, one.earlier_returns)
        assert own.first_year == one.first_year
        assert (own.cells, f"{own.breakdown}={own.group}") == (one.denominator_cell.measure, one.denominator_cell.key)
        added = measures[f"{one.code}_three_years"]
        assert isinstance(added, AddedYears)
        assert (added.adds_up, added.years) == (one.code, 3)
        for key, cell in (("", "denominator"), ("result=in_numerator", "numerator")):
            if one.sfr is not None:
                theirs = getattr(one.sfr, cell)
                assert ((one.code, key), (theirs.measure, theirs.key), one.sfr.first_year) in same
        data_set = next(each for each in release.data_sets if each.file_name.at(2024) == one.code)
        ranks = {column.compared for column in data_set.indicators if column.compared.startswith("rank")}
        assert ranks == {"rank_from_lowest" if one.higher_is == "worse" else "rank_from_highest"}


def test_what_another_release_shows_too_is_named_as_it_names_it() -> None:
    """Children looked after, and outcomes for the attainment of matched pupils."""
    named = {
        measure.name
        for release in ("children-looked-after", "outcomes", "performance-tables")
        for measure in load_release(release).measures
    }
    for same in load_release("performance-tables").same_counts:
        assert same.theirs[0] in named


def test_every_indicator_has_a_file_and_a_worksheet(performance: RunSummary) -> None:
    names = set(performance.published.files)
    assert {f"data/{one.code}.csv" for one in DEFINITIONS} <= names
    assert "tables/performance-tables-2024.xlsx" in names


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_suppressed"),
    [(5, 100, True), (6, 100, False), (6, 10, True), (6, 11, False), (0, 100, False), (0, 10, True), (1, 11, True)],
)
def test_a_percentage_at_the_edges_of_the_rule(numerator: int, denominator: int, is_suppressed: bool) -> None:
    whole, part = Key("placements_1", 2024, "301", ""), Key("placements_1", 2024, "301", "result=in_numerator")
    percent = Ratio(Key("percent", 2024, "301", ""), Level.LOCAL_AUTHORITY, (part,), (whole,))
    trees = {"result": {"in_numerator": "", "not_in_numerator": ""}}
    relations = build_relations([whole, part], Hierarchies({}, trees), [percent])
    values = np.array([denominator, numerator])
    policy = load_edition(FOLDER / "release.toml", 2014).together
    assert follows(relations, values, np.zeros(2, dtype=np.bool_), policy, percent) is is_suppressed


@pytest.mark.parametrize("code", [one.code for one in KNOWN if one.unit == "percent" and one.returns == "ssda903"])
def test_a_percentage_is_suppressed_by_the_rule_of_5_and_10_and_is_whole(performance: RunSummary, code: str) -> None:
    policy = {"numerator": 5, "denominator": 10}
    for measure, before in ((code, ""), (f"{code}_three_years", "three_year_")):
        counts = unrounded(performance, measure)
        for area, row in rows(performance, code).items():
            text = row[f"{before}percentage"]
            numerator = counts.get((2024, area, "result=in_numerator"), 0)
            denominator = counts.get((2024, area, ""), 0)
            if text in ("x", "z"):
                continue
            is_small = 0 < numerator <= policy["numerator"] or denominator <= policy["denominator"]
            assert text == "c" or not is_small, (area, numerator, denominator)
            if text.isdigit():
                assert int(text) == (200 * numerator + denominator) // (2 * denominator)


def test_three_years_are_the_sum_of_the_single_ones(performance: RunSummary) -> None:
    single, added = unrounded(performance, "placements_1"), unrounded(performance, "placements_1_three_years")
    assert {year for year, _, _ in added} == {2024}
    for (_, area, key), value in added.items():
        if len(area) == 3:
            assert value == sum(single.get((year, area, key), 0) for year in (2022, 2023, 2024)), area


def test_ranks_follow_the_figures_as_shown_and_ties_share_a_place(performance: RunSummary) -> None:
    shown = {area: row for area, row in rows(performance, "placements_3").items() if row["percentage"].isdigit()}
    values = sorted(int(row["percentage"]) for row in shown.values())
    assert len(values) > len(set(values)), "no tie among the authorities: the test would prove little"
    for row in shown.values():
        assert int(row["rank"]) == values.index(int(row["percentage"])) + 1
    suppressed = [row for row in rows(performance, "placements_1").values() if row["percentage"] == "c"]
    assert suppressed
    assert {(row["rank"], row["change"]) for row in suppressed} == {("c", "c")}


def test_indicators_that_are_not_known_are_not_available(performance: RunSummary) -> None:
    """They are x everywhere, and z for an authority that is not in being any more."""
    for code in ("leaving_care_1", "twelfth_indicator"):
        assert {row["numerator"] for row in rows(performance, code).values()} == {"x", "z"}
        assert rows(performance, code, level="National")["England"]["numerator"] == "x"


def test_attainment_without_a_results_file_is_not_available(performance: RunSummary) -> None:
    assert rows(performance, "attainment_1")["201"]["percentage"] == "x"


def test_the_methodology_page_says_what_each_indicator_is_and_what_is_doubtful(performance: RunSummary) -> None:
    page = (performance.folder / "publish" / "methodology.html").read_text(encoding="utf-8")
    text = " ".join(html.unescape(page).split())
    for one in DEFINITIONS:
        assert one.title in text
        assert one.definition in text
        assert one.doubt in text


def test_what_one_release_hides_does_not_follow_from_the_other(performance: RunSummary, published: RunSummary) -> None:
    """Together they are protected, by the certificate, and an attacker with both finds nothing in either.

    Whoever has one alone knows less: each is safe by itself too.
    """
    audited = audit_release(performance.folder, [published.folder])
    assert audited.is_safe, audited.in_words()
    with (published.folder / "restricted" / "suppressed_figures.csv").open(encoding="utf-8", newline="") as file:
        hidden = {
            (row["measure"], int(row["collection_year"]), row["area_code"], row["breakdown_key"])
            for row in csv.DictReader(file)
            if (row["statistic"], row["measure"]) == ("count", "looked_after_on_31_march")
            and len(row["area_code"]) == 3
            and row["breakdown_key"].startswith("age_group=")
        }
    attacked = {
        (key.measure, key.collection_year, key.area_code, key.breakdown)
        for key in (one.key for one in audited.report.intervals)
    }
    assert len(hidden) > 20 and hidden <= attacked
    certificate = yaml.safe_load((performance.folder / "publish" / "certificate.json").read_text())
    (earlier,) = certificate["attacker"]["earlier_releases"]
    assert re.fullmatch(r"children-looked-after 2024 \(version [0-9a-f]{8}\)", earlier["name"])
    # Regions of which nobody sent anything hold estimates, which each release names as numbers of its own.
    assert {area for _, _, area in earlier["revised"]} <= REGIONS_WITHOUT_RETURNS


def test_a_small_count_that_children_looked_after_hides_is_shown_nowhere(
    performance: RunSummary, published: RunSummary
) -> None:
    suppressed = set()
    with (published.folder / "restricted" / "suppressed_figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            is_small = row["statistic"] == "count" and row["reason"] == "small count"
            if is_small and row["measure"] == "ceased_during_year":
                suppressed.add((row["collection_year"], row["area_code"], row["breakdown_key"]))
    shown = {
        (year, area, "reason_episode_ceased=adopted")
        for year in ("2022", "2023", "2024")
        for area, row in rows(performance, "adoption_1", year).items()
        if row["numerator"].isdigit() and int(row["numerator"])
    }
    assert {key for _, _, key in suppressed} >= {"reason_episode_ceased=adopted"}
    assert shown
    assert not suppressed & shown


def test_the_workbook_prints_what_the_files_print(performance: RunSummary) -> None:
    from openpyxl import load_workbook

    book = load_workbook(Path(performance.folder) / "publish" / "tables" / "performance-tables-2024.xlsx")
    sheet = list(book["P1"].iter_rows(values_only=True))
    top = next(number for number, row in enumerate(sheet) if row[0] == "Local authority code")
    headers = [str(cell).partition(" [note")[0] for cell in sheet[top]]
    of_file = rows(performance, "placements_1")
    compared = {
        "2024: Percentage": "percentage",
        "2024: Rank": "rank",
        "Three years to 2024: Numerator": "three_year_numerator",
        "Three years to 2024: Change": "three_year_change",
        "2024: Neighbours' average": "neighbours",
    }
    for row in sheet[top + 1 :]:
        if row[0] in of_file:
            for header, column in compared.items():
                assert str(row[headers.index(header)]).strip("[]") == of_file[str(row[0])][column], (row[0], header)
