"""Children of the synthetic census with two plans of protection in one year: how many, and what they are like."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.synthetic.cin import synthesise_cin
from pipeline.synthetic.cin.lives.targets import needs_of_patches
from pipeline.synthetic.country.patches import patches_of
from tests.synthetic.synthetic_cin import children, day, ledger, plans_in_order


@pytest.fixture(scope="module")
def birmingham(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The largest authority in one year, whole."""
    out = tmp_path_factory.mktemp("birmingham")
    synthesise_cin([2024], out, las=["330"], processes=1)
    return out


def test_plans_that_begin_in_the_year_in_which_another_of_the_child_ended(birmingham: Path) -> None:
    """As often as published for 2025: 111,720 plans of 110,130 children at any point, so 1,590 for 61,840 starting.

    Of the 62,110 of 2024 these are 1,596.9. The 61,840 plans starting were those of 61,660 children, 0.3 per cent more.
    """
    (patch,) = patches_of(["330"])
    assert sum(each.year(2024).plans_again for each in needs_of_patches(1, 1.0).values()) == 1597
    target, counts = needs_of_patches(1, 1.0)[patch.key].year(2024), ledger(birmingham, 2024)
    starting, ending = counts["plans_starting", "total"], counts["plans_ending", "total"]
    assert (starting, counts["plans_starting", "second_or_subsequent"]) == (target.plans_starting, target.plans_second)
    assert counts["plans_on_31_march", "total"] == counts["children_on_a_plan_on_31_march", "total"] == target.plans
    assert counts["plans_at_any_point", "total"] - counts["children_on_a_plan_at_any_point", "total"] == (
        target.plans_again
    )
    assert target.plans_again / starting == pytest.approx(1590 / 61840, abs=0.001)
    assert 0.001 < 1 - counts["children_starting_a_plan", "total"] / starting < 0.008
    assert 0.001 < 1 - counts["children_ending_a_plan", "total"] / ending < 0.012
    gaps = [
        _gap(former, latter)
        for child in children(birmingham, 2024, "330")
        for former, latter in pairwise(plans_in_order(child))
    ]
    assert len(gaps) == target.plans_again
    assert 0.03 < gaps.count(timedelta(1)) / len(gaps) < 0.4, "some begin on the day after"
    assert max(gaps) > timedelta(60)


def _gap(former: Any, latter: Any) -> timedelta:
    """From the end of a plan to the beginning of the next, both in the year, in one case and each with its own."""
    ended, began = day(former, "CPPendDate"), day(latter, "CPPstartDate")
    assert ended and began and date(2023, 4, 1) <= ended < began <= date(2024, 3, 31)
    assert latter.getparent() is former.getparent()
    assert int(latter.findtext("NumberOfPreviousCPP")) == int(former.findtext("NumberOfPreviousCPP")) + 1
    assert latter.findtext("InitialCategoryOfAbuse") and latter.findtext("LatestCategoryOfAbuse")
    assert all(date.fromisoformat(each.text) <= ended for each in former.iter("CPPreviewDate"))
    assert all(date.fromisoformat(each.text) > began for each in latter.iter("CPPreviewDate"))
    # A plan follows a conference, and help goes on between two plans, not within one.
    assert began in {day(each, "DateOfInitialCPC") for each in latter.getparent().iter("Section47")}
    for help_plan in latter.getparent().iter("CINPlanDates"):
        helped, until = day(help_plan, "CINPlanStartDate"), day(help_plan, "CINPlanEndDate") or date(2024, 3, 31)
        assert helped
        for plan in (former, latter):
            start, end = day(plan, "CPPstartDate"), day(plan, "CPPendDate") or date(2024, 4, 1)
            assert start and (until <= start or helped >= end)
    return began - ended


def test_conferences_without_an_enquiry_are_in_cases_of_the_year(birmingham: Path) -> None:
    """Their days are counted from the referral: one of 2005 would be before the working days that are known."""
    cases = [case for child in children(birmingham, 2024, "330") for case in child.iter("CINdetails")]
    moved_in = [case for case in cases if case.find("DateOfInitialCPC") is not None]
    assert len(moved_in) > 10
    assert all(case.findtext("CINreferralDate") >= "2023-04-01" for case in moved_in)
