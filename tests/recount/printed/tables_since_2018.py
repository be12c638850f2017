"""The workbook of children looked after from 2018 on: tables LAA1 to LAA8, with what each column counts."""

from __future__ import annotations

from .cells import Cells, cells
from .figures import Count, Figure, Rate, Share, Sum
from .looked_after_sets import OF_OTHERS, ON_31_MARCH
from .placement_words import codes_of, with_place
from .words import AGE, ETHNICITY, LEGAL_STATUS, PROVIDER, SEX, plain

WITHIN = cells("children_placed_within_local_authority")
BASES = {
    "LAA2": "all children looked after (units line)",
    "LAA3": "all children looked after (units line)",
    "LAA5": "all children looked after (units line)",
    "LAA6": "the authority's own children; for columns on those placed inside, all placed inside (units line)",
    "LAA8": "all children looked after (units line)",
}
_DISTANCE = {
    "20 miles or less": "up_to_20_miles",
    "over 20 miles": "over_20_miles",
    "distance not known": "distance_not_known",
}


def figure_of(sheet: str, heading: str, edition: int) -> tuple[Figure, int]:
    """What a column holds, and of which year."""
    kind, _, words = heading.partition(": ")
    text = plain(words)
    if sheet in ("LAA1", "LAA4"):
        of = ON_31_MARCH if sheet == "LAA1" else ON_31_MARCH.also(uasc="uasc")
        return (Count(of) if kind == "Number" else Rate(of)), int(text[-4:])
    if text.startswith("net gain"):
        return Sum((OF_OTHERS,), less=(ON_31_MARCH.also(locality="outside"),)), edition
    of, base = _column(sheet, text, edition)
    return (Count(of) if kind == "Number" else Share(of, base)), edition


def _column(sheet: str, text: str, edition: int) -> tuple[Cells, Cells]:
    total = ON_31_MARCH
    if text.startswith("all children looked after"):
        return total, total
    if sheet == "LAA2":
        return total.also(legal_status=LEGAL_STATUS[text]), total
    if sheet == "LAA3":
        return total.also(placement=with_place(codes_of(text, edition))), total
    if sheet == "LAA5":
        return (total.also(sex=SEX[text]) if text in SEX else total.also(age_group=AGE[text])), total
    if sheet == "LAA7":
        return total.also(placement_provider=PROVIDER[text]), total
    if sheet == "LAA8":
        return total.also(ethnicity=ETHNICITY[text]), total
    if text.startswith("all children placed inside"):
        return WITHIN, WITHIN
    if "placed inside boundary" in text:
        whose = "own_children_placed_internally" if text.startswith("own") else "other_children_placed_within"
        return WITHIN.also(la_of_placement=whose), WITHIN
    distance, _, where = text.partition(", ")
    return total.also(distance_and_locality=f"{_DISTANCE[distance]}_{where.split()[0]}"), total
