"""Which referrals were episodes of need, by the method of the editions up to 2017 and by that of those since 2018."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import Enum

from .days import CollectionYear
from .reading import Case

RC9_SINCE = 2023


class Method(Enum):
    """How an edition counts need in all its years."""

    TO_2017 = "to_2017"
    FROM_2018 = "from_2018"


def as_of_31_march(cases: Iterable[Case], year: CollectionYear) -> list[Case]:
    """A child's cases as they stood on 31 March: what a return says of later days has not happened yet."""
    known = (case for case in cases if case.referred <= year.last)
    return [replace(case, closed=None, reason="") if (case.closed or year.last) > year.last else case for case in known]


def was_more_than_assessed(case: Case) -> bool:
    """Whether anything other than an assessment was done: enquiry, conference, or either kind of plan."""
    return bool(case.enquiries or case.plans or case.conference or case.has_plan_for_child_in_need)


def was_only_assessed(case: Case, year: CollectionYear, method: Method) -> bool:
    """Whether a case was closed because its assessment found no need.

    The assessment of a case of an earlier year may be in an earlier return; the editions up to 2017 still ask for it.
    The reason says that it was closed, even where the closing date is not given.
    """
    closing = ("RC8", "RC9") if year.year >= RC9_SINCE else ("RC8",)
    if case.reason not in closing or was_more_than_assessed(case):
        return False
    return bool(case.assessments) or (method is Method.FROM_2018 and case.referred < year.first)


def longest(cases: Iterable[Case]) -> Case:
    """The case that stayed open longest."""
    return max(cases, key=lambda case: (case.closed or date.max, -case.sent))


def episodes_of_need(cases: list[Case], year: CollectionYear, method: Method) -> list[Case]:
    """A child's episodes of need, by referral date: one for each date."""
    in_need = [case for case in cases if not case.no_further_action and not was_only_assessed(case, year, method)]
    days = sorted({case.referred for case in in_need})
    return [longest(case for case in in_need if case.referred == day) for day in days]
