"""What the recount says of enquiries, conferences and plans small enough to count by hand, from the definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from .awkward import AwkwardPlan
from .by_hand import Counted, case, child, day, plan
from .leaves import plan_duration


def test_enquiries_and_conferences_have_no_double_dates(tmp_path: Path) -> None:
    first, second, held = day("2023-06-01"), day("2023-06-05"), day("2023-06-22")
    counted = Counted(
        tmp_path,
        child(
            case("2023-05-01", enquiries=[(first, held), (first, None)], conference=held),
            case("2023-05-20", enquiries=[(second, held)]),
        ),
        child(case("2023-06-01", conference=held), name="2"),
        child(case("2023-06-01", enquiries=[(day("2023-06-23"), held)]), name="3"),
    )
    assert (counted("section_47_enquiries_in_year"), counted("children_with_section_47_enquiry_in_year")) == (3, 2)
    # Of the first child from the later enquiry, 13 working days; of the second from the referral on 1 June, 15; that of
    # the third came before its enquiry.
    expected = {"11_to_15_days": 2, "conference_before_enquiry": 1}
    assert counted.categories("initial_conferences_in_year", "duration_to_conference") == expected
    days = {"13": 1, "15": 1, "conference_before_enquiry": 1}
    assert counted.categories("initial_conferences_in_year", "working_days_to_conference") == days
    assert counted("initial_conferences_in_year", "within_15_working_days", "within_15_working_days") == 2


@pytest.mark.parametrize(
    ("history", "starting_ending_any_open"),
    [
        (plan("2023-04-01"), (1, 0, 1, 1)),
        (plan("2024-03-31"), (1, 0, 1, 1)),
        (plan("2024-03-31", "2024-03-31"), (1, 1, 1, 0)),
        (plan("2023-03-31", "2023-04-01"), (0, 1, 1, 0)),
        (plan("2023-03-31", "2023-03-31"), (0, 0, 0, 0)),
        (plan("2023-03-31", "2024-03-31"), (0, 1, 1, 0)),
        (plan("2023-03-31", "2024-04-01"), (0, 0, 1, 1)),
    ],
)
def test_plans(tmp_path: Path, history: AwkwardPlan, starting_ending_any_open: tuple[int, ...]) -> None:
    counted = Counted(tmp_path, child(case("2023-01-01", plans=[history])))
    which = ["starting", "ending", "at_any_point", "on_31_march"]
    assert tuple(counted(f"child_protection_plans_{one}") for one in which) == starting_ending_any_open


def test_two_plans_of_a_child_in_a_year_and_one_plan_sent_in_two_cases(tmp_path: Path) -> None:
    counted = Counted(
        tmp_path,
        child(
            case("2023-01-01", plans=[plan("2023-05-01", "2023-07-01"), plan("2023-09-01", previous="1")]),
            case("2023-05-01", plans=[plan("2023-05-01", "2023-06-01")]),
        ),
    )
    assert counted("child_protection_plans_starting") == 2
    assert counted("children_starting_a_child_protection_plan") == 1
    expected = {"first_plan": 1, "second_or_subsequent_plan": 1}
    assert counted.categories("child_protection_plans_starting", "second_or_subsequent_plan") == expected
    assert counted.categories("child_protection_plans_ending", "duration_of_plan") == {"under_3_months": 1}


@pytest.mark.parametrize(
    ("former", "latter", "plans", "children"),
    [
        # The second begins on the day on which the first ends, or on the day after.
        (("2023-05-01", "2023-07-01"), ("2023-07-01", ""), (2, 1, 2, 1), (1, 1, 1, 1)),
        (("2023-05-01", "2023-07-01"), ("2023-07-02", ""), (2, 1, 2, 1), (1, 1, 1, 1)),
        # Both ended in the year; the first began before it.
        (("2022-05-01", "2023-07-01"), ("2023-09-01", "2024-02-01"), (1, 2, 2, 0), (1, 1, 1, 0)),
        # Across 31 March: the first ended in the year before, or in the year while the second was still to come.
        (("2022-05-01", "2023-03-31"), ("2023-04-01", ""), (1, 0, 1, 1), (1, 0, 1, 1)),
        (("2022-05-01", "2023-04-01"), ("2023-04-01", ""), (1, 1, 2, 1), (1, 1, 1, 1)),
        (("2023-05-01", "2024-03-31"), ("2024-04-01", ""), (1, 1, 1, 0), (1, 1, 1, 0)),
        (("2023-05-01", "2024-03-30"), ("2024-03-31", ""), (2, 1, 2, 1), (1, 1, 1, 1)),
    ],
)
@pytest.mark.parametrize("in_one_case", [True, False])
def test_two_plans_are_counted_twice_and_their_child_once(
    tmp_path: Path,
    former: tuple[str, str],
    latter: tuple[str, str],
    plans: tuple[int, ...],
    children: tuple[int, ...],
    *,
    in_one_case: bool,
) -> None:
    """Starting, ending, at any point and on 31 March 2024."""
    first, second = plan(*former), plan(*latter, previous="1")
    cases = [case("2022-01-01", plans=[first, second])]
    if not in_one_case:
        cases = [case("2022-01-01", former[1], plans=[first]), case(latter[0], plans=[second])]
    counted = Counted(tmp_path, child(*cases))
    which = ["starting", "ending", "at_any_point", "on_31_march"]
    assert tuple(counted(f"child_protection_plans_{one}") for one in which) == plans
    found = [counted(f"children_{one}_a_child_protection_plan") for one in which[:2]]
    found += [counted(f"children_on_a_child_protection_plan_{one}") for one in which[2:]]
    assert tuple(found) == children


@pytest.mark.parametrize(
    ("started", "until", "band"),
    [
        ("2023-11-30", "2024-02-28", "under_3_months"),
        ("2023-11-30", "2024-02-29", "exactly_3_months"),
        ("2023-11-30", "2024-03-01", "over_3_to_6_months"),
        ("2022-04-01", "2024-03-29", "1_to_2_years"),
        ("2022-04-01", "2024-03-30", "2_years_or_more"),
    ],
    ids=["under 3 months", "3 months", "over 3 months", "729 days with the last", "730 days with the last"],
)
def test_duration_of_plans(started: str, until: str, band: str) -> None:
    assert plan_duration(day(started), day(until)) == band


@pytest.mark.parametrize(
    ("started", "reviews", "in_time"),
    [
        ("2023-06-15", ["2023-09-15", "2024-03-15"], 1),
        ("2023-06-15", ["2023-09-16", "2024-03-15"], 0),
        ("2023-06-15", ["2023-09-15", "2024-03-16"], 0),
        ("2023-06-15", ["2023-09-15"], 0),
        ("2023-06-30", ["2023-09-30"], 0),
        ("2023-07-01", ["2023-10-01"], 1),
        ("2023-12-31", [], 0),
        ("2022-06-01", ["2023-09-30", "2024-03-30"], 1),
        ("2022-06-01", ["2023-10-01", "2024-03-30"], 0),
        ("2022-06-01", [], 0),
        ("2022-12-31", ["2023-09-30", "2024-03-30"], 1),
        ("2023-01-01", ["2023-09-30", "2024-03-30"], 0),
    ],
    ids=[
        "3 and 6 months", "first a day late", "second a day late", "overdue since 15 March", "overdue since 30 March",
        "due on 1 April", "none", "none known before the year", "6 months and a day from 31 March", "none at all",
        "first due on 31 March before", "first due on 1 April",
    ],
)  # fmt: skip
def test_reviews(tmp_path: Path, started: str, reviews: list[str], in_time: int) -> None:
    counted = Counted(tmp_path, child(case("2022-01-01", plans=[plan(started, "", *reviews)], is_remembered=True)))
    expected = {"reviewed_in_time" if in_time else "not_reviewed_in_time": 1}
    assert counted.categories("child_protection_plans_open_3_months", "reviewed_within_timescales") == expected


def test_reviews_that_only_an_earlier_return_tells_of(tmp_path: Path) -> None:
    """The return of 2024 has the review of September; that of 2023 says that the one before it was in December 2022."""
    history = child(case("2022-01-01", plans=[plan("2022-09-01", "", "2022-12-01", "2023-09-01", "2024-03-01")]))
    measure, breakdown = "child_protection_plans_open_3_months", "reviewed_within_timescales"
    alone = Counted(tmp_path / "alone", history)
    assert alone.categories(measure, breakdown) == {"reviewed_in_time": 1}
    both = Counted(tmp_path / "both", history, years=[2023, 2024])
    assert both.categories(measure, breakdown) == {"not_reviewed_in_time": 1}


def test_plans_younger_than_three_months_need_no_review(tmp_path: Path) -> None:
    counted = Counted(tmp_path, child(case("2023-06-01", plans=[plan("2024-01-01")])))
    assert counted("child_protection_plans_open_3_months") == 0


@pytest.mark.parametrize(
    ("ended", "closed", "band"),
    [
        ("2023-09-30", "2023-09-30", "not_in_need_after_plan"),
        ("2023-09-30", "2023-12-30", "3_months_or_less"),
        ("2023-09-30", "2023-12-31", "over_3_to_6_months"),
        ("2023-09-30", "2024-03-30", "over_3_to_6_months"),
        ("2023-09-30", "", "over_6_months"),
        ("2023-10-01", "", None),
    ],
)
def test_how_long_need_went_on_after_a_plan(tmp_path: Path, ended: str, closed: str, band: str | None) -> None:
    counted = Counted(tmp_path, child(case("2023-01-01", closed, plans=[plan("2023-02-01", ended)])))
    found = counted.categories("child_protection_plans_ending_in_first_six_months", "remained_in_need")
    assert found == ({} if band is None else {band: 1})
