"""Data sets of new placements, of placements that ceased, and of why placements changed."""

from __future__ import annotations

from .cells import cells
from .figures import NOT_APPLICABLE, Mean, Median, Text
from .placement_words import (
    DISTANCE,
    REASON_FOR_CHANGE,
    TIME_IN_CARE,
    TIME_IN_PLACEMENT,
    codes_of,
    types_of,
    with_place,
)
from .reading import GROUP_AND_LABEL, DataSet, Row, need_of, number_and_share, number_without_share
from .words import AGE, SEX, plain

NEW, ENDED = cells("new_placements_during_year"), cells("placements_ceasing_during_year")
CHANGES = cells("placement_changes_during_year")


def new_placements(group: str, label: str, edition: int) -> Row:
    """Where new placements are, and why placements changed, as authorities' shares of each."""
    text = plain(label)
    if plain(group).startswith("reason for placement change"):
        return number_and_share(CHANGES.also(reason_for_placement_change=REASON_FOR_CHANGE[text]), CHANGES)
    return number_and_share(NEW.also(distance_and_locality=DISTANCE[text]), NEW)


def new_by_type(placement: str, distance: str, edition: int) -> Row:
    """Distance and locality of the new placements of one type."""
    text = plain(placement)
    base = NEW if text == "all new placements" else NEW.also(placement=with_place(codes_of(placement, edition)))
    return number_and_share(base.also(distance_and_locality=DISTANCE[plain(distance)]), base)


def durations(placement: str, duration: str, edition: int) -> Row:
    """How long placements of a type had lasted; all durations of a type are a share of all placements that ceased."""
    codes = types_of(placement, edition)
    base, text = ENDED.also(placement_type=codes), plain(duration)
    if text.startswith("average"):
        days = cells("days_of_placements_ceasing_during_year", placement_type=codes)
        return number_without_share(Mean((days,), base, decimals=0), Text(NOT_APPLICABLE))
    if text.startswith("median"):
        return number_without_share(Median(base, "duration_in_days"), Text(NOT_APPLICABLE))
    if text == "all placements":
        return number_and_share(base, ENDED)
    return number_and_share(base.also(duration_of_placement=TIME_IN_PLACEMENT[text]), base)


def reasons(group: str, label: str, reason: str, edition: int) -> Row:
    """Why placements of children of a characteristic changed; all reasons of it are a share of all changes."""
    group, text = plain(group), plain(label)
    if text == "total":
        base = CHANGES
    elif group == "placement type":
        base = CHANGES.also(placement_type=types_of(label, edition))
    elif group == "category of need":
        base = CHANGES.also(category_of_need=need_of(label, edition))
    elif group == "duration of placement":
        base = CHANGES.also(duration_since_placed=TIME_IN_CARE[text])
    elif group == "age":
        base = CHANGES.also(age_group=AGE[text])
    else:
        base = CHANGES.also(sex=SEX[text])
    leaves = REASON_FOR_CHANGE[plain(reason)]
    return number_and_share(base.also(reason_for_placement_change=leaves), CHANGES if leaves is None else base)


PLACEMENTS = {
    "la_cla_during_year_new_placements": DataSet(
        GROUP_AND_LABEL, new_placements, "all new placements; all placement changes (the total row of each group)"
    ),
    "national_cla_during_year_by_placement_type_and_locality_of_placement": DataSet(
        GROUP_AND_LABEL, new_by_type, "new placements of the type (its row Total)"
    ),
    "national_duration_of_placements_by_type_ceasing_during_the_year": DataSet(
        ("placement_group", "placement_duration"),
        durations,
        "durations: placements of the type; the row All placements of a type: all placements that ceased",
    ),
    "national_reason_for_placement_change_during_year": DataSet(
        ("cla_group", "characteristic|breakdown", "reason_for_change"),
        reasons,
        "reasons: placements of the characteristic; the row All placements: all placements that changed",
    ),
}
