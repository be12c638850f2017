"""The measures' questions, put to one child of one LA at a time; each answer adds to the tally."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from . import leaves
from .days import CollectionYear, band_of_months, months_later
from .need import Method, as_of_31_march, episodes_of_need, was_only_assessed
from .protection import PlanOfCase, conferences, plans_of, remained_in_need, was_reviewed_in_time
from .reading import Case

WHO = ("sex", "age_group_with_unborn", "ethnicity", "ethnicity_chinese_in_other")
YEAR_APART = timedelta(365)
FACTORS = [
    *(f"{number}{who}" for number in range(1, 7) for who in "ABC"),
    *["7A", "8", "9A", "10A", "11A", "12A", "13A", "14A", "15A", "16A", "17A"],
    *["18A", "18B", "18C", "19A", "19B", "19C", "20", "21", "22A", "23A", "24A"],
]
NO_FACTOR = "21"
History = dict[int, list[Case]]


Key = tuple[int, str, str, str, str, str, str]
"""A published number: collection year, LA, measure, breakdown, category, second breakdown and category."""


class Tally(NamedTuple):
    """Adds one counted child, case, plan or event of an LA to its total and to each of its categories."""

    counts: Counter[Key]
    year: int
    la_code: str

    def add(self, measure: str, found: dict[str, str] | None = None, *crossed: tuple[str, str]) -> None:
        """``found`` is breakdown to category; ``crossed`` are the pairs of breakdowns that a table crosses."""
        counts, year, la_code = self
        counts[year, la_code, measure, "total", "total", "", ""] += 1
        if found is not None:
            for breakdown, category in found.items():
                counts[year, la_code, measure, breakdown, category, "", ""] += 1
            for one, other in crossed:
                counts[year, la_code, measure, one, found[one], other, found[other]] += 1


def count_child(
    counts: Counter[Key],
    la_code: str,
    cases: list[Case],
    history: History,
    before: list[Case],
    year: CollectionYear,
) -> None:
    """Ask every measure of a child and add the answers to ``counts``.

    ``history`` is the child's earlier returns, ``before`` its cases with the LA that this one took over from: plans go
    on from there, but a referral there makes no re-referral here.
    """
    tally = Tally(counts, year.year, la_code)
    known = as_of_31_march(cases, year)
    _need_since_2018(tally, known, year)
    if year.year <= 2017:  # No edition that counts by this method has a later year.
        _need_to_2017(tally, known, year)
    _referrals(tally, known, history, year)
    _assessments(tally, cases, year)
    _factors(tally, cases, year)
    _conferences(tally, cases, year)
    _plans(tally, plans_of(cases, [*before, *(case for past in history.values() for case in past)], year), year)


def _about(case: Case, on: date) -> dict[str, str]:
    """Every breakdown of an episode of need, with the age of a day."""
    return {
        **leaves.who(case.child, on),
        "primary_need": leaves.need_leaf(case),
        "disability": leaves.disability_leaf(case.child),
    }


def _ended(tally: Tally, ended: list[Case], suffix: str) -> None:
    for case in ended:
        found = _about(case, case.closed or date.max)
        found["duration_of_ended_episode"] = band_of_months(case.referred, case.closed or date.max)
        found["reason_for_closure"] = leaves.closure_leaf(case)
        tally.add(f"episodes_of_need_ending{suffix}", found)
    if ended:
        last = max(ended, key=lambda case: (case.closed or date.max, case.referred))
        tally.add(f"children_ending_an_episode_of_need{suffix}", leaves.who(last.child, last.closed or date.max))


def _at_any_point(tally: Tally, episodes: list[Case], year: CollectionYear, suffix: str) -> None:
    for case in episodes:
        tally.add(f"episodes_of_need_at_any_point{suffix}", _about(case, case.closed or year.last))
    if episodes:
        last = episodes[-1]
        tally.add(f"children_in_need_at_any_point{suffix}", leaves.who(last.child, last.closed or year.last))


def _need_to_2017(tally: Tally, cases: list[Case], year: CollectionYear) -> None:
    episodes = episodes_of_need(cases, year, Method.TO_2017)
    _at_any_point(tally, episodes, year, "_to_2017")
    _ended(tally, [case for case in episodes if case.closed], "_to_2017")


def _need_since_2018(tally: Tally, cases: list[Case], year: CollectionYear) -> None:
    episodes = episodes_of_need(cases, year, Method.FROM_2018)
    _at_any_point(tally, [case for case in episodes if case.closed is None or case.closed in year], year, "")
    _ended(tally, [case for case in episodes if case.closed in year], "")
    started = [case for case in episodes if case.referred in year]
    for case in started:
        tally.add("episodes_of_need_starting", _about(case, case.referred))
    if started:
        tally.add("children_starting_an_episode_of_need", leaves.who(started[0].child, started[0].referred))
    still_open = [case for case in episodes if case.closed is None]
    if still_open:
        _on_31_march(tally, still_open[-1], year)


def _on_31_march(tally: Tally, case: Case, year: CollectionYear) -> None:
    awaiting = case.need in ("", "N0") and not any(
        one.authorised and one.authorised <= year.last for one in case.assessments
    )
    found = {
        **_about(case, year.last),
        "duration_of_open_episode": band_of_months(case.referred, year.last),
        "awaiting_assessment": "awaiting_assessment" if awaiting else "not_awaiting_assessment",
    }
    del found["disability"]
    age, sex = "age_group_with_unborn", "sex"
    crossed = [(one, other) for one in ("primary_need", *WHO[2:]) for other in (age, sex)]
    tally.add("children_in_need_on_31_march", found, (age, sex), *crossed)
    kinds = {
        f"disability_{kind.lower()}": "recorded" if kind in case.child.disabilities else "not_recorded"
        for kind in leaves.DISABILITIES
    }
    kinds["disability"] = leaves.disability_leaf(case.child)
    tally.add("disabilities_of_children_in_need_on_31_march", kinds)


def _outcome(cases: list[Case], year: CollectionYear) -> str:
    """What came of the records of one day: the most that any of them led to."""
    if all(case.no_further_action for case in cases):
        return "no_further_action"
    acted_on = [case for case in cases if not case.no_further_action]
    if all(was_only_assessed(case, year, Method.FROM_2018) for case in acted_on):
        return "assessed_not_in_need"
    return "further_action"


def _referrals(tally: Tally, cases: list[Case], history: History, year: CollectionYear) -> None:
    by_day: dict[date, list[Case]] = {}
    for case in cases:
        if case.referred in year:
            by_day.setdefault(case.referred, []).append(case)
    if not by_day:
        return
    for day, same in sorted(by_day.items()):
        found = {
            "source_of_referral": leaves.source_leaf(same[0]),
            "month_of_referral": leaves.month_leaf(day),
            "outcome_of_referral": _outcome(same, year),
        }
        tally.add("referrals_in_year", found)
    tally.add("children_referred_in_year")
    before = {case.referred for case in [*cases, *history.get(year.year - 1, [])] if case.referred < year.first}
    days = sorted([*by_day, *({max(before)} if before else ())])
    again = {later for earlier, later in pairwise(days) if later - earlier <= YEAR_APART}
    for day in by_day:
        tally.add("re_referrals", {"re_referral": "re_referral" if day in again else "not_re_referral"})
    tally.add("children_re_referred", {"re_referral": "re_referral" if again else "not_re_referral"})


def _assessments(tally: Tally, cases: list[Case], year: CollectionYear) -> None:
    for case in cases:
        for assessment in case.assessments:
            if assessment.authorised in year:
                found = leaves.assessment_leaves(assessment)
                by_kind = [("kind_of_assessment", breakdown) for breakdown in found]
                tally.add("assessments_in_year", {"kind_of_assessment": assessment.kind, **found}, *by_kind)


def _factors(tally: Tally, cases: list[Case], year: CollectionYear) -> None:
    for case in cases:
        done = [one for one in case.assessments if one.authorised in year and one.factors]
        for kind in sorted({one.kind for one in done}):
            sent = {factor for one in done if one.kind == kind for factor in one.factors}
            factors = {"8" if factor.startswith("8") else factor for factor in sent}
            any_factor = "factors_identified" if factors - {NO_FACTOR} else "no_factors_identified"
            found = {"kind_of_assessment": kind, "any_factor": any_factor}
            for factor in FACTORS:
                found[f"factor_{factor.lower()}"] = "identified" if factor in factors else "not_identified"
            crossed = [(breakdown, "kind_of_assessment") for breakdown in found if breakdown != "kind_of_assessment"]
            tally.add("episodes_with_assessment_factors", found, *crossed)


def _conferences(tally: Tally, cases: list[Case], year: CollectionYear) -> None:
    begun = {enquiry.started for case in cases for enquiry in case.enquiries if enquiry.started in year}
    for _ in begun:
        tally.add("section_47_enquiries_in_year")
    if begun:
        tally.add("children_with_section_47_enquiry_in_year")
    held = list(conferences(cases, year))
    for _, days in held:
        tally.add("initial_conferences_in_year", leaves.conference_leaves(days))
    if held:
        tally.add("children_with_initial_conference_in_year")


def _plans(tally: Tally, plans: list[PlanOfCase], year: CollectionYear) -> None:
    starting = [one for one in plans if one.plan.started in year]
    ending = [one for one in plans if one.plan.ended in year]
    still_open = [one for one in plans if one.plan.ended is None]
    for one in starting:
        found = {**leaves.who(one.case.child, one.plan.started), **leaves.abuse_leaves(one.plan)}
        found["second_or_subsequent_plan"] = leaves.earlier_plans(one.plan)
        tally.add("child_protection_plans_starting", found)
    for one in ending:
        ended = one.plan.ended or year.last
        found = {**leaves.who(one.case.child, ended), **leaves.abuse_leaves(one.plan)}
        found["duration_of_plan"] = leaves.plan_duration(one.plan.started, ended)
        tally.add("child_protection_plans_ending", found)
        if ended < date(year.year - 1, 10, 1):
            remained = {"remained_in_need": remained_in_need(ended, one.case, year)}
            tally.add("child_protection_plans_ending_in_first_six_months", remained)
    for one in still_open:
        found = {**leaves.who(one.case.child, year.last), **leaves.abuse_leaves(one.plan)}
        found["duration_of_plan"] = leaves.plan_duration(one.plan.started, year.last)
        tally.add(
            "child_protection_plans_on_31_march",
            found,
            *(("initial_category_of_abuse", breakdown) for breakdown in WHO),
        )
        if months_later(one.plan.started, 3) <= year.last:
            in_time = "reviewed_in_time" if was_reviewed_in_time(one, year) else "not_reviewed_in_time"
            tally.add("child_protection_plans_open_3_months", {"reviewed_within_timescales": in_time})
    for _ in [*ending, *still_open]:
        tally.add("child_protection_plans_at_any_point")
    for measure, found_any in (
        ("children_starting_a_child_protection_plan", starting),
        ("children_ending_a_child_protection_plan", ending),
        ("children_on_a_child_protection_plan_at_any_point", [*ending, *still_open]),
        ("children_on_a_child_protection_plan_on_31_march", still_open),
    ):
        if found_any:
            tally.add(measure)
