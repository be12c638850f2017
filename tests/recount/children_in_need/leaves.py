"""The leaf category that a child, a case, a plan or an assessment falls in, for every breakdown of the recount."""

from __future__ import annotations

from datetime import date

from .days import band_of_months, completed_years, months_later, working_days
from .reading import Assessment, Case, Particulars, Plan

SEXES = {"1": "male", "M": "male", "2": "female", "F": "female"}
DISABILITIES = ["MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA"]
AGES = [(0, "unborn"), (1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15")]
ASSESSMENT_BANDS = [
    (0, "same_day"),
    (10, "1_to_10_days"),
    (20, "11_to_20_days"),
    (30, "21_to_30_days"),
    (40, "31_to_40_days"),
    (45, "41_to_45_days"),
    (50, "46_to_50_days"),
    (60, "51_to_60_days"),
]
CONFERENCE_BANDS = [(10, "0_to_10_days"), (15, "11_to_15_days"), (20, "16_to_20_days")]
MORE_THAN_TWO_YEARS = 729


def who(child: Particulars, on: date) -> dict[str, str]:
    """Sex, age on a day and ethnicity, in both groupings of it."""
    ethnicity = child.ethnicity.lower() or "ethnicity_not_known"
    return {
        "sex": SEXES.get(child.sex, "sex_not_known"),
        "age_group_with_unborn": age_group(child, on),
        "ethnicity": ethnicity,
        "ethnicity_chinese_in_other": ethnicity,
    }


def age_group(child: Particulars, on: date) -> str:
    """A child whose birth is only expected is unborn, as is one born after the day."""
    if child.born is None:
        return "unborn" if child.expected is not None else "age_not_known"
    age = completed_years(child.born, on)
    return next((name for limit, name in AGES if age < limit), "16_and_over")


def need_leaf(case: Case) -> str:
    """Primary need."""
    return case.need.lower() or "primary_need_not_known"


def disability_leaf(child: Particulars) -> str:
    """Whether there is any disability."""
    return "disability_recorded" if child.disabilities else "no_disability_recorded"


def closure_leaf(case: Case) -> str:
    """Reason for closure."""
    return case.reason.lower() or "reason_for_closure_not_known"


def source_leaf(case: Case) -> str:
    """Source of referral."""
    return case.source.lower() or "source_of_referral_not_known"


def month_leaf(day: date) -> str:
    """The month."""
    return day.strftime("%B").lower()


def days_of_assessment(assessment: Assessment) -> int | None:
    """Working days from the start to the authorisation, if they can be told."""
    started, authorised = assessment.started, assessment.authorised
    if started is None or authorised is None or started > authorised:
        return None
    return working_days(started, authorised)


def assessment_leaves(assessment: Assessment) -> dict[str, str]:
    """Duration in bands, as a number and within 45 days; whether a social worker saw the child."""
    days = days_of_assessment(assessment)
    seen = {"1": "child_seen", "true": "child_seen", "0": "child_not_seen", "false": "child_not_seen"}
    leaves = {"child_seen_by_social_worker": seen.get(assessment.seen, "child_seen_not_known")}
    names = ("duration_of_assessment", "within_45_working_days", "working_days_of_assessment")
    if days is None:
        return leaves | dict.fromkeys(names, "working_days_not_known")
    band = next((name for limit, name in ASSESSMENT_BANDS if days <= limit), "61_days_or_more")
    within = "within_45_working_days" if days <= 45 else "over_45_working_days"
    return leaves | dict(zip(names, (band, within, str(days)), strict=True))


def conference_leaves(days: int | None) -> dict[str, str]:
    """Bands of the working days to a conference; None when it was held before what led to it."""
    names = ("duration_to_conference", "within_15_working_days", "working_days_to_conference")
    if days is None:
        too_early = "conference_before_enquiry"
        return dict(zip(names, (too_early, "not_within_15_working_days", too_early), strict=True))
    band = next((name for limit, name in CONFERENCE_BANDS if days <= limit), "21_days_or_more")
    within = "within_15_working_days" if days <= 15 else "not_within_15_working_days"
    return dict(zip(names, (band, within, str(days)), strict=True))


def abuse_leaves(plan: Plan) -> dict[str, str]:
    """Initial and latest category of abuse."""
    return {
        "initial_category_of_abuse": plan.initial.lower() or "category_of_abuse_not_known",
        "latest_category_of_abuse": plan.latest.lower() or "category_of_abuse_not_known",
    }


def plan_duration(started: date, until: date) -> str:
    """How long a plan lasted; two years are more than 729 days, the last one included.

    Three months to the day is apart, because D5 has it in its first band and D6 asks for a review by then.
    """
    if (until - started).days + 1 > MORE_THAN_TWO_YEARS:
        return "2_years_or_more"
    if until == months_later(started, 3):
        return "exactly_3_months"
    band = band_of_months(started, until)
    return "under_3_months" if band == "3_months_or_less" else band


def earlier_plans(plan: Plan) -> str:
    """Whether the child had a plan before."""
    if plan.previous is None:
        return "earlier_plans_not_known"
    return "second_or_subsequent_plan" if plan.previous else "first_plan"
