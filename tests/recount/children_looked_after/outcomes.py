"""Health, convictions and well-being of children looked after for twelve months (OC2)."""

from __future__ import annotations

from .case import Case
from .leaves import age_in_years
from .records import Outcomes
from .tally import each_with

UNKNOWN = Outcomes(None, *[None] * 8)
AGED_5_OR_YOUNGER_TO = 2015


def count_outcomes(case: Case) -> None:
    """Every outcome of a child looked after for twelve months, of those of the right age."""
    if not case.for_12_months:
        return
    known = case.child.sent.outcomes.get(case.child.name, UNKNOWN)
    age = case.child.age(case.year.last)
    _count(
        case,
        "outcomes_of_looked_after_12_months",
        {
            "substance_misuse": _substance_misuse(known),
            "health_assessment": _answer(
                known.had_health_assessment,
                "had_health_assessment",
                "no_health_assessment",
                "health_assessment_not_known",
            ),
            "immunisations": _answer(
                known.is_immunised,
                "immunisations_up_to_date",
                "immunisations_not_up_to_date",
                "immunisations_not_known",
            ),
            "dental_check": _answer(
                known.had_teeth_check, "had_teeth_checked", "teeth_not_checked", "teeth_check_not_known"
            ),
        },
    )
    if age is None:
        return
    if 10 <= age <= 17:
        category = _answer(known.is_convicted, "convicted", "not_convicted", "convictions_not_known")
        _count(case, "outcomes_aged_10_to_17", {"convictions": category})
    if age <= (5 if case.year.year <= AGED_5_OR_YOUNGER_TO else 4):
        category = "development_assessment_" + _answer(known.is_developing, "up_to_date", "not_up_to_date", "not_known")
        _count(case, "outcomes_aged_4_and_under", {"development_assessment": category})
    if 5 <= age <= 16:
        _count(case, "outcomes_aged_5_to_16", {"strengths_and_difficulties": _difficulties(known.sdq_score)})
        if known.sdq_score is not None:
            _count(case, "strengths_and_difficulties_points", {}, known.sdq_score)


def _count(case: Case, measure: str, outcomes: dict[str, str], amount: int = 1) -> None:
    by = {"sex": case.who["sex"], "age_in_years": age_in_years(case.child.particulars.born, case.year.last)}
    crossed: list[tuple[str, ...]] = [("sex", "age_in_years")]
    for outcome in outcomes:
        crossed += [*each_with(outcome, by), (outcome, "sex", "age_in_years")]
    case.tally.add(case.la_code, measure, {**by, **outcomes}, crossed, amount=amount)


def _answer(given: bool | None, yes: str, no: str, not_known: str) -> str:
    return not_known if given is None else yes if given else no


def _substance_misuse(known: Outcomes) -> str:
    if known.misuses_substances is None:
        return "substance_misuse_not_known"
    if not known.misuses_substances:
        return "not_identified"
    if known.received_help:
        return "intervention_received"
    return "intervention_offered_and_refused" if known.was_offered_help else "no_intervention"


def _difficulties(score: int | None) -> str:
    if score is None:
        return "sdq_no_score"
    return "sdq_normal" if score <= 13 else "sdq_borderline" if score <= 16 else "sdq_concern"
