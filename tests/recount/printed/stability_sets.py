"""Data sets of how long and how steadily children are looked after: placements, carers, twelve months and more."""

from __future__ import annotations

from .cells import Cells, cells
from .figures import Count
from .looked_after_sets import ON_31_MARCH
from .placement_words import codes_of, type_used, type_used_to_2022, types_of, with_place
from .reading import NUMBER, DataSet, Row, number_and_share
from .words import AGE, ETHNICITY, LEGAL_STATUS, SEX, UASC, plain

_NO_SHARE = "no percentage"


def stability(group: str, label: str, edition: int) -> Row:
    """Placements in one year and two, and living with the same carer."""
    now = (ON_31_MARCH, {"number_of_placements": "3_or_more_placements"})
    total, some = {
        "children looked after at 31 march": now,
        "cla on 31 march": now,
        "cla 2 years on 31 march": (
            cells("looked_after_2_years_on_31_march"),
            {"three_or_more_placements": "with_3_or_more_placements"},
        ),
    }.get(plain(group), (cells("looked_after_2_and_half_years_aged_under_16"), {"same_carer": "same_carer_2_years"}))
    text = plain(label)
    if not text.startswith(("total", "with 3 or more", "living with the same carer", "living in the same placement")):
        raise KeyError(label)
    return number_and_share(total if text.startswith("total") else total.also(**some), total)


_PLACEMENTS_HELD = {str(number): f"{number}_placements" for number in range(2, 7)} | {
    "1": "1_placement",
    "7 or more": "7_or_more_placements",
}
_3_OR_MORE = [_PLACEMENTS_HELD[number] for number in ("3", "4", "5", "6", "7 or more")]


def _characteristic(total: Cells, group: str, label: str, edition: int, placement: str) -> Cells:
    """The children of a characteristic, which in these files is itself the base of the shares."""
    group = plain(group)
    if group in ("total children", "total"):
        return total
    if "legal status" in group:
        return total.also(legal_status=LEGAL_STATUS[plain(label)])
    if "placement" in group:
        leaves = with_place(codes_of(label, edition)) if placement == "placement" else types_of(label, edition)
        return total.also(**{placement: leaves})
    breakdown, how = {
        "age group": ("age_group", AGE),
        "ethnicity": ("ethnicity", ETHNICITY),
        "gender": ("sex", SEX),
        "sex": ("sex", SEX),
        "unaccompanied asylum-seeking children": ("uasc", UASC),
        "unaccompanied asylum-seeking children (uasc)": ("uasc", UASC),
    }[group]
    return total.also(**{breakdown: how[plain(label)]})


def number_of_placements(cohort: str, group: str, label: str, stay: str, edition: int) -> Row:
    """How many placements children of a characteristic had."""
    text, cohort = plain(stay), plain(cohort)
    measure = "placements_of_looked_after_on_31_march"
    if "2 years" in cohort:
        measure = "placements_of_looked_after_2_years"
    elif "less than 12" in cohort or "under 12" in cohort:
        measure = "placements_of_looked_after_under_12_months"
    elif "12 months" in cohort:
        measure = "placements_of_looked_after_12_months"
    base = _characteristic(cells(measure), group, label, edition, "placement_type")
    if text == "total children":
        return number_and_share(base, base)
    named = text.removeprefix("with ").split(" placement")[0]
    held = _3_OR_MORE if named == "3 or more" else _PLACEMENTS_HELD[named]
    return number_and_share(base.also(number_of_placements_held=held), base)


def same_carer(group: str, label: str, stay: str, edition: int) -> Row:
    """Whether children of a characteristic live with the same carer."""
    total = cells("looked_after_2_and_half_years_aged_under_16")
    base = _characteristic(total, group, label, edition, "placement")
    text = plain(stay)
    if text == "total children":
        return number_and_share(base, base)
    carer = "not_same_carer_2_years" if text.startswith("not living") else "same_carer_2_years"
    return number_and_share(base.also(same_carer=carer), base)


def during_and_12_months(cohort: str, group: str, label: str, edition: int) -> Row:
    """Numbers only: during the year and for 12 months on 31 March."""
    group, during = plain(group), plain(cohort).startswith("all children looked after during")
    total = cells("looked_after_during_year" if during else "looked_after_12_months_on_31_march")
    if group == "placement" and during and codes_of(label, edition) is not None:
        if edition < 2024:
            then = type_used_to_2022(label)
            return {NUMBER: Count(cells("placement_types_used_during_year_to_2022", placement_types_used_to_2022=then))}
        return {NUMBER: Count(cells("placement_types_used_during_year", placement_types_used=type_used(label)))}
    return {NUMBER: Count(_characteristic(total, group, label, edition, "placement_type"))}


STABILITY = {
    "la_cla_placement_stability": DataSet(
        ("cla_group", "placement_stability|characteristic"),
        stability,
        "the children of the group (its row Total children)",
    ),
    "national_cla_pl_count_by_characteristics": DataSet(
        ("cla_group", "population_group", "characteristic|breakdown", "placement_stability"),
        number_of_placements,
        "children of the characteristic (its row Total children)",
    ),
    "national_cla_2_and_half_years_by_characteristics": DataSet(
        ("population_group", "characteristic|breakdown", "placement_stability"),
        same_carer,
        "children of the characteristic looked after for 2.5 years (its row Total children)",
    ),
    "national_cla_during_the_year_and_on_31_march_for_at_least_12_mths_by_characteristics": DataSet(
        ("cla_group", "population_group", "characteristic|breakdown"), during_and_12_months, _NO_SHARE
    ),
}
