"""The leaf category that a child, a period of care or an episode falls in, for every breakdown of the recount."""

from __future__ import annotations

from datetime import date

from .life import Child, Period
from .reading import Episode

SEXES = {"1": "male", "M": "male", "2": "female", "F": "female"}


def who(child: Child) -> dict[str, str]:
    """Sex and ethnicity."""
    return {
        "sex": SEXES.get(child.particulars.sex, "sex_not_known"),
        "ethnicity": child.particulars.ethnicity.lower() or "ethnicity_not_known",
    }


def age_group(child: Child, on: date) -> dict[str, str]:
    """Age in completed years, in the bands of the tables."""
    age = child.age(on)
    if age is None:
        return {"age_group": "age_not_known"}
    bands = ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15"))
    return {"age_group": next((name for limit, name in bands if age < limit), "16_and_over")}


def age_on_ceasing(child: Child, on: date) -> dict[str, str]:
    """Age on ceasing, with 16, 17 and 18 or over apart."""
    age = child.age(on)
    if age is not None and age >= 16:
        return {"age_on_ceasing": "18_and_over" if age >= 18 else str(age)}
    return {"age_on_ceasing": age_group(child, on)["age_group"]}


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


def placement_leaf(episode: Episode, locality: str) -> str:
    """Placement code with locality."""
    return f"{episode.placement.lower() or 'placement_not_known'}_{locality}"
