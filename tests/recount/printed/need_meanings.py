"""What the tables A1 to D8 of children in need count by the words of their columns, and what percentages are of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from .cells import Cells, cells
from .figures import NOT_APPLICABLE, NOT_AVAILABLE, Count, Figure, Quantile, Rate, Share, Text
from .need_words import (
    ABUSE,
    ASSESSMENT_TOOK,
    CLOSURE,
    CODE_SINCE,
    CONFERENCE_TOOK,
    DISABILITY,
    EPISODE_LASTED,
    ETHNICITY,
    FACTOR,
    MONTH,
    NEED,
    PERCENTAGE,
    PLAN_LASTED,
    QUANTILES,
    RATE,
    REMAINED,
    SOURCE,
)
from .words import Lexicon

ON_31_MARCH = cells("children_in_need_on_31_march")
DISABILITIES = cells("disabilities_of_children_in_need_on_31_march")
REFERRALS, REFERRED = cells("referrals_in_year"), cells("children_referred_in_year")
RE_REFERRALS = cells("re_referrals", re_referral="re_referral")
RE_REFERRED = cells("children_re_referred", re_referral="re_referral")
ASSESSMENTS, FACTORS = cells("assessments_in_year"), cells("episodes_with_assessment_factors")
ENQUIRIES, CONFERENCES = cells("section_47_enquiries_in_year"), cells("initial_conferences_in_year")
STARTING, ENDING = cells("child_protection_plans_starting"), cells("child_protection_plans_ending")
PLANS = cells("child_protection_plans_on_31_march")
REVIEWED = cells("child_protection_plans_open_3_months")
EARLY_ENDING = cells("child_protection_plans_ending_in_first_six_months")
WITHIN_45 = ASSESSMENTS.also(within_45_working_days="within_45_working_days")
WITHIN_15 = CONFERENCES.also(within_15_working_days="within_15_working_days")
SUBSEQUENT = STARTING.also(second_or_subsequent_plan="second_or_subsequent_plan")
NOT_ACTED_ON = REFERRALS.also(outcome_of_referral="no_further_action")
NOT_IN_NEED = REFERRALS.also(outcome_of_referral="assessed_not_in_need")
AWAITING = ON_31_MARCH.also(awaiting_assessment="awaiting_assessment")
FIRST_ONE_KIND_OF_ASSESSMENT = 2015

BASES = {
    "A1": "re-referrals and outcomes: all referrals; children re-referred: children referred; awaiting: all in need",
    "A2": "conferences in time: all conferences, those before their enquiry too; subsequent plans: plans starting",
    "A7": "all children in need on 31 March (title)",
    "B2": "any disability: all in need on 31 March; kinds: children with a recorded disability (footnote: several)",
    "B3": "all children in need on 31 March (title)",
    "B4": "all children in need on 31 March (title)",
    "B5": "all episodes ending in the year (title)",
    "B6": "all episodes ending in the year (title)",
    "C1": "all referrals; of children re-referred the children referred (confirmed in the published files)",
    "C2": "all assessments completed",
    "D3": "plans starting in the year (confirmed in the published files)",
    "D5": "all plans on 31 March (title)",
    "D6": "plans on 31 March open for at least three months (footnote)",
    "D7": "all plans ending in the year (title)",
    "D8": "all plans ending in the first six months (title)",
}


@dataclass(frozen=True)
class Asked:
    """A figure as a file or table names it: the table's code, the words of the column, which statistic, and when.

    ``kind`` is the kind of assessment of the tables of 2014 that tell them apart.
    """

    table: str
    words: str
    statistic: str
    edition: int
    year: int
    kind: str = ""


@cache
def figure_of(asked: Asked) -> Figure:
    """What is printed there; raises KeyError where the recount knows no such column."""
    of, base = _counted(asked)
    if of is None:
        return Text(NOT_AVAILABLE)
    if asked.words in QUANTILES:
        by = "working_days_to_conference" if asked.table == "C4" else "working_days_of_assessment"
        return Quantile(of, by, Fraction(*QUANTILES[asked.words]))
    if asked.statistic == RATE:
        return Rate(of)
    if asked.statistic == PERCENTAGE:
        return Share(of, base) if base is not None else Text(NOT_APPLICABLE)
    return Count(of)


def _counted(asked: Asked) -> tuple[Cells | None, Cells | None]:
    """What a column counts, and what a percentage of it is of; none counted where the census did not ask it yet."""
    table, text, kind = asked.table, asked.words, asked.kind
    if table in ("A1", "A2", "B1", "C1", "D1", "headline") or (table == "C4" and "days" not in text):
        if text in QUANTILES:
            return CONFERENCES, None
        if text == "assessments within 45 days" and asked.year < FIRST_ONE_KIND_OF_ASSESSMENT:
            return None, None
        named = named_counts(asked.edition)
        return named.get(f"{table.lower()} {text}") or named[text]
    if table == "C3":
        if asked.year < FIRST_ONE_KIND_OF_ASSESSMENT and not kind:
            return None, None
        total = FACTORS.also(kind_of_assessment=kind or None)
        if "episodes" in text:
            return total.also(any_factor="factors_identified"), None
        code = FACTOR[text]
        return (None if asked.year < CODE_SINCE.get(code, 0) else total.also(**{f"factor_{code}": "identified"})), None
    if table == "C2":
        return _assessed(text, kind)
    if table == "B2":
        return _disabled(text)
    total, breakdown, lexicon = _by_categories(asked)
    if text in TOTALS:
        return total, None
    if breakdown == "category_of_abuse":
        category, _, when = text.rpartition(" ")
        return total.also(**{f"{when}_{breakdown}": ABUSE[category]}), total
    if table == "B6" and asked.year < CODE_SINCE.get(_only(CLOSURE[_without_code(text)]), 0):
        return None, None
    return total.also(**{breakdown: lexicon[_without_code(text)]}), total


TOTALS = {
    "cin at31",
    "at31 episodes",
    "cpp at31",
    "cpp start",
    "cpp end",
    "cpp at31 3 months or more",
    "cpp end first 6 months",
    "ended episodes",
    "total referrals",
    "all",
    "all children in need",
    "all children in need on 31 march",
    "all episodes ending",
    "all referrals",
    "all plans",
    "all plans starting in the year",
    "plans open for at least 3 months",
    "all plans ending from april to september",
}


def _without_code(text: str) -> str:
    """N1 abuse or neglect, RC1 adopted: the words without the code, where there are words."""
    return re.sub(r"^(n|rc)\d (?=\D)", "", text)


def _only(leaves: frozenset[str] | None) -> str:
    return next(iter(leaves)) if leaves and len(leaves) == 1 else ""


def _leaves(words: Mapping[str, str]) -> Lexicon:
    return {label: frozenset([leaf]) for label, leaf in words.items()}


def _by_categories(asked: Asked) -> tuple[Cells, str, Lexicon]:
    """All of a table and the breakdown of its columns."""
    ended = cells("episodes_of_need_ending" + method(asked.edition))
    reviewed = _leaves({"reviewed within timescales": "reviewed_in_time"})
    second = "second_or_subsequent_plan"
    subsequent = _leaves({"cpp subsequent": second, "second or subsequent plans": second})
    tables: dict[str, tuple[Cells, str, Lexicon]] = {
        "A3": (ON_31_MARCH, "primary_need", NEED),
        "A4": (ON_31_MARCH, "ethnicity_chinese_in_other", ETHNICITY),
        "A5": (PLANS, "category_of_abuse", {}),
        "A6": (PLANS, "category_of_abuse", {}),
        "B3": (ON_31_MARCH, "primary_need", NEED),
        "B4": (ON_31_MARCH, "duration_of_open_episode", EPISODE_LASTED),
        "B5": (ended, "duration_of_ended_episode", EPISODE_LASTED),
        "B6": (ended, "reason_for_closure", CLOSURE),
        "C4": (CONFERENCES, "duration_to_conference", CONFERENCE_TOOK),
        "C5": (REFERRALS, "source_of_referral", SOURCE),
        "C6": (REFERRALS, "month_of_referral", _leaves(MONTH)),
        "D2": (STARTING, "category_of_abuse", {}),
        "D3": (STARTING, second, subsequent),
        "D4": (PLANS, "category_of_abuse", {}),
        "D5": (PLANS, "duration_of_plan", PLAN_LASTED),
        "D6": (REVIEWED, "reviewed_within_timescales", reviewed),
        "D7": (ENDING, "duration_of_plan", PLAN_LASTED),
        "D8": (EARLY_ENDING, "remained_in_need", _leaves(REMAINED)),
    }
    return tables[asked.table]


def _assessed(text: str, kind: str) -> tuple[Cells, Cells | None]:
    total = ASSESSMENTS.also(kind_of_assessment=kind or None)
    if text in QUANTILES or text in ("assessments completed", "all assessments completed"):
        return total, None
    if text in ("within 45 days", "within 45 working days"):
        return total.also(within_45_working_days="within_45_working_days"), total
    if "seen" in text or "known" in text:
        # Known is what says whether the child was seen; the rest says nothing.
        known = total.also(child_seen_by_social_worker=("child_seen", "child_not_seen"))
        return (known if "known" in text else total.also(child_seen_by_social_worker="child_seen")), known
    return total.also(duration_of_assessment=ASSESSMENT_TOOK[text]), total


def _disabled(text: str) -> tuple[Cells, Cells | None]:
    recorded = DISABILITIES.also(disability="disability_recorded")
    if text in TOTALS:
        return DISABILITIES, None
    if text in ("at31 episodes disability recorded", "with a recorded disability"):
        return recorded, DISABILITIES
    return DISABILITIES.also(**{f"disability_{DISABILITY[text]}": "recorded"}), recorded


def method(edition: int) -> str:
    """The method of counting need at any point and ending, as the names of what is counted have it."""
    return "_to_2017" if edition <= 2017 else ""


def named_counts(edition: int) -> Mapping[str, tuple[Cells, Cells | None]]:
    """What columns and lines of the tables without categories count, and what a percentage of it is of."""
    before = method(edition)
    counts: dict[tuple[str, ...], tuple[Cells, Cells | None]] = {
        ("anypoint episodes", "at any point in the year episodes", "episodes of need at any point in the year"): (
            cells("episodes_of_need_at_any_point" + before), None
        ),
        ("anypoint child", "at any point in the year children", "children in need at any point during the year"): (
            cells("children_in_need_at_any_point" + before), None
        ),
        ("started episodes", "starting in the year episodes", "episodes of need starting in the year"): (
            cells("episodes_of_need_starting"), None
        ),
        ("started child", "starting in the year children", "children starting an episode of need in the year"): (
            cells("children_starting_an_episode_of_need"), None
        ),
        ("ended episodes", "ending in the year episodes", "episodes of need ending in the year"): (
            cells("episodes_of_need_ending" + before), None
        ),
        ("ended child", "ending in the year children", "children ending an episode of need in the year"): (
            cells("children_ending_an_episode_of_need" + before), None
        ),
        ("at31 episodes", "cin at31", "children in need on 31 march", "children in need at 31 march"): (
            ON_31_MARCH, None
        ),
        (
            "awaiting assessment", "children awaiting assessment on 31 march",
            "children awaiting assessment or assessment not required at 31 march",
        ): (AWAITING, ON_31_MARCH),
        ("referral count", "referral", "referrals", "referrals in the year"): (REFERRALS, None),
        ("rereferral count", "rereferral", "rereferrals", "re referrals",
         "re referrals within 12 months of a previous referral"): (RE_REFERRALS, REFERRALS),
        ("no further action count", "no further action", "referral no further action"): (NOT_ACTED_ON, REFERRALS),
        ("not in need count", "not in need", "assessed as not in need", "referral assessed as not in need"): (
            NOT_IN_NEED, REFERRALS
        ),
        ("referral child count", "children referred", "children referred in the year"): (REFERRED, None),
        ("rereferral child count", "rereferral child", "children re referred",
         "children re referred within 12 months of a previous referral"): (RE_REFERRED, REFERRED),
        ("assessments completed", "assessments completed in the year"): (ASSESSMENTS, None),
        ("initial assessments completed in the year",): (ASSESSMENTS.also(kind_of_assessment="initial"), ASSESSMENTS),
        ("core assessments completed in the year",): (ASSESSMENTS.also(kind_of_assessment="core"), ASSESSMENTS),
        ("continuous assessments completed in the year",): (
            ASSESSMENTS.also(kind_of_assessment="single"), ASSESSMENTS
        ),
        ("assessments within 45 days",): (WITHIN_45, ASSESSMENTS),
        ("section47", "section 47s in the year", "section 47 enquiries enquiries"): (ENQUIRIES, None),
        ("section47 child", "children subject to a section 47 in the year", "section 47 enquiries children"): (
            cells("children_with_section_47_enquiry_in_year"), None
        ),
        ("icpc", "icpcs in the year", "initial child protection conferences conferences"): (CONFERENCES, None),
        ("icpc child", "children subject to an icpc in the year", "initial child protection conferences children"): (
            cells("children_with_initial_conference_in_year"), None
        ),
        ("icpc within 15 days", "icpcs within 15 working days of the start of the section 47"): (
            WITHIN_15, CONFERENCES
        ),
        ("cpp start", "starting in the year plans", "cpp starting in the year"): (STARTING, None),
        ("cpp subsequent", "cpp starting in the year which were a second or subsequent plan"): (SUBSEQUENT, STARTING),
        ("cpp child start", "d1 starting in the year children"): (
            cells("children_starting_a_child_protection_plan"), None
        ),
        ("cpp end", "ending in the year plans", "cpp ending in the year"): (ENDING, None),
        ("cpp child end", "d1 ending in the year children"): (cells("children_ending_a_child_protection_plan"), None),
        ("cpp anypoint", "at any point in the year plans", "cpp at any point in the year"): (
            cells("child_protection_plans_at_any_point"), None
        ),
        ("cpp child anypoint", "d1 at any point in the year children"): (
            cells("children_on_a_child_protection_plan_at_any_point"), None
        ),
        ("cpp at31", "plans on 31 march", "cpp at 31 march"): (PLANS, None),
    }  # fmt: skip
    return {name: counted for names, counted in counts.items() for name in names}
