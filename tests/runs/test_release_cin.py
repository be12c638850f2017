"""Children in need published from a small England, read back as a stranger would, with the arithmetic done by hand."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.design.files.data_sets_file import load_release
from pipeline.runs.release import RunSummary, prepare
from pipeline.runs.run import ReleaseRun, open_run
from tests.runs.cin_release import (
    ENGLAND,
    NAME,
    censuses_of_two_years,
    grossed,
    grossed_count,
    half_up,
    known_counts,
    one_row,
    populations,
    release_of_2024,
    rounded_to_10,
    rows_of,
)


@pytest.fixture(scope="module")
def censuses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of eight authorities."""
    return censuses_of_two_years(tmp_path_factory)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> RunSummary:
    """The 2024 release of the censuses."""
    return release_of_2024(tmp_path_factory)


def test_every_declared_file_is_there_with_its_columns_in_order(published: RunSummary) -> None:
    release = load_release(NAME)
    assert len(release.data_sets_in(2024)) == 29
    for data_set in release.data_sets_in(2024):
        assert f"data/{data_set.file_name.at(2024)}.csv" in published.published.files
        assert f"data/{data_set.file_name.at(2024)}.meta.csv" in published.published.files
    header = next(rows_of(published, "b1_children_in_need")).keys()
    assert list(header)[5:13] == [
        "region_code", "region_name", "old_la_code", "new_la_code", "la_name",
        "category", "Anypoint_episodes", "Anypoint_episodes_rate",
    ]  # fmt: skip
    assert {"index.html", "methodology.html", "certificate.json", "coverage.csv"} <= set(published.published.files)


def test_counts_are_rounded_and_suppressed_by_level(published: RunSummary) -> None:
    """No count of an authority is from 1 to 5; every count of England and regions ends in 0."""
    seen: Counter[str] = Counter()
    for data_set in load_release(NAME).data_sets_in(2024):
        counted = [one.column.at(2024) for one in data_set.indicators_in(2024) if one.statistic.kind == "count"]
        for row in rows_of(published, data_set.file_name.at(2024)):
            for text in (row[column] for column in counted):
                seen[text if not text.isdigit() else row["geographic_level"]] += 1
                if text.isdigit() and row["geographic_level"] == "Local authority":
                    assert not 1 <= int(text) <= 5, row
                elif text.isdigit():
                    assert int(text) % 10 == 0, row
    assert {"National", "Regional", "Local authority", "c", "x"} <= seen.keys()
    assert seen.keys() <= {"National", "Regional", "Local authority", "c", "x", "z"}


def test_england_has_estimates_for_missing_authorities(published: RunSummary) -> None:
    """The known authorities' rate times the population of each missing one; breakdowns times the grossing factor."""
    assert len(known_counts(published, "referrals_in_year")) == 7
    _, whole = grossed(published, "referrals_in_year")
    (by_month,) = (one for one in load_release(NAME).data_sets_in(2024) if one.file_name.at(2024).startswith("c6_"))
    row = one_row(published, by_month.file_name.at(2024), ENGLAND)
    assert int(row["total_referrals"]) == rounded_to_10(whole)
    shown = [one for one in by_month.indicators if one.key and row[one.column.at(2024)] != "c"]
    assert len(shown) > 6
    for month in shown:
        part, _ = grossed(published, "referrals_in_year", month.key or "")
        assert int(row[month.column.at(2024)]) == rounded_to_10(part), month.key


def test_an_item_that_is_missing_is_estimated_for_its_measures_alone(published: RunSummary) -> None:
    """857 sent referrals and no section 47 enquiries: its row, and what England's figures rest on."""
    assert one_row(published, "c1_children_in_need_referrals_and_rereferrals", "857")["referral_count"].isdigit()
    assert one_row(published, "c4_children_in_need_section_47s_and_icpcs", "857")["Section47"] == "x"
    assert one_row(published, "c4_children_in_need_section_47s_and_icpcs", "316")["Section47"] == "x"
    assert len(known_counts(published, "section_47_enquiries_in_year")) == 6
    _, enquiries = grossed(published, "section_47_enquiries_in_year")
    england = one_row(published, "c4_children_in_need_section_47s_and_icpcs", ENGLAND)
    assert int(england["Section47"]) == rounded_to_10(enquiries)


def test_rates_have_one_decimal_and_follow_the_population(published: RunSummary) -> None:
    """Children in need on 31 March per 10,000, from the unrounded count and the population of the authority."""
    row = one_row(published, "b1_children_in_need", "886")
    assert int(row["At31_episodes"]) == known_counts(published, "children_in_need_on_31_march")["886"]
    expected = half_up(Decimal(10_000) * int(row["At31_episodes"]) / populations(published)["886"], "0.1")
    assert row["At31_episodes_rate"] == str(expected)


def test_re_referrals_need_the_year_before(published: RunSummary) -> None:
    """2023 has no year before it in the folder, so nobody's re-referrals are known."""
    name = "c1_children_in_need_referrals_and_rereferrals"
    first = one_row(published, name, ENGLAND, 2023)
    assert (first["rereferral_count"], first["rereferral_percent"]) == ("x", "x")
    assert first["referral_count"].isdigit()
    assert one_row(published, name, ENGLAND)["rereferral_percent"] not in ("x", "c", "z")


def test_a_code_that_was_not_yet_collected_is_not_available() -> None:
    """Columns of codes added later say from which year on they can be told; factors stood by kind before 2015."""
    (factors,) = (one for one in load_release(NAME).data_sets_in(2024) if one.file_name.at(2024).startswith("c3_"))
    first = {one.column.at(2024): one.first_year for one in factors.indicators}
    columns = ("Child_criminal_exploitation", "Sexual_Abuse_child_on_child", "Neglect")
    assert [first[column] for column in columns] == [2022, 2021, 2015]
    of_2020 = {one.column.at(2020) for one in factors.indicators_in(2020)}
    assert [column in of_2020 for column in columns] == [False, False, True]


def test_removing_an_authority_changes_england_by_its_estimate(
    censuses: Path, published: RunSummary, tmp_path: Path
) -> None:
    """Without 908, its referrals are no longer in England's figure as sent, but as estimated from the others.

    What is printed of an England with estimates, to the nearest 10, and of a missing authority is asked above, of 316.
    """
    returns, measure = tmp_path / "returns", "referrals_in_year"
    shutil.copytree(censuses, returns)
    shutil.rmtree(returns / "cin" / "2024" / "908")
    without = ReleaseRun(NAME, 2024, "", returns, tmp_path / "releases", accept_coverage=True)
    with open_run(without) as warehouse:
        prepare(without, warehouse, lambda _: None)
    sent = known_counts(published, measure)
    assert known_counts(without, measure) == {code: count for code, count in sent.items() if code != "908"} != sent
    _, expected = grossed(without, measure)
    assert grossed_count(without, measure, ENGLAND) == expected
    assert grossed_count(published, measure, ENGLAND) == grossed(published, measure)[1] != expected
