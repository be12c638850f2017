"""A child's conferences and child protection plans: no date twice, with every review that any return tells of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from .days import CollectionYear, months_later, working_days
from .reading import Case, Plan


@dataclass(frozen=True, slots=True)
class PlanOfCase:
    """A plan, the case it belongs to and the days on which it was reviewed."""

    plan: Plan
    case: Case
    reviews: tuple[date, ...]


def conferences(cases: list[Case], year: CollectionYear) -> Iterator[tuple[date, int | None]]:
    """The initial conferences of the year, each with the working days that it took, or None if it came too early."""
    of_enquiries: dict[date, list[date]] = {}
    of_cases: dict[date, list[date]] = {}
    for case in cases:
        if case.conference is not None and case.conference in year:
            of_cases.setdefault(case.conference, []).append(case.referred)
        for enquiry in case.enquiries:
            started, held = enquiry.started, enquiry.conference
            if started is not None and held is not None and held in year:
                of_enquiries.setdefault(held, []).append(started)
    for held, starts in sorted({**of_cases, **of_enquiries}.items()):
        before = [start for start in starts if start <= held]
        yield held, working_days(max(before), held) if before else None


def plans_of(cases: list[Case], earlier: list[Case], year: CollectionYear) -> list[PlanOfCase]:
    """A child's plans by start, with reviews that earlier returns tell; of the same start the one that ran longest."""
    sent: dict[date, list[tuple[Plan, Case]]] = {}
    for case in cases:
        for plan in case.plans:
            if plan.started <= year.last:
                sent.setdefault(plan.started, []).append((plan, case))
    found = []
    for started, same in sorted(sent.items()):
        plan, case = max(same, key=lambda one: one[0].ended or date.max)
        if plan.ended is not None and plan.ended > year.last:
            plan = replace(plan, ended=None)
        told = [*same, *((old, past) for past in earlier for old in past.plans)]
        days = {day for one, _ in told if one.started == started for day in one.reviews}
        until = plan.ended or year.last
        found.append(PlanOfCase(plan, case, tuple(sorted(day for day in days if started <= day <= until))))
    return found


def was_reviewed_in_time(plan: PlanOfCase, year: CollectionYear) -> bool:
    """First review within three months, each later one within six of the last, and none overdue on 31 March.

    Where the first review fell due before the year and nothing is known of the years before, there was one in time.
    """
    due = months_later(plan.plan.started, 3)
    reviews = list(plan.reviews)
    if due < year.first and not any(day < year.first for day in reviews):
        due = year.first - timedelta(1)
        reviews.insert(0, due)
    if not reviews or reviews[0] > due:
        return False
    return all(later <= months_later(earlier, 6) for earlier, later in pairwise([*reviews, year.last]))


def remained_in_need(ended: date, case: Case, year: CollectionYear) -> str:
    """How long after the end of a plan its case stayed open; one closed by then is a child no longer in need."""
    until = min(case.closed or year.last, year.last)
    if until <= ended:
        return "not_in_need_after_plan"
    if until <= months_later(ended, 3):
        return "3_months_or_less"
    return "over_3_to_6_months" if until <= months_later(ended, 6) else "over_6_months"
