"""Adoptions, special guardianship, and decisions that a child should be placed for adoption."""

from __future__ import annotations

from datetime import date

from .case import Case
from .dates import months_band
from .flows import age_known, reason_leaf
from .leaves import age_band, age_group, age_on_ceasing, age_on_starting, duration_of_care, legal_status_leaf, need_leaf
from .life import Period
from .records import Adoption, AdoptionPlan
from .tally import each_with

GUARDIANSHIP = ("E43", "E44", "E45", "E46", "E47", "E48")
PLACED_FOR_ADOPTION = ("A3", "A4", "A5", "A6")
TIMES_SINCE_DECISION = (
    (6, "under_6_months"),
    (12, "6_months_to_1_year"),
    (24, "1_to_2_years"),
    (36, "2_to_3_years"),
)
COUPLES = {"MF": "different_sex", "MM": "male", "FF": "female"}
STAGES = ("entry_to_decision", "decision_to_match", "match_to_placed", "placed_to_adopted")


def count_adoption(case: Case) -> None:
    """Every measure of permanence."""
    if case.adopted is not None:
        _adopted(case, case.adopted)
    elif case.ceased is not None and case.ceased.last.why_ceased in GUARDIANSHIP:
        case.tally.add(case.la_code, "special_guardianship_during_year", _of_ending(case, case.ceased))
    _decision(case)


def _of_ending(case: Case, period: Period) -> dict[str, str]:
    last = period.last
    return {
        **case.who,
        **age_on_ceasing(case.child, last.end),
        **age_on_starting(case.child, period.start),
        "reason_episode_ceased": reason_leaf(last),
        "category_of_need": need_leaf(period),
        "duration_of_period_of_care": duration_of_care(period.start, last.end),
        "final_legal_status": legal_status_leaf(last),
        "age_known": "age_known" if age_known(case, period) else "age_not_known",
    }


def _adopted(case: Case, period: Period) -> None:
    record = case.child.sent.adoptions.get(case.child.name)
    decided = record.decided if record else None
    placed = placed_on(period)
    in_time = decided is not None and placed is not None and 0 <= (placed - decided).days < 365
    dates = [period.start, decided, record.matched if record else None, placed, period.last.end]
    known = [day for day in dates if day is not None]
    in_order = len(known) == len(dates) and known == sorted(known)
    leaves = _of_ending(case, period)
    leaves |= {
        "number_of_adopters": _number_of_adopters(record),
        "adopters": _adopters(record),
        "placed_within_12_months": "placed_within_12_months" if in_time else "not_placed_within_12_months",
        "adoption_dates_known": "adoption_dates_known" if in_order else "adoption_dates_not_known",
    }
    crossed = each_with("age_on_starting", ("placed_within_12_months", "adoption_dates_known"))
    case.tally.add(case.la_code, "adopted_during_year", leaves, crossed)
    if in_order:
        _stages(case, leaves["age_on_starting"], known)


def _stages(case: Case, age: str, days: list[date]) -> None:
    for stage, one, following in zip(STAGES, days, days[1:], strict=False):
        leaves = {"stage_of_adoption": stage, "age_on_starting": age}
        case.tally.add(
            case.la_code,
            "days_between_adoption_stages",
            leaves,
            crossed=each_with("stage_of_adoption", leaves),
            only_crossed=("age_on_starting",),
            amount=(following - one).days,
        )


def placed_on(period: Period) -> date | None:
    """When the child was placed with those who adopted it."""
    if not period.spells:
        return None
    placed = [one.start for one in period.spells[-1].episodes if one.placement in PLACED_FOR_ADOPTION]
    return placed[0] if placed else None


def _number_of_adopters(record: Adoption | None) -> str:
    number = record.adopters if record else ""
    return {"1": "1_adopter", "2": "2_adopters"}.get(number, "number_of_adopters_not_known")


def _adopters(record: Adoption | None) -> str:
    if record is None:
        return "adopters_not_known"
    status, sexes = record.legal_status, record.sexes
    if status == "L0" and sexes in ("M1", "F1"):
        return "single_male" if sexes == "M1" else "single_female"
    couple = COUPLES.get(sexes)
    if status in ("L1", "L11", "L12") and couple:
        return f"married_{couple}"
    if status == "L2" and couple:
        return f"civil_partnership_{couple}"
    if status == "L3" and sexes == "MF":
        return "different_sex_unmarried_couple"
    if status == "L4" and sexes in ("MM", "FF"):
        return f"same_sex_unmarried_{couple}"
    return "adopters_not_known"


def _decision(case: Case) -> None:
    first, last = case.year.first, case.year.last
    plans = [
        (plan.decided, plan)
        for plan in case.child.sent.adoption_plans.get(case.child.name, [])
        if plan.decided is not None and plan.decided <= last and (plan.ceased is None or plan.ceased >= first)
    ]
    if not plans or not case.in_care:
        return
    decided, plan = max(plans, key=lambda one: (one[0], one[1].ceased or date.max, -one[1].line))
    outcome = _outcome(case, plan)
    leaves = {
        "decision_made": "made_in_year" if decided >= first else "made_before_year",
        "outcome_of_decision": outcome,
    }
    case.tally.add(case.la_code, "children_with_adoption_decision", leaves)
    if plan.ceased is not None and outcome in ("ceased_decision_reversed", "decision_reversed_on_31_march"):
        reason = plan.reason.lower() or "reason_decision_ceased_not_known"
        leaves = {
            **case.who,
            "age_at_reversal": age_band(case.child.age(plan.ceased)),
            "reason_decision_ceased": reason,
            "duration_of_decision": _duration(decided, plan.ceased),
        }
        case.tally.add(case.la_code, "adoption_decisions_reversed_during_year", leaves)
    if outcome == "waiting_with_placement_order":
        leaves = {**case.who, **age_group(case.child, last), "time_since_decision": _duration(decided, last)}
        case.tally.add(case.la_code, "waiting_for_adoption_on_31_march", leaves)


def _duration(decided: date, until: date) -> str:
    if until < decided:
        return "duration_of_decision_not_known"
    return months_band(decided, until, TIMES_SINCE_DECISION, "3_years_and_over")


def _outcome(case: Case, plan: AdoptionPlan) -> str:
    is_reversed = plan.ceased is not None and case.year.holds(plan.ceased)
    if case.adopted is not None:
        return "adopted"
    if case.now is not None:
        if is_reversed:
            return "decision_reversed_on_31_march"
        episode = case.now[1]
        if episode.placement in PLACED_FOR_ADOPTION:
            return "placed_for_adoption_on_31_march"
        with_order = episode.legal_status in ("E1", "D1")
        return "waiting_with_placement_order" if with_order else "waiting_without_placement_order"
    if case.ceased is not None:
        return "ceased_decision_reversed" if is_reversed else "ceased_decision_not_reversed"
    return "outcome_not_known"
