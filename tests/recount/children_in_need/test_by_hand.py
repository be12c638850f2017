"""What the recount says of need, referrals and assessments small enough to count by hand, from the definitions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from .awkward import AwkwardCase
from .by_hand import Counted, assessed, case, child, day
from .days import CollectionYear, band_of_months, completed_years, months_later, working_days
from .need import Method, was_only_assessed
from .reading import read_census
from .writing import write_awkward_returns

NEED = ["episodes_of_need_starting", "episodes_of_need_ending", "episodes_of_need_at_any_point"]
BOTH_METHODS = ["episodes_of_need_at_any_point", "episodes_of_need_at_any_point_to_2017"]


def of_need(counted: Counted) -> tuple[int, ...]:
    """Episodes starting, ending, at any point; children on 31 March."""
    return tuple(counted(measure) for measure in [*NEED, "children_in_need_on_31_march"])


@pytest.mark.parametrize(
    ("history", "starting_ending_any_open"),
    [
        (case("2023-06-01", "2023-06-01"), (1, 1, 1, 0)),
        (case("2023-04-01", "2024-03-31"), (1, 1, 1, 0)),
        (case("2023-04-01", "2024-04-01"), (1, 0, 1, 1)),
        (case("2023-03-31", "2023-04-01"), (0, 1, 1, 0)),
        (case("2023-03-01", "2023-03-31", is_sent_again=True), (0, 0, 0, 0)),
        (case("2024-03-31"), (1, 0, 1, 1)),
        (case("2023-06-01", "2023-07-01", nfa=True), (0, 0, 0, 0)),
        (case("2023-06-01", "2023-07-01", "RC8", assessments=[assessed("2023-06-02", "2023-07-01")]), (0, 0, 0, 0)),
        (case("2023-06-01", "2023-07-01", "RC9", assessments=[assessed("2023-06-02", "2023-07-01")]), (0, 0, 0, 0)),
        (case("2023-06-01", "2023-07-01", "RC8"), (1, 1, 1, 0)),
        (
            case(
                "2023-06-01", "2023-07-01", "RC8",
                assessments=[assessed("2023-06-02", "2023-07-01")], enquiries=[(day("2023-06-02"), None)],
            ),
            (1, 1, 1, 0),
        ),
    ],
    ids=[
        "one day", "until 31 March", "until 1 April", "closed on 1 April", "closed before the year", "on 31 March",
        "no further action", "RC8", "RC9", "RC8 without assessment", "RC8 after an enquiry",
    ],
)  # fmt: skip
def test_episodes_of_need(tmp_path: Path, history: AwkwardCase, starting_ending_any_open: tuple[int, ...]) -> None:
    assert of_need(Counted(tmp_path, child(history))) == starting_ending_any_open


def test_the_methods_differ_in_cases_assessed_in_an_earlier_return_and_in_cases_closed_before_the_year(
    tmp_path: Path,
) -> None:
    closed_after_assessment = case(
        "2016-02-01", "2016-05-01", "RC8", assessments=[assessed("2016-02-02", "2016-03-01")]
    )
    counted = Counted(tmp_path / "assessed", child(closed_after_assessment), years=[2017])
    assert [counted(measure) for measure in BOTH_METHODS] == [0, 1]
    counted = Counted(tmp_path / "again", child(case("2015-02-01", "2016-03-31", is_sent_again=True)), years=[2017])
    assert [counted(measure) for measure in BOTH_METHODS] == [0, 1]


def test_no_year_after_2017_is_counted_by_the_method_of_the_editions_up_to_it(tmp_path: Path) -> None:
    counted = Counted(tmp_path, child(case("2017-06-01")), years=[2018])
    assert [counted(measure) for measure in BOTH_METHODS] == [1, 0]


def test_rc9_closes_after_assessment_from_2023_on(tmp_path: Path) -> None:
    history = child(case("2022-06-01", "2022-07-01", "RC9", assessments=[assessed("2022-06-02", "2022-07-01")]))
    write_awkward_returns(tmp_path, [history], [2023])
    (sent,) = read_census(tmp_path / "cin" / "2023" / "301" / "census.xml")["1"]
    assert was_only_assessed(sent, CollectionYear(2023), Method.TO_2017)
    assert not was_only_assessed(sent, CollectionYear(2022), Method.TO_2017)


def test_two_cases_referred_on_one_day_are_one_episode_and_one_referral(tmp_path: Path) -> None:
    cases = case("2023-06-01", "2023-07-01", "RC1", source="2A"), case("2023-06-01", "2023-09-02", "RC2", source="6")
    counted = Counted(tmp_path, child(*cases))
    assert counted.categories("episodes_of_need_ending", "reason_for_closure") == {"rc2": 1}
    assert counted.categories("episodes_of_need_ending", "duration_of_ended_episode") == {"over_3_to_6_months": 1}
    assert counted.categories("referrals_in_year", "source_of_referral") == {"2a": 1}


def test_a_child_of_two_authorities_counts_in_both(tmp_path: Path) -> None:
    counted = Counted(tmp_path, child(case("2023-06-01")), child(case("2023-06-01"), la_code="302"))
    assert [counted("children_in_need_on_31_march", la_code=code) for code in ("301", "302")] == [1, 1]


@pytest.mark.parametrize(
    ("born", "expected", "age"),
    [
        (date(2024, 6, 1), True, "unborn"),
        (date(2024, 2, 1), True, "unborn"),
        (date(2024, 3, 31), False, "under_1"),
        (date(2023, 4, 1), False, "under_1"),
        (date(2023, 3, 31), False, "1_to_4"),
        (date(2008, 4, 1), False, "10_to_15"),
        (date(2008, 3, 31), False, "16_and_over"),
        (None, False, "age_not_known"),
    ],
)
def test_ages_on_31_march(tmp_path: Path, born: date | None, expected: bool, age: str) -> None:
    counted = Counted(tmp_path, child(case("2023-06-01"), born=born, expected=expected))
    assert counted.categories("children_in_need_on_31_march", "age_group_with_unborn") == {age: 1}


def test_a_child_born_after_the_referral_started_unborn(tmp_path: Path) -> None:
    counted = Counted(tmp_path, child(case("2023-06-01"), born=date(2023, 9, 1)))
    assert counted("episodes_of_need_starting", "age_group_with_unborn", "unborn") == 1
    assert counted("children_in_need_on_31_march", "age_group_with_unborn", "under_1") == 1


@pytest.mark.parametrize(
    ("earlier", "later", "again"),
    [
        ("2023-06-01", "2024-03-31", 1),
        ("2022-06-01", "2023-06-01", 1),
        ("2022-06-01", "2023-06-02", 0),
        ("2023-03-31", "2024-03-30", 1),
        ("2023-03-31", "2024-03-31", 0),
    ],
    ids=["in the year", "365 days", "366 days", "365 days and a leap day", "366 days and a leap day"],
)
def test_re_referrals(tmp_path: Path, earlier: str, later: str, again: int) -> None:
    """The earlier case is closed on its day, so that only the return of its own year has it."""
    counted = Counted(tmp_path, child(case(earlier, earlier), case(later)), years=[2023, 2024])
    assert counted("re_referrals", "re_referral", "re_referral") == again
    assert counted("children_re_referred", "re_referral", "re_referral") == again


def test_what_came_of_a_referral(tmp_path: Path) -> None:
    only_assessed = [assessed("2023-06-02", "2023-07-01")]
    counted = Counted(
        tmp_path,
        child(
            case("2023-06-01", "2023-06-01", nfa=True),
            case("2023-06-01", "2023-07-01", "RC8", assessments=only_assessed),
        ),
        child(case("2023-06-01", "2023-06-01", nfa=True), name="2"),
        child(case("2023-06-01"), case("2023-06-01", "2023-07-01", "RC8", assessments=only_assessed), name="3"),
    )
    expected = {"assessed_not_in_need": 1, "further_action": 1, "no_further_action": 1}
    assert counted.categories("referrals_in_year", "outcome_of_referral") == expected


def test_assessments_authorised_in_the_year_whenever_they_began(tmp_path: Path) -> None:
    days = ["2023-03-31", "2023-04-01", "2024-03-31", "2024-04-01", ""]
    history = case(
        "2023-01-03", nfa=True, is_remembered=True, assessments=[assessed("2023-03-31", one) for one in days]
    )
    counted = Counted(tmp_path, child(history))
    assert counted("assessments_in_year") == 2
    # From Saturday 1 April 2023 to Sunday 31 March 2024 are 52 weeks and a weekend: 260 weekdays, less 10 bank holidays
    # (7 and 10 April, 1, 8 and 29 May, 28 August, 25 and 26 December, 1 January, 29 March).
    assert counted.categories("assessments_in_year", "working_days_of_assessment") == {"0": 1, "250": 1}


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2023, 12, 22), date(2024, 1, 2), 4),
        (date(2024, 3, 28), date(2024, 4, 2), 1),
        (date(2023, 5, 5), date(2023, 5, 8), 0),
        (date(2023, 6, 3), date(2023, 6, 5), 1),
        (date(2023, 6, 2), date(2023, 6, 4), 0),
    ],
    ids=["Christmas", "Easter", "the coronation", "from a Saturday", "to a Sunday"],
)
def test_working_days(start: date, end: date, days: int) -> None:
    assert working_days(start, end) == days


def test_factors_are_counted_once_for_a_case_and_21_is_none(tmp_path: Path) -> None:
    several = [assessed("2023-06-01", "2023-06-09", "1A", "8B", "21"), assessed("2023-07-01", "2023-07-09", "1A", "8F")]
    none = [assessed("2023-06-01", "2023-06-09", "21")]
    too_early = [assessed("2023-02-01", "2023-03-31", "2A")]
    counted = Counted(
        tmp_path,
        child(case("2023-01-01", assessments=[*several, *too_early])),
        child(case("2023-01-01", assessments=none), name="2"),
    )
    measure = "episodes_with_assessment_factors"
    assert counted.categories(measure, "any_factor") == {"factors_identified": 1, "no_factors_identified": 1}
    for factor, identified in (("1a", 1), ("8", 1), ("21", 2), ("2a", 0)):
        assert counted(measure, f"factor_{factor}", "identified") == identified
        assert counted(measure, f"factor_{factor}", "not_identified") == 2 - identified


@pytest.mark.parametrize(
    ("until", "band"),
    [
        ("2023-11-30", "3_months_or_less"),
        ("2023-12-01", "over_3_to_6_months"),
        ("2024-02-29", "over_3_to_6_months"),
        ("2024-03-01", "over_6_months_to_1_year"),
        ("2024-08-30", "over_6_months_to_1_year"),
        ("2024-08-31", "1_to_2_years"),
        ("2025-08-31", "2_years_or_more"),
    ],
)
def test_duration_of_need_from_31_august(until: str, band: str) -> None:
    assert band_of_months(day("2023-08-31"), day(until)) == band


def test_days_of_leap_years() -> None:
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert [completed_years(date(2008, 2, 29), on) for on in (date(2023, 2, 28), date(2023, 3, 1))] == [14, 15]


def test_assessments_of_2014_are_initial_or_core(tmp_path: Path) -> None:
    kinds = ["InitialAssessments", "CoreAssessments", "Assessments"]
    made = [assessed("2013-06-03", "2013-06-04", kind=kind) for kind in kinds]
    counted = Counted(tmp_path, child(case("2013-06-01", assessments=made)), years=[2014])
    expected = {"core": 1, "initial": 1, "single": 1}
    assert counted.categories("assessments_in_year", "kind_of_assessment") == expected
