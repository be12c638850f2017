"""Data sets of health, convictions and well-being of children looked after for twelve months."""

from __future__ import annotations

import re

from .cells import Cells, cells
from .figures import NOT_APPLICABLE, Mean, Text
from .reading import GROUP_AND_LABEL, DataSet, Row, number_and_share, number_without_share
from .words import SEX, plain

ALL, AGED_10_TO_17 = cells("outcomes_of_looked_after_12_months"), cells("outcomes_aged_10_to_17")
AGED_4_AND_UNDER, AGED_5_TO_16 = cells("outcomes_aged_4_and_under"), cells("outcomes_aged_5_to_16")
POINTS = cells("strengths_and_difficulties_points")
SCORED = ("sdq_normal", "sdq_borderline", "sdq_concern")
IDENTIFIED = ("intervention_received", "intervention_offered_and_refused", "no_intervention")


def _outcome(label: str) -> tuple[Cells, dict[str, object], dict[str, object]]:
    """Of whom an outcome is asked, who has it, and which of those asked its percentage is of."""
    text = plain(label)
    if "convicted" in text:
        return AGED_10_TO_17, {"convictions": "convicted"}, {}
    if "received an intervention" in text:
        return ALL, {"substance_misuse": "intervention_received"}, {"substance_misuse": IDENTIFIED}
    if "refused" in text:
        return ALL, {"substance_misuse": "intervention_offered_and_refused"}, {"substance_misuse": IDENTIFIED}
    if "identified" in text:
        return ALL, {"substance_misuse": IDENTIFIED}, {}
    if "health assessment" in text:
        return ALL, {"health_assessment": "had_health_assessment"}, {}
    if "immunisations" in text:
        return ALL, {"immunisations": "immunisations_up_to_date"}, {}
    if "teeth" in text:
        return ALL, {"dental_check": "had_teeth_checked"}, {}
    if "development assessments up to date" in text:
        return AGED_4_AND_UNDER, {"development_assessment": "development_assessment_up_to_date"}, {}
    if "received" in text:
        return AGED_5_TO_16, {"strengths_and_difficulties": SCORED}, {}
    score = next((leaf for leaf in SCORED if leaf.removeprefix("sdq_") in text), None)
    if score is None:
        raise KeyError(label)
    return AGED_5_TO_16, {"strengths_and_difficulties": score}, {"strengths_and_difficulties": SCORED}


def _group(label: str) -> Cells:
    text = plain(label)
    for words, found in (("convictions", AGED_10_TO_17), ("development", AGED_4_AND_UNDER), ("sdq", AGED_5_TO_16)):
        if words in text:
            return found
    return ALL


def _figures(total: Cells, label: str, who: dict[str, object], is_group: bool) -> Row:
    if is_group:
        of_sex = total.also(**{name: leaves for name, leaves in who.items() if name == "sex"})
        return number_and_share(total.also(**who), of_sex)
    if "average score" in plain(label):
        scored = AGED_5_TO_16.also(strengths_and_difficulties=SCORED, **who)
        return number_without_share(Mean((POINTS.also(**who),), scored), Text(NOT_APPLICABLE))
    asked, having, of = _outcome(label)
    return number_and_share(asked.also(**having, **who), asked.also(**of, **who))


def of_authorities(group: str, label: str, edition: int) -> Row:
    """Outcomes of all ages that they are asked of."""
    return _figures(_group(group), label, {}, plain(label).startswith("total "))


def of_england(sex: str, outcome: str, ages: str, edition: int) -> Row:
    """Outcomes by sex and age group, each a share of the children of that sex and age group."""
    who: dict[str, object] = {"sex": SEX[plain(sex)], "age_in_years": ages_in(ages)}
    return _figures(_group(outcome), outcome, who, "looked after age groups" in plain(outcome))


def ages_in(label: str) -> list[str] | None:
    """The single years of an age group; ``None`` for all."""
    text = plain(label)
    if text.startswith("total"):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if "and under" in text:
        return [str(age) for age in range(numbers[0] + 1)]
    if "and over" in text:
        return [*(str(age) for age in range(numbers[0], 18)), "18_and_over"]
    return [str(age) for age in range(numbers[0], numbers[-1] + 1)]


_BASES = (
    "children looked after for 12 months of the ages asked (titles of the groups); interventions: those identified; "
    "bands of the score: those with a score (guidance)"
)
OUTCOMES = {
    "la_conviction_health_outcome_cla": DataSet(GROUP_AND_LABEL, of_authorities, _BASES),
    "national_conviction_health_outcomes_for_cla": DataSet(
        ("gender|sex", "characteristic|breakdown", "age_group|age"), of_england, _BASES + ", of the sex and age group"
    ),
}
