"""The leaf category that a child, a period of care or an episode falls in, for breakdowns of several measures."""

from __future__ import annotations

from datetime import date

from .dates import birthday, completed_years, months_band
from .life import Child, Period
from .reading import Episode, Particulars

SEXES = {"1": "male", "M": "male", "2": "female", "F": "female"}
YEARS_OF_CARE = (
    (6, "8_weeks_to_6_months"),
    (12, "6_months_to_1_year"),
    (24, "1_to_2_years"),
    (36, "2_to_3_years"),
    (60, "3_to_5_years"),
    (120, "5_to_10_years"),
)
# Types of placement by the first letter or the whole of a code; the later editions' and those to 2022.
TYPES = {
    "foster": "u q",
    "placed_for_adoption": "a",
    "placed_with_parents": "p1",
    "secure_and_childrens_homes": "k1 k2",
    "independent_living": "h5 p2 k3",
    "other_residential": "r1 r2 r3 r5 p3",
    "residential_schools": "s1",
    "missing_from_placement": "m",
}
TYPES_TO_2022 = {
    "foster": "u q",
    "placed_for_adoption": "a",
    "placed_with_parents": "p1",
    "other_in_community": "p2 p3",
    "secure_childrens_homes_and_semi_independent": "k1 k2 h5 k3",
    "other_residential": "r1 r2 r3 r5",
    "residential_schools": "s1",
    "missing_from_placement": "m",
}


def who(child: Child) -> dict[str, str]:
    """Sex and ethnicity."""
    return who_is(child.particulars)


def who_is(particulars: Particulars) -> dict[str, str]:
    """Sex and ethnicity as a header says them."""
    return {
        "sex": SEXES.get(particulars.sex, "sex_not_known"),
        "ethnicity": particulars.ethnicity.lower() or "ethnicity_not_known",
    }


def age_band(age: int | None) -> str:
    """Age in completed years, in the bands of the tables."""
    if age is None:
        return "age_not_known"
    bands = ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15"))
    return next((name for limit, name in bands if age < limit), "16_and_over")


def age_group(child: Child, on: date) -> dict[str, str]:
    """Age group on a day."""
    return {"age_group": age_band(child.age(on))}


def age_on_ceasing(child: Child, on: date) -> dict[str, str]:
    """Age on ceasing, with 16 and 17 apart and the 18th birthday itself."""
    age, born = child.age(on), child.particulars.born
    if age is None or born is None or age < 16:
        return {"age_on_ceasing": age_band(age)}
    if age < 18:
        return {"age_on_ceasing": str(age)}
    return {"age_on_ceasing": "18_on_birthday" if on == birthday(born, 18) else "18_after_birthday"}


def age_on_starting(child: Child, on: date) -> dict[str, str]:
    """Age at the start of a period of care, year by year up to 6."""
    age = child.age(on)
    if age is None:
        return {"age_on_starting": "age_not_known"}
    return {"age_on_starting": "under_1" if age < 1 else "7_and_over" if age >= 7 else str(age)}


def age_in_years(born: date | None, on: date) -> str:
    """Age in single years; a child said to be born later is among the youngest."""
    if born is None:
        return "age_not_known"
    age = completed_years(born, on)
    return "18_and_over" if age >= 18 else str(max(age, 0))


def motherhood_leaf(child: Child, on: date) -> str:
    """Whether a girl of 12 or over is a mother."""
    age = child.age(on)
    if SEXES.get(child.particulars.sex) != "female" or age is None or age < 12:
        return "not_female_12_and_over"
    return "mother_12_and_over" if child.particulars.is_mother else "female_12_and_over_not_mother"


def uasc_leaf(is_one: bool) -> str:
    """Unaccompanied asylum-seeking child or not."""
    return "uasc" if is_one else "non_uasc"


def need_leaf(period: Period) -> str:
    """The need for which the child came into care."""
    return period.episodes[0].need.lower() or "category_of_need_not_known"


def legal_status_leaf(episode: Episode) -> str:
    """Legal status of an episode."""
    return episode.legal_status.lower() or "legal_status_not_known"


def provider_leaf(episode: Episode) -> str:
    """Who provides the placement; parents when the child is with its own."""
    if episode.placement == "P1":
        return "pr0"
    return episode.provider.lower() or "placement_provider_not_reported"


def code_leaf(episode: Episode) -> str:
    """Placement code."""
    return episode.placement.lower() or "placement_not_known"


def type_leaves(episode: Episode) -> dict[str, str]:
    """Placement code as leaf of both ways to put types of placement together."""
    return dict.fromkeys(("placement_type", "placement_type_to_2022"), code_leaf(episode))


def placement_leaf(episode: Episode, locality: str) -> str:
    """Placement code with locality."""
    return f"{code_leaf(episode)}_{locality}"


def type_of(episode: Episode, types: dict[str, str]) -> str:
    """The type that a placement code belongs to."""
    code = episode.placement.lower()
    return next(
        (name for name, codes in types.items() if code in codes.split() or code[:1] in codes.split()),
        "other_placements",
    )


def duration_of_care(start: date, end: date) -> str:
    """The band of a time in care: days up to eight weeks, then calendar months."""
    days = (end - start).days
    if days < 0:
        return "duration_not_known"
    if days < 56:
        return "under_2_weeks" if days < 14 else "2_weeks_to_8_weeks"
    return months_band(start, end, YEARS_OF_CARE, "10_years_and_over")


def up_to_ten(number: int) -> str:
    """A number, those from ten on together."""
    return "10_or_more" if number >= 10 else str(number)
