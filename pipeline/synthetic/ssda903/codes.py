"""Codes and columns by collection year: how a fact of one year's codes is written in another year's return."""

from __future__ import annotations

FILES = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "episodes": (
        "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
        "HOME_POST", "PL_POST", "URN",
    ),
    "reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "uasc": ("CHILD", "SEX", "DOB", "DUC"),
    "oc2": (
        "CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
        "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED",
    ),
    "oc3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
    "ad1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "placed_for_adoption": ("CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "previous_permanence": ("CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"),
    "missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
    "sw_episodes": ("CHILD", "DOB", "SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"),
}  # fmt: skip

# Columns of episodes that are collected from the year ending 31 March 2016.
_SINCE_2016 = ("REASON_PLACE_CHANGE", "URN")
# The items' names in manifest.csv.
ITEM_FILES = {
    "Header": "header",
    "Episodes": "episodes",
    "Reviews": "reviews",
    "UASC": "uasc",
    "OC2": "oc2",
    "OC3": "oc3",
    "AD1": "ad1",
    "PlacedAdoption": "placed_for_adoption",
    "PrevPerm": "previous_permanence",
    "Missing": "missing",
    "SWEpisodes": "sw_episodes",
}

_FOSTERING_UNTIL_2014 = {"U1": "Q1", "U2": "Q1", "U3": "Q1", "U4": "Q2", "U5": "Q2", "U6": "Q2"}
# An absence that is still open has its placement recoded; being missing is no placement from 2015.
_MISSING_SINCE_2015 = {"M1": "Z1", "M2": "Z1", "M3": "Z1"}


def files_of(year: int) -> tuple[str, ...]:
    """The files of a year's return: Missing from 2015, social worker episodes from 2024."""
    left_out = {"missing"} if year < 2015 else set()
    if year < 2024:
        left_out.add("sw_episodes")
    return tuple(name for name in FILES if name not in left_out)


def columns_of(file: str, year: int) -> tuple[str, ...]:
    """The columns of one file in a year's return, in order."""
    return tuple(column for column in FILES[file] if year >= 2016 or file != "episodes" or column not in _SINCE_2016)


def placement_codes(year: int) -> dict[str, str]:
    """Placement codes that are written otherwise in a year's return: code when the episode began -> code written."""
    if year <= 2014:
        return _FOSTERING_UNTIL_2014
    return _MISSING_SINCE_2015


def sex_code(*, male: bool, year: int) -> str:
    """1 and 2 until 2024, M and F from 2025."""
    if year >= 2025:
        return "M" if male else "F"
    return "1" if male else "2"
