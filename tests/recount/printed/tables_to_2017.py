"""The workbooks of children looked after of 2014 to 2017: what each line and column of the tables counts.

Percentages are of the table's children (its first line or column, as the titles have it) unless BASES says otherwise.
"""

from __future__ import annotations

import re

from . import table_words_to_2017 as words_then
from . import tables_since_2018
from .cells import Cells, cells
from .figures import NOT_APPLICABLE, Count, Figure, Mean, Share, Text, YearsAndMonths
from .flow_sets import ADOPTED
from .looked_after_sets import ON_31_MARCH
from .missing_sets import DURING
from .placement_words import BUT_OTHER, WHERE, with_place
from .tables_of_outcomes_to_2017 import TOTAL, Pair, leavers, missing, outcomes
from .words import AGE_UNDER_16, PROVIDER, plain
from .workbooks import TableCell

BASES = {
    "A4": "children in the placement (its line All)",
    "A5": "children inside, or outside, but in other placements, as in the later file of this table (its line All)",
    "A6": "girls aged 12 and over (first line)",
    "A7": "long-term stability: those looked after for two and a half years (its first line)",
    "B2": "new placements of the type (its line All)",
    "B3": "placements of the type that ceased (its first line); first lines: all placements that ceased",
    "F5": "those who left a foster placement on their 18th birthday (first line)",
    "I1": "convicted: those aged 10 to 17",
    "I2": "received or refused an intervention: those identified",
    "I3": "development assessments: those of the age for them",
    "I4": "with a score: those aged 5 to 16; bands: those with a score",
    "LAE1": "children who ceased to be looked after (heading)",
}
STARTED, CEASED, ADOPTIONS = cells("started_during_year"), cells("ceased_during_year"), cells("adopted_during_year")
NEW, ENDED = cells("new_placements_during_year"), cells("placements_ceasing_during_year")
CHANGES, DECIDED = cells("placement_changes_during_year"), cells("children_with_adoption_decision")
LONG = cells("looked_after_2_and_half_years_aged_under_16")


def figure_of(cell: TableCell, edition: int) -> tuple[Figure, int]:
    """The figure of a cell, and its year."""
    if re.fullmatch(r"LAA[1-7]", cell.sheet) and cell.sheet != "LAA3":
        return tables_since_2018.figure_of(cell.sheet, cell.heading, edition)
    heading = re.sub(r"^(20\d\d): (.*)", r"\2: \1", cell.heading)
    found = re.search(r"(20\d\d)$", heading)
    year = int(found.group(1)) if found else edition
    kind, _, words = heading.partition(": ")
    line = tuple(plain(text) for text in cell.line) or (plain(re.sub(r": 20\d\d$", "", words or kind)),)
    if cell.sheet.startswith("LA") and kind not in ("Number", "Percentage"):
        line = (plain(kind), plain(kind if re.fullmatch(r"20\d\d", words) else words))
    is_share = kind.startswith("Percentage")
    if not _is_asked(line, year) or (is_share and _has_no_share(cell.sheet, line[-1])):
        return Text(NOT_APPLICABLE), year
    pair = _line(cell.sheet, line, plain(cell.title), year)
    if not isinstance(pair, tuple):
        return (Text(NOT_APPLICABLE) if is_share and not isinstance(pair, Share) else pair), year
    of, base = pair
    return (Share(of, base) if is_share else Count(of)), year


# What a later year began to collect, and so cannot be asked of the years before it.
SINCE_2015 = (
    "as part of care planning",
    "not as part of care planning",
    "returned home to parents or relatives, as part of care planning",
    "returned home to parents or relatives, not as part of care planning",
    "left to live with a person without parental responsibility",
    "accommodation on remand ended",
    "age assessment found the child to be 18 or over",
    "child moved abroad",
)
SINCE_2016 = "aged 17 and 18"


def _is_asked(line: tuple[str, ...], year: int) -> bool:
    return not (year < 2015 and line[-1] in SINCE_2015) and not (year < 2016 and line[0] == SINCE_2016)


def _has_no_share(sheet: str, text: str) -> bool:
    """Whether a line is only what percentages are of."""
    of_outcomes = sheet.startswith("I") and text.startswith(("children looked after", "aged", "of the age"))
    return of_outcomes or (sheet in ("F4", "F5") and text.startswith(("all care leavers whose", "left ")))


