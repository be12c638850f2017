"""Data sets of children who started and who ceased to be looked after."""

from __future__ import annotations

from .cells import cells
from .figures import NOT_APPLICABLE, Count, Mean, Text
from .placement_words import TIME_IN_CARE, placement_of
from .reading import GROUP_AND_LABEL, NUMBER, DataSet, Row, by_group, need_of, number_and_share, number_without_share
from .words import AGE, AGE_ON_CEASING, ETHNICITY, LEGAL_STATUS, SEX, UASC, plain, words

CEASED, STARTED = cells("ceased_during_year"), cells("started_during_year")
TAKEN = words({"all children taken into care": "taken_into_care", "not taken into care": "not_taken_into_care"})
BEFORE = words(
    {
        "adoption": "p1",
        "special guardianship order": "p2",
        "residence or child arrangement order": "p3",
        "unknown": "p4 previous_permanence_not_reported",
        "no previous permanence option": "z1",
    }
)
ADOPTED = "e11 e12"
GUARDIANSHIP = "e43 e44 e45 e46 e47 e48"
HOME = "returned home to live with parents or other person with parental responsibility which"
REASON = words(
    {
        "adopted": ADOPTED,
        "adopted - application unopposed": "e11",
        "adopted - consent dispensed with": "e12",
        "died": "e2",
        "care taken by another local authority": "e3",
        f"{HOME} was part of the care planning process": "e4a",
        f"{HOME} was not part of the care planning process": "e4b",
        "left care to live with parents, relatives or other person with no parental responsibility": "e13",
        "residence order or child arrangement order granted": "e41",
        "special guardianship orders": GUARDIANSHIP,
        "special guardianship order": GUARDIANSHIP,
        "moved into independent living (with supportive accommodation)": "e5",
        "moved into independent living (with no formalised support)": "e6",
        "transferred to residential care funded by adult social services": "e7",
        "sentenced to custody": "e9",
        "accommodation on remand ended": "e14",
        "age assessment determined child aged 18 or over": "e15",
        "child moved abroad": "e16",
        "aged 18 (or over) and remained with current carers": "e17",
        "care ceased for any other reason": "e8",
    }
)
CARER = {
    "former foster carer, who was/are a relative or friend": "e45",
    "former foster carer, other than relative or friend": "e46",
    "carer, other than former foster carer, who was/are a relative or friend": "e47",
    "carer, other than former foster carer, other than relative or friend": "e48",
}
# The file of authorities and that of England put the same words after different beginnings.
_CARERS_TO_2022 = {
    "former foster carers": "e43 e45 e46",
    "former foster carer": "e43 e45 e46",
    "carers other than former foster carers": "e44 e47 e48",
    "carer other than former foster carer": "e44 e47 e48",
}
CARERS = words(
    {
        f"{before}made to {carer}": code
        for carer, code in (CARER | _CARERS_TO_2022).items()
        for before in ("", "special guardianship order ")
    }
)

started = by_group(
    STARTED,
    {
        "age on starting": ("age_group", AGE),
        "age group": ("age_group", AGE),
        "category of need": ("category_of_need", need_of),
        "ethnicity": ("ethnicity", ETHNICITY),
        "gender": ("sex", SEX),
        "sex": ("sex", SEX),
        "legal status": ("legal_status", LEGAL_STATUS),
        "placement group": ("placement", placement_of),
        "placement": ("placement", placement_of),
        "previous permanence arrangement": ("previous_permanence", BEFORE),
        "taken into care": ("taken_into_care", TAKEN),
        "unaccompanied asylum-seeking children": ("uasc", UASC),
    },
)
_ceased = by_group(
    CEASED,
    {
        "age on ceasing": ("age_on_ceasing", AGE_ON_CEASING),
        "category of need": ("category_of_need", need_of),
        "duration of last period of care": ("duration_of_period_of_care", TIME_IN_CARE),
        "ethnicity": ("ethnicity", ETHNICITY),
        "gender": ("sex", SEX),
        "sex": ("sex", SEX),
        "legal status": ("legal_status", LEGAL_STATUS),
        "placement group": ("placement", placement_of),
        "placement": ("placement", placement_of),
        "reason episode ceased": ("reason_episode_ceased", REASON),
        "unaccompanied asylum-seeking children": ("uasc", UASC),
    },
)


def ceased(group: str, label: str, edition: int) -> Row:
    """Characteristics, and the average time in care in whole days."""
    if plain(label).startswith("average duration"):
        days = Mean((cells("days_looked_after_on_ceasing"),), CEASED, decimals=0)
        return number_without_share(days, Text(NOT_APPLICABLE))
    return _ceased(group, label, edition)


def adopted_or_guardianship(group: str, label: str, edition: int) -> Row:
    """Adoptions and guardianship orders of authorities, each of its own kind."""
    if plain(group) == "adopted":
        total, kinds = cells("adopted_during_year"), REASON
    else:
        total, kinds = cells("special_guardianship_during_year"), CARERS
    return number_and_share(total.also(reason_episode_ceased=kinds[plain(label)]), total)


def periods_and_placements(group: str, number: str, age: str, edition: int) -> Row:
    """How many periods of care or placements children had had when they ceased, by their age then.

    A row's ages are shares of the row; the column of all ages is the share of the number among all who ceased.
    """
    breakdown = "number_of_periods_of_care" if "periods" in plain(group) else "number_of_placements_in_care"
    numbered = None if plain(number) == "total" else plain(number).replace(" ", "_")
    row = CEASED.also(**{breakdown: numbered})
    leaves = AGE_ON_CEASING[plain(age)]
    return number_and_share(row.also(age_on_ceasing=leaves), CEASED if leaves is None else row)


def series_only(label: str, edition: int) -> Row:
    """Children in short-term series only."""
    return {NUMBER: Count(cells("exclusively_short_term_series"))}


_OF_CEASED = "all children who ceased to be looked after (title; each characteristic has the row Total)"
FLOWS = {
    "la_children_who_started_to_be_looked_after_during_the_year": DataSet(
        GROUP_AND_LABEL, started, "all children who started to be looked after (title)"
    ),
    "national_cla_started_to_be_looked_after": DataSet(
        GROUP_AND_LABEL, started, "all children who started to be looked after (title)"
    ),
    "la_children_who_ceased_during_the_year": DataSet(GROUP_AND_LABEL, ceased, _OF_CEASED),
    "national_children_who_ceased_to_be_looked_after_during_the_year": DataSet(GROUP_AND_LABEL, ceased, _OF_CEASED),
    "la_children_who_ceased_during_the_year_sgo_adoption": DataSet(
        GROUP_AND_LABEL, adopted_or_guardianship, "all adopted; all with a guardianship order (the row Total of each)"
    ),
    "national_cla_ceased_during_year_placements_care_periods": DataSet(
        ("cla_group|characteristic", "periods_or_placements", "age_on_ceasing"),
        periods_and_placements,
        "ages: children with that number; the column Total: all who ceased",
    ),
    "la_children_looked_after_exclusively_under_a_series_of_short_term_placements": DataSet(
        ("cla_group|characteristic|breakdown",), series_only, "no percentage"
    ),
}
