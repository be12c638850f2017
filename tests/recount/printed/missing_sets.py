"""Data sets of children missing, or away from placement without authorisation."""

from __future__ import annotations

from .cells import cells
from .figures import Count, Figure, Mean, Median, Share
from .placement_words import MISSING as MISSING_CODES
from .placement_words import types_of
from .reading import NUMBER, DataSet, Row
from .words import AGE, ETHNICITY, SEX, plain

DURING = cells("looked_after_during_year")
ABSENT_UASC, ABSENT = "absent_on_31_march_uasc", ("absent_on_31_march_uasc", "absent_on_31_march_non_uasc")
DURATIONS = {
    "less than 1 day": "less_than_1_day",
    "between 1 and 2 days": "1_to_2_days",
    "between 3 and 7 days": "3_to_7_days",
    "between 8 and 10 days": "8_to_10_days",
    "between 11 and 15 days": "11_to_15_days",
    "between 16 and 20 days": "16_to_20_days",
    "between 21 and 30 days": "21_to_30_days",
    "more than 30 days": "more_than_30_days",
    "total incidents": None,
}
_NAMED = ("foster", "adoption", "placed with parents", "secure homes and children's homes", "independent and semi")


def of_children(label: str) -> Figure:
    """A figure of children, or of their incidents, by its words."""
    text = plain(label)
    kind = "away" if "away" in text else "missing"
    children, incidents = cells(f"children_{kind}"), cells(f"{kind}_incidents")
    if text.startswith("percentage"):
        return Share(children, DURING)
    if "(mean) number of days" in text:
        return Mean((cells(f"days_{kind}"),), incidents, decimals=0, of_none="0")
    if "(median) number of days" in text:
        return Median(incidents, "days_of_incident")
    if text.startswith("average number"):
        return Mean((incidents,), children, of_none="0")
    if "looked after during the year" in text:
        return Count(DURING)
    if "more than once" in text:
        return Count(children.also(absent_more_than_once="more_than_once"))
    if "31 march" in text:
        return Count(children.also(absent_on_31_march=ABSENT_UASC if "asylum" in text else ABSENT))
    if text.startswith(("number of", "total")) and "incidents" in text:
        return Count(incidents)
    return Count(children)


def of_authorities(label: str, edition: int) -> Row:
    """The file of authorities: a number for each of a dozen questions."""
    return {NUMBER: of_children(label)}


def of_england(group: str, label: str, edition: int) -> Row:
    """The two files of England: children and incidents by characteristics."""
    group, text = plain(group), plain(label)
    kind = "away" if "away" in group else "missing"
    children, incidents = cells(f"children_{kind}"), cells(f"{kind}_incidents")
    is_total = text.startswith("total children")
    if "ethnic" in group:
        return {NUMBER: Count(children if is_total else children.also(ethnicity=ETHNICITY[text]))}
    if group.endswith(("by gender", "by sex")):
        return {NUMBER: Count(children if is_total else children.also(sex=SEX[text]))}
    if group.startswith("age of"):
        return {NUMBER: Count(incidents.also(age_group=AGE[text]))}
    if group.startswith("durations"):
        return {NUMBER: Count(incidents.also(duration_of_incident=DURATIONS[text]))}
    if group.startswith("placement locations"):
        where = None if is_total or text == "total incidents" else "outside" if "outside" in text else "inside"
        return {NUMBER: Count(incidents.also(locality=where))}
    if group.startswith("placements from"):
        return {NUMBER: Count(incidents.also(placement_missing_from=_missing_from(label, edition)))}
    return {NUMBER: of_children(label)}


def _missing_from(label: str, edition: int) -> tuple[str, ...] | None:
    codes = types_of(label, edition)
    if plain(label) == "other placements":
        # All that no other row names.
        rows = ("other placements", "other residential settings", "residential schools")
        codes = (*(code for row in rows for code in types_of(row, edition) or ()), *MISSING_CODES)
    return codes


MISSING = {
    "la_children_who_were_missing_or_away_from_placement_without_authorisation": DataSet(
        ("cla_group|characteristic|breakdown",), of_authorities, "all children looked after during the year (label)"
    ),
    "official_statistics_cla_who_were_missing": DataSet(
        ("missing_status|characteristic", "characteristic|breakdown"),
        of_england,
        "all children looked after during the year (label)",
    ),
    "official_statistics_cla_who_were_away_without_authorisation": DataSet(
        ("missing_status|characteristic", "characteristic|breakdown"),
        of_england,
        "all children looked after during the year (label)",
    ),
}
