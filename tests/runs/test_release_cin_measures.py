"""What the tables of one release of children in need tell of each other: plans of three months, quartiles, and sums."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.release import RunSummary
from pipeline.synthetic.cin import synthesise_cin
from tests.runs.cin_release import known_counts, one_row, publish_data_files, release_of_2024

REVIEWED, DURATIONS = "d6_cpps_reviewed_within_timescales", "d5_cpps_at31march_by_duration"
OVER_3_MONTHS = (
    "more_than_3_months_6_months",
    "more_than_6_months_less_than_1_year",
    "1_year_less_than_2_years",
    "2_years_or_more",
)
BANDS_OVER_3_MONTHS = ("over_3_to_6_months", "over_6_months_to_1_year", "1_to_2_years", "2_years_or_more")
OPEN_PLAN = re.compile(r"(<CPPstartDate>)2023-12-\d\d(</CPPstartDate>(?!\s*<CPPendDate>))")
QUARTILES = {
    ("c2_children_in_need_assessments_duration", "assessments", "working_days_of_assessment"): (
        "25th_Percentile_days",
        "Median_days",
        "75th_Percentile_days",
    ),
    ("c4_children_in_need_section_47s_and_icpcs", "conferences", "working_days_to_conference"): (
        "Duration_25th_Percentile",
        "Duration_median",
        "Duration_75th_Percentile",
    ),
}
CELLS = {"assessments": "assessments_in_year", "conferences": "initial_conferences_in_year"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The 2024 release of two years of eight authorities."""
    return release_of_2024(tmp_path_factory)


def test_plans_of_three_months_do_not_follow_from_d5_and_d6(tmp_path: Path) -> None:
    """Kent with two plans begun on 31 December: open for three months on 31 March, to the day, they are in both tables.

    No other count of its plans by duration is small, so all of D5 and D6 would be shown, and two be what is left over.
    """
    synthesise_cin((2024,), tmp_path, seed=7, las=("886",), processes=1)
    (census,) = (tmp_path / "cin" / "2024" / "886").iterdir()
    text, changed = OPEN_PLAN.subn(r"\g<1>2023-12-31\g<2>", census.read_text(encoding="utf-8"), count=2)
    census.write_text(text, encoding="utf-8")
    published = publish_data_files(tmp_path, tmp_path / "releases")
    counts = {
        band: known_counts(published, "child_protection_plans_on_31_march", f"duration_of_plan={band}")["886"]
        for band in ("exactly_3_months", *BANDS_OVER_3_MONTHS)
    }
    assert changed == 2
    assert counts.pop("exactly_3_months") == 2
    assert min(counts.values()) > 5
    durations, reviewed = (one_row(published, name, "886") for name in (DURATIONS, REVIEWED))
    shown = [reviewed["CPP_At31_3_months_or_more"], *(durations[column] for column in OVER_3_MONTHS)]
    assert "c" in shown, shown


def test_reviews_are_of_all_plans_open_for_three_months(published: RunSummary) -> None:
    plans = known_counts(published, "child_protection_plans_open_3_months")
    keys = [f"duration_of_plan={band}" for band in ("exactly_3_months", *BANDS_OVER_3_MONTHS)]
    by_band = [known_counts(published, "child_protection_plans_on_31_march", key) for key in keys]
    assert plans == {code: sum(counts.get(code, 0) for counts in by_band) for code in plans}
    shown = [one_row(published, REVIEWED, code)["CPP_At31_3_months_or_more"] for code in plans]
    assert sum(text.isdigit() for text in shown) > len(shown) / 2


def histogram(published: RunSummary, counts: str, name: str, code: str) -> list[int]:
    """Every known number of working days of an authority, one by one, in order."""
    with Warehouse(published.folder.parent / f".{published.folder.name}.duckdb") as warehouse:
        rows = warehouse.connection.execute(
            f"SELECT category, {counts} FROM cells.{CELLS[counts]} "
            "WHERE breakdown = ? AND breakdown_2 = '' AND la_code = ? AND collection_year = 2024",
            [name, code],
        ).fetchall()
    return sorted(int(category) for category, count in rows if category.isdigit() for _ in range(count))


@pytest.mark.parametrize("named", sorted(QUARTILES))
def test_quartiles_are_the_days_within_which_a_quarter_half_and_three_quarters_were_done(
    named: tuple[str, str, str], published: RunSummary
) -> None:
    file, counts, name = named
    compared = 0
    for code in known_counts(published, CELLS[counts]):
        row = one_row(published, file, code)
        days = histogram(published, counts, name, code)
        for column, quarters in zip(QUARTILES[named], (1, 2, 3), strict=True):
            # The first of the ordered durations that at least so many quarters of all do not exceed.
            expected = next(day for place, day in enumerate(days, start=1) if 4 * place >= quarters * len(days))
            assert row[column] in (str(expected), "c"), (code, column)
            compared += row[column] == str(expected)
    assert compared >= 12


def test_what_two_tables_count_in_two_ways_is_the_same(published: RunSummary) -> None:
    """Sums that hold by the definitions, between measures that no tree of categories connects."""
    for whole, parts in (
        ("episodes_of_need_starting", [("referrals_in_year", "outcome_of_referral=further_action")]),
        (
            "child_protection_plans_at_any_point",
            [("child_protection_plans_ending", ""), ("child_protection_plans_on_31_march", "")],
        ),
    ):
        sums = [known_counts(published, measure, key) for measure, key in parts]
        assert known_counts(published, whole) == {code: sum(one[code] for one in sums) for code in sums[0]}