def _line(sheet: str, line: tuple[str, ...], title: str, year: int) -> Pair:
    code, group, text = sheet.removeprefix("LA"), line[0], line[-1]
    if code[0] == "A":
        return _on_31_march(code, group, text)
    if code[0] == "B":
        return _during(code, group, text, year)
    if code[0] in "CD":
        return _flows(STARTED if code[0] == "C" else CEASED, code, group, text)
    if code[0] == "E":
        return _adoption(code, group, text)
    if code[0] == "F":
        return leavers(title if sheet.startswith("LA") else group, title, text)
    if code[0] == "G":
        return missing(group, text)
    return outcomes(text)


def _all(of: Cells, total: Cells) -> tuple[Cells, Cells]:
    return of, total


def _on_31_march(code: str, group: str, text: str) -> Pair:
    total = ON_31_MARCH
    if code == "A3" and group != "foster placements" and (group == "total" or group in _GROUPS_OF_UASC):
        total = total.also(uasc="uasc")
    if code == "A4":
        if not group.startswith("all placements"):
            total = total.also(placement=with_place(_residual(group), WHERE))
        return total.also(distance_and_locality=words_then.DISTANCE.get(text) if text != "all" else None), total
    if code == "A5":
        if "boundary" in group:
            where = "inside" if "inside" in group else "outside"
            total = total.also(placement_by_locality=with_place(BUT_OTHER, (where,)))
        return total.also(placement_provider=None if TOTAL.match(text) else PROVIDER[text]), total
    if code == "A6":
        girls = total.also(motherhood=("mother_12_and_over", "female_12_and_over_not_mother"))
        return (girls if text.startswith("all") else total.also(motherhood="mother_12_and_over")), girls
    if code == "A7":
        if group == "long-term stability":
            return (LONG if text.startswith("aged under 16") else LONG.also(same_carer="same_carer_2_years")), LONG
        stays = {"1": "1_placement", "2": "2_placements", "3": "3_or_more_placements"}.get(text[0])
        return total.also(number_of_placements=stays), total
    if TOTAL.match(text):
        return total, total
    if code == "A8" and text in words_then.REVIEWS:
        return cells("participation_in_last_review", participation_method=words_then.REVIEWS[text]), total
    if code == "A8":
        return total.also(ethnicity=words_then.ETHNIC_ORIGIN[text]), total
    if code == "A2":
        return total.also(placement=words_then.placement(text)), total
    if code == "A3" and group == "age":
        return total.also(age_under_16=AGE_UNDER_16[text]), total
    if code == "A3" and group not in _GROUPS_OF_UASC:
        return total.also(placement=words_then.placement(text)), total
    return total.also(**words_then.characteristic(group, text)), total


_GROUPS_OF_UASC = ("total", "gender", "age", "category of need", "placement", "ethnic origin")


def _residual(group: str) -> tuple[str, ...]:
    """The codes of a placement; other settings are all that no other line has."""
    return words_then.placement_type(group) if group == "other settings" else words_then.codes(group)


def _during(code: str, group: str, text: str, year: int) -> Pair:
    if code == "B1":
        return _looked_after_in_year(group, text)
    if code == "B2":
        total = NEW
        if group in words_then.DISTANCE or TOTAL.match(group):
            group = "all placements"
        if not group.startswith("all"):
            total = total.also(placement=with_place(_residual(group), WHERE))
        return total.also(distance_and_locality=None if TOTAL.match(text) else words_then.DISTANCE[text]), total
    if code == "B3" and text not in words_then.CHANGES:
        types = None if group.startswith("all") else words_then.placement_type(group)
        total = ENDED.also(placement_type=types)
        if TOTAL.match(text):
            return total, ENDED
        if text.startswith("average"):
            return Mean((cells("days_of_placements_ceasing_during_year", placement_type=types),), total, decimals=0)
        return total.also(
            duration_of_placement=None if TOTAL.match(text) else words_then.TIME_IN_PLACEMENT[text]
        ), total
    return CHANGES.also(reason_for_placement_change=words_then.CHANGES[text]), CHANGES


def _looked_after_in_year(group: str, text: str) -> Pair:
    if group.startswith("only in a series"):
        series = cells("exclusively_short_term_series")
        return series, series
    during = group.startswith("looked after during")
    total = DURING if during else cells("looked_after_12_months_on_31_march")
    _, _, by = group.partition(": ")
    if not by:
        return total, total
    if by == "placement" and during:
        used = cells(
            "placement_types_used_during_year_to_2022", placement_types_used_to_2022=words_then.type_used(text)
        )
        return used, total
    if by == "placement":
        return total.also(placement_type=words_then.placement_type(text)), total
    return total.also(**words_then.characteristic(by, text)), total


