"""Data sets of adoption, special guardianship and decisions that a child should be placed for adoption."""

from __future__ import annotations

import re

from .cells import cells
from .figures import NOT_APPLICABLE, Count, Text, YearsAndMonths
from .flow_sets import ADOPTED, CARERS, GUARDIANSHIP
from .placement_words import TIME_IN_CARE
from .reading import (
    GROUP_AND_LABEL,
    NUMBER,
    DataSet,
    Groups,
    Row,
    by_group,
    need_of,
    number_and_share,
    number_without_share,
)
from .words import AGE, AGE_ON_CEASING, AGE_ON_STARTING, ETHNICITY, LEGAL_STATUS, SEX, number_of, plain, words

ADOPTIONS, GUARDIANSHIPS = cells("adopted_during_year"), cells("special_guardianship_during_year")
DECIDED, REVERSED = cells("children_with_adoption_decision"), cells("adoption_decisions_reversed_during_year")
WAITING = cells("waiting_for_adoption_on_31_march")
STAGES = ("entry_to_decision", "decision_to_match", "match_to_placed", "placed_to_adopted")
STAGES_OF_ROW = {
    "1": STAGES[:1],
    "2": STAGES[1:2],
    "3": STAGES[2:3],
    "4": STAGES[:3],
    "5": STAGES[3:],
    "6": STAGES,
}


def _average(label: str, group: str, reasons: str) -> Row | None:
    """The average age or time of a group, in years and months; ``None`` for another row."""
    if not plain(label).startswith("average"):
        return None
    leaves = reasons.split()
    if plain(label).startswith("average duration"):
        days = cells("days_looked_after_on_ceasing", reason_episode_ceased=leaves)
        of = cells("ceased_during_year", reason_episode_ceased=leaves)
    else:
        measure = "days_of_age_on_starting_final_period" if "starting" in plain(group) else "days_of_age_on_ceasing"
        days = cells(measure, reason_episode_ceased=leaves)
        of = cells("ceased_during_year", reason_episode_ceased=leaves, age_known="age_known")
    return number_without_share(YearsAndMonths((days,), of), Text(NOT_APPLICABLE))


def _groups(age: str) -> Groups:
    return {
        age: ("age_on_ceasing", AGE_ON_CEASING),
        "age on starting final period of care": ("age_on_starting", AGE_ON_STARTING),
        "category of need": ("category_of_need", need_of),
        "duration of final period of care": ("duration_of_period_of_care", TIME_IN_CARE),
        "ethnic origin": ("ethnicity", ETHNICITY),
        "ethnicity": ("ethnicity", ETHNICITY),
        "final legal status": ("final_legal_status", LEGAL_STATUS),
        "gender": ("sex", SEX),
        "sex": ("sex", SEX),
        "status of special guardianship order": ("reason_episode_ceased", CARERS),
    }


_adopted = by_group(ADOPTIONS, _groups("age at adoption"))
_guardianship = by_group(GUARDIANSHIPS, _groups("age at special guardianship order"))


def adopted(group: str, label: str, edition: int) -> Row:
    """Children adopted, by characteristics, with average ages and times."""
    return _average(label, group, ADOPTED) or _adopted(group, label, edition)


def guardianship(group: str, label: str, edition: int) -> Row:
    """Children with a special guardianship order, the same."""
    return _average(label, group, GUARDIANSHIP) or _guardianship(group, label, edition)


def stages(group: str, stage: str, age: str, edition: int) -> Row:
    """Average times between the stages of adoption, of children for whom all dates are known and in order."""
    leaves = AGE_ON_STARTING[plain(age)]
    number = number_of(stage)
    if not number:
        return {
            NUMBER: Count(ADOPTIONS.also(placed_within_12_months="placed_within_12_months", age_on_starting=leaves))
        }
    days = cells("days_between_adoption_stages", stage_of_adoption=STAGES_OF_ROW[number], age_on_starting=leaves)
    return {
        NUMBER: YearsAndMonths(
            (days,), ADOPTIONS.also(adoption_dates_known="adoption_dates_known", age_on_starting=leaves)
        )
    }


