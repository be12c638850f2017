"""What a return leaves not known: a file without records of which the guide asks for some is not known, and never 0.

A record of adoption is asked of every child adopted, one of outcomes and one of a review at least of every child looked
after for a year, one of a decision of every child placed for adoption, and every authority has care leavers to tell of.
Where there is no such child an empty file says that there was nobody. A return without episodes tells nothing.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pandas

EPISODES, OUTCOMES, REVIEWS, ABSENCES = "DECOM", "SDQ_SCORE", "REVIEW_CODE", "MIS_START"
AFTERCARE, ADOPTIONS, PLANS = "ACTIV", "DATE_INT", "DATE_PLACED"
KINDS = (EPISODES, OUTCOMES, REVIEWS, ABSENCES, AFTERCARE, ADOPTIONS, PLANS)
"""Kinds of file, each by a column that no other has."""
# Of so many children some go missing in a year, as good as certainly; that nobody of fewer did may be true.
ENOUGH_FOR_SOMEBODY_TO_BE_MISSING = 50
# Every incident of being missing has been collected since.
ABSENCES_SINCE = 2015
# Measures by how their names begin, with the file that they are counted from beside the episodes.
COUNTED_FROM = {
    "care_leavers": AFTERCARE,
    "leaving_care": AFTERCARE,
    "adoption_3": ADOPTIONS,
    "scorecard_a2": ADOPTIONS,
    "scorecard_a10": ADOPTIONS,
    "days_between_adoption_stages": ADOPTIONS,
    "children_with_adoption_decision": PLANS,
    "adoption_decisions_reversed": PLANS,
    "waiting_for_adoption": PLANS,
    "participation": REVIEWS,
    "children_missing": ABSENCES,
    "children_away": ABSENCES,
    "missing_incidents": ABSENCES,
    "away_incidents": ABSENCES,
    "days_missing": ABSENCES,
    "days_away": ABSENCES,
    "placements_4": ABSENCES,
    "outcomes": OUTCOMES,
    "strengths_and_difficulties": OUTCOMES,
}


@dataclass(frozen=True)
class FilesSent:
    """By authority the years of which its return tells something, and by kind those of which a file does not."""

    sent: dict[str, set[int]]
    lacking: dict[str, dict[str, set[int]]]

    def told(self, measure: str) -> dict[str, set[int]]:
        """By authority the years in which what a measure is counted from is known."""
        kind = next((kind for start, kind in COUNTED_FROM.items() if measure.startswith(start)), "")
        lacking = self.lacking.get(kind, {})
        return {la_code: years - lacking.get(la_code, set()) for la_code, years in self.sent.items()}


def read_files_sent(returns: Path) -> FilesSent:
    """What each authority's folder of each year holds."""
    sent: dict[str, set[int]] = defaultdict(set)
    lacking: dict[str, dict[str, set[int]]] = {kind: defaultdict(set) for kind in KINDS}
    for folder in sorted((returns / "ssda903").glob("*/*")):
        records = _records(folder)
        if not records.get(EPISODES):
            continue
        year, la_code = int(folder.parent.name), folder.name
        sent[la_code].add(year)
        for kind in _asked_for(pandas.DataFrame(records[EPISODES]), year):
            if not records.get(kind):
                lacking[kind][la_code].add(year)
    return FilesSent(dict(sent), {kind: dict(without) for kind, without in lacking.items()})


def _records(folder: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            kind = next((kind for kind in KINDS if kind in (table.fieldnames or ())), None)
            if kind is not None:
                found[kind] = list(table)
    return found


def _asked_for(episodes: pandas.DataFrame, year: int) -> list[str]:
    """The kinds of record that there must be some of, from who was looked after."""
    first, last = pandas.Timestamp(year - 1, 4, 1), pandas.Timestamp(year, 3, 31)
    cared_for = episodes[~episodes["LS"].isin(["V3", "V4"])]
    began = pandas.to_datetime(cared_for["DECOM"], format="%d/%m/%Y")
    ended = pandas.to_datetime(cared_for["DEC"], format="%d/%m/%Y").fillna(pandas.Timestamp(2200, 1, 1))
    in_year = cared_for["CHILD"][(began <= last) & (ended >= first)]
    adopted = cared_for["REC"].isin(["E11", "E12"]) & ended.between(first, last)
    placed = cared_for["PLACE"].isin(["A3", "A4", "A5", "A6"]) & began.between(first, last)
    all_year = set(cared_for["CHILD"][began < first]) & set(cared_for["CHILD"][(began <= last) & (ended > last)]) - set(
        cared_for["CHILD"][(cared_for["RNE"] == "S") & (began >= first)]
    )
    asked = {
        AFTERCARE: True,
        ADOPTIONS: adopted.any(),
        PLANS: placed.any(),
        OUTCOMES: bool(all_year),
        REVIEWS: bool(all_year),
        ABSENCES: year < ABSENCES_SINCE or in_year.nunique() >= ENOUGH_FOR_SOMEBODY_TO_BE_MISSING,
    }
    return [kind for kind, is_asked in asked.items() if is_asked]