def _flows(total: Cells, code: str, group: str, text: str) -> Pair:
    if (TOTAL.match(text) and "taken into care" not in text) or re.fullmatch(r"20\d\d", text):
        return total, total
    if "taken into care" in text:
        return total.also(taken_into_care="taken_into_care"), total
    if text.startswith("average duration"):
        return Mean((cells("days_looked_after_on_ceasing"),), total, decimals=0)
    if code == "D4":
        breakdown = "number_of_periods_of_care" if group == "periods of care" else "number_of_placements_in_care"
        number = text.split()[0]
        return total.also(**{breakdown: "10_or_more" if number == "10" else number}), total
    if text in words_then.REASONS and total is CEASED:
        return total.also(reason_episode_ceased=words_then.REASONS[text]), total
    if text in words_then.TIME_IN_CARE:
        return total.also(duration_of_period_of_care=words_then.TIME_IN_CARE[text]), total
    if group != text and group != "number":
        return total.also(**words_then.characteristic(group, text)), total
    if code == "C4" and text not in words_then.NEED:
        return total.also(placement=words_then.placement(text)), total
    age = {"age_on_ceasing": words_then.AGE_ON_CEASING} if total is CEASED else {}
    found = words_then.any_characteristic(text, **age)
    if total is CEASED and "age_group" in found:
        found = {"age_on_ceasing": words_then.AGE_ON_CEASING[text]}
    return total.also(**found), total


_FROM_TO = {
    "entry into care to decision": 0,
    "decision to match": 1,
    "match to placement": 2,
    "placement to adoption": 3,
}
_STAGES = ("entry_to_decision", "decision_to_match", "match_to_placed", "placed_to_adopted")
_OUTCOMES = {
    "adopted in the year": "adopted",
    "ceased to be looked after, not adopted": "ceased_decision_not_reversed ceased_decision_reversed",
    "decision not reversed": "ceased_decision_not_reversed",
    "decision reversed": "ceased_decision_reversed",
    "looked after on 31 march": "placed_for_adoption_on_31_march decision_reversed_on_31_march "
    "waiting_with_placement_order waiting_without_placement_order",
    "placed for adoption": "placed_for_adoption_on_31_march",
    "decision reversed while looked after": "decision_reversed_on_31_march",
    "waiting with a placement order": "waiting_with_placement_order",
    "waiting without a placement order": "waiting_without_placement_order",
}


def _adoption(code: str, group: str, text: str) -> Pair:
    if code == "E1" and group.startswith(("ceased", "adopted", "percentage adopted")):
        # The columns of authorities.
        return (CEASED if group.startswith("ceased") else CEASED.also(reason_episode_ceased=ADOPTED.split())), CEASED
    if code == "E4":
        if TOTAL.match(text):
            return DECIDED, DECIDED
        if group == "decision made":
            return DECIDED.also(decision_made="made_in_year" if text == "in the year" else "made_before_year"), DECIDED
        return DECIDED.also(outcome_of_decision=_OUTCOMES[text].split()), DECIDED
    if code == "E2":
        return _stages(group, text)
    if TOTAL.match(text):
        return ADOPTIONS, ADOPTIONS
    if text.startswith("average"):
        reasons = ADOPTED.split()
        age = text.startswith("average age")
        days = cells("days_of_age_on_ceasing" if age else "days_looked_after_on_ceasing", reason_episode_ceased=reasons)
        of = CEASED.also(reason_episode_ceased=reasons, age_known="age_known" if age else None)
        return YearsAndMonths((days,), of)
    if group == "number of adopters":
        return ADOPTIONS.also(number_of_adopters=text.replace(" ", "_")), ADOPTIONS
    if group == "adopters":
        return ADOPTIONS.also(adopters=words_then.ADOPTERS[text]), ADOPTIONS
    found = words_then.characteristic(group, text)
    if "legal_status" in found:
        found = {"final_legal_status": found["legal_status"]}
    return ADOPTIONS.also(**found), ADOPTIONS


def _stages(group: str, text: str) -> Pair:
    ages = {"under 1 year": "under_1", "1 year": "1", "2 years": "2", "3 years": "3"}
    leaves = None if group.startswith("all") else {ages[group]} if group in ages else {"4", "5", "6", "7_and_over"}
    if text.startswith("children placed"):
        of = ADOPTIONS.also(placed_within_12_months="placed_within_12_months", age_on_starting=leaves)
        return of, of
    stages = _STAGES[:3] if text.endswith("to placement") and text.startswith("entry") else _STAGES
    if text in _FROM_TO:
        stages = _STAGES[_FROM_TO[text] :][:1]
    days = cells("days_between_adoption_stages", stage_of_adoption=stages, age_on_starting=leaves)
    return YearsAndMonths((days,), ADOPTIONS.also(adoption_dates_known="adoption_dates_known", age_on_starting=leaves))
