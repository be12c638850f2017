"""The tables of 2014 to 2017 on care leavers, missing children and outcomes: what each line counts."""

from __future__ import annotations

import re

from . import table_words_to_2017 as words_then
from .cells import Cells, cells
from .figures import Figure, Mean, Share
from .missing_sets import ABSENT, DURING
from .outcome_sets import AGED_4_AND_UNDER, AGED_5_TO_16, AGED_10_TO_17, ALL, IDENTIFIED, POINTS, SCORED

TOTAL = re.compile(r"^all\b(?! girls)")
Pair = tuple[Cells, Cells] | Figure
"""What a line counts and what its percentage is of, or a figure of its own kind."""


def leavers(who: str, title: str, text: str) -> Pair:
    """Care leavers of the ages that a heading or title names."""
    if ("former foster carers" in text and "live" in text) or text.startswith("left"):
        return _staying_put(who, text)
    named = who.partition("year ending")[0]
    ages = sorted(set(re.findall(r"\b(1[789]|2[01])\b", named)))
    total = cells("care_leavers", care_leaver_age=ages)
    if "suitability" in title:
        base = total.also(suitability=("suitable", "not_suitable", "suitability_not_known"))
        return (base if TOTAL.match(text) else total.also(suitability=words_then.SUITABILITY[text])), base
    if "accommodation" in title:
        return total.also(accommodation=words_then.ACCOMMODATION[text]), total
    if "contact" in title:
        return total.also(in_touch=words_then.CONTACT[text]), total
    return total.also(activity=words_then.ACTIVITY[text]), total


def _staying_put(who: str, text: str) -> Pair:
    if "foster care on" in text or who.startswith(("left", "live", "table f5: young", "table laf5: young")):
        # Of spreadsheets that authorities sent of their own accord.
        base = cells("left_care_on_18th_birthday")
        return (base.also(staying_put="with_former_foster_carers") if text.startswith("live") else base), base
    ages = sorted(set(re.findall(r"\b(18|19|20)\b", who.partition("who live")[0])))
    base = cells("care_leavers_staying_put", care_leaver_age=ages)
    return (base.also(staying_put="with_former_foster_carers") if text.startswith("live") else base), base


def missing(group: str, text: str) -> Pair:
    """Children missing, or away without authorisation."""
    kind = "missing" if group.startswith("missing") else "away"
    children, incidents = cells(f"children_{kind}"), cells(f"{kind}_incidents")
    if group.startswith(("total", "children looked after")):
        return DURING, DURING
    if text.startswith("percentage"):
        return Share(children, DURING)
    if text.startswith("average"):
        return Mean((incidents,), children)
    if text.endswith("incidents"):
        return incidents, incidents
    if text.endswith("more than once"):
        return children.also(absent_more_than_once="more_than_once"), children
    if text.endswith("31 march"):
        return children.also(absent_on_31_march=ABSENT), children
    return children, children


def outcomes(text: str) -> Pair:
    """Health, convictions and well-being; what a line is a share of stands beside it."""
    scored = AGED_5_TO_16.also(strengths_and_difficulties=SCORED)
    identified = ALL.also(substance_misuse=IDENTIFIED)
    known: dict[str, Pair] = {
        "children looked after for at least 12 months": (ALL, ALL),
        "aged 10 to 17 on 31 march": (AGED_10_TO_17, ALL),
        "convicted or subject to a final warning or reprimand": (
            AGED_10_TO_17.also(convictions="convicted"),
            AGED_10_TO_17,
        ),
        "identified with a substance misuse problem": (identified, ALL),
        "received an intervention": (ALL.also(substance_misuse="intervention_received"), identified),
        "offered an intervention and refused it": (
            ALL.also(substance_misuse="intervention_offered_and_refused"),
            identified,
        ),
        "immunisations up to date": (ALL.also(immunisations="immunisations_up_to_date"), ALL),
        "teeth checked by a dentist": (ALL.also(dental_check="had_teeth_checked"), ALL),
        "had their annual health assessment": (ALL.also(health_assessment="had_health_assessment"), ALL),
        "of the age for development assessments": (AGED_4_AND_UNDER, ALL),
        "development assessments up to date": (
            AGED_4_AND_UNDER.also(development_assessment="development_assessment_up_to_date"),
            AGED_4_AND_UNDER,
        ),
        "aged 5 to 16 on 31 march": (AGED_5_TO_16, ALL),
        "with a score": (scored, AGED_5_TO_16),
        "average score per child": Mean((POINTS,), scored),
        **{
            word: (AGED_5_TO_16.also(strengths_and_difficulties=f"sdq_{word}"), scored)
            for word in ("normal", "borderline", "concern")
        },
    }
    return known[text]