_KINDS = {
    "1": "single_male single_female",
    "1a": "single_male",
    "1b": "single_female",
    "2": "same_sex_unmarried_male same_sex_unmarried_female",
    "2a": "same_sex_unmarried_male",
    "2b": "same_sex_unmarried_female",
    "3": "different_sex_unmarried_couple",
    "4": "civil_partnership_different_sex civil_partnership_male civil_partnership_female",
    "4a": "civil_partnership_different_sex",
    "4b": "civil_partnership_male",
    "4c": "civil_partnership_female",
    "5": "married_different_sex married_male married_female",
    "5a": "married_different_sex",
    "5b": "married_male",
    "5c": "married_female",
}
_NUMBER_OF_ADOPTERS = words({"1 person": "1_adopter", "2 people": "2_adopters"})


def adopters(group: str, label: str, edition: int) -> Row:
    """Adopted children by who adopted them."""
    if plain(group) == "number of adopters":
        return number_and_share(ADOPTIONS.also(number_of_adopters=_NUMBER_OF_ADOPTERS[plain(label)]), ADOPTIONS)
    kinds = None if plain(label) == "total" else _KINDS[number_of(label)].split()
    return number_and_share(ADOPTIONS.also(adopters=kinds), ADOPTIONS)


_OUTCOMES = {
    "2": "adopted",
    "3": "ceased_decision_not_reversed ceased_decision_reversed",
    "3a": "ceased_decision_not_reversed",
    "3b": "ceased_decision_reversed",
    "4": "placed_for_adoption_on_31_march decision_reversed_on_31_march waiting_with_placement_order "
    "waiting_without_placement_order",
    "4a": "placed_for_adoption_on_31_march",
    "4b": "decision_reversed_on_31_march",
    "4c": "waiting_with_placement_order waiting_without_placement_order",
    "4c.1": "waiting_with_placement_order",
    "4c.2": "waiting_without_placement_order",
}
_TIMES = {
    "under 6 months": "under_6_months",
    "from under 6 months": "under_6_months",
    "from 6 months to under 1 year": "6_months_to_1_year",
    "from 1 year to under 2 years": "1_to_2_years",
    "from 2 years to under 3 years": "2_to_3_years",
    "from 3 years and over": "3_years_and_over",
}
_REASONS = {"any other reason": "rd4", "adopters cannot be found": "rd3", "needs changed": "rd1", "did not make": "rd2"}


def decisions(group: str, label: str, edition: int) -> Row:
    """Decisions and what became of them; those reversed, and those waiting, by characteristics."""
    number, text = number_of(label), plain(label)
    if number in ("1", "1a", "1b"):
        made = {"1": None, "1a": "made_in_year", "1b": "made_before_year"}[number]
        return number_and_share(DECIDED.also(decision_made=made), DECIDED)
    if number:
        return number_and_share(DECIDED.also(outcome_of_decision=_OUTCOMES[number].split()), DECIDED)
    is_reversed = "reversed" in plain(group)
    total = REVERSED if is_reversed else WAITING
    age = re.match(r"aged (.*) (?:at reversal of adoption decision|on 31 march)$", text)
    time = re.match(r"(.*?) (?:duration of decision before reversal|time spent waiting)", text)
    reason = next((code for word, code in _REASONS.items() if word in text), None)
    if text.startswith("all children"):
        found = total
    elif age:
        found = total.also(**{"age_at_reversal" if is_reversed else "age_group": AGE[age.group(1)]})
    elif time:
        found = total.also(**{"duration_of_decision" if is_reversed else "time_since_decision": _TIMES[time.group(1)]})
    elif reason:
        found = total.also(reason_decision_ceased=reason)
    else:
        found = total.also(sex=SEX[text]) if text in SEX else total.also(ethnicity=ETHNICITY[text])
    return number_and_share(found, total)


ADOPTION = {
    "national_cla_who_were_adopted_during_the_year": DataSet(GROUP_AND_LABEL, adopted, "all adopted children (title)"),
    "national_cla_who_were_the_subject_of_a_sgo_during_the_year": DataSet(
        GROUP_AND_LABEL, guardianship, "all children with a special guardianship order (title)"
    ),
    "national_cla_adopted_average_time_between_adoption_process_stages": DataSet(
        ("cla_group|characteristic", "stage_of_adoption_process", "age_start_poc"), stages, "no percentage"
    ),
    "number_and_legal_status_of_adopters": DataSet(
        ("cla_group|characteristic", "measure|breakdown"), adopters, "all adopted children (the row Total)"
    ),
    "national_children_la_made_the_decision_that_they_should_be_placed_for_adoption": DataSet(
        GROUP_AND_LABEL,
        decisions,
        "rows 1 to 4c.2: all with the decision (row 1); characteristics: all reversed or waiting (first row)",
    ),
}
