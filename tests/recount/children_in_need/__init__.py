"""The independent recount of children in need: every cells table of the census, counted child by child in plain Python.

It shares nothing with the SQL models. It reads the XML of the returns itself and follows the words of the definitions:
a child's cases are put in order, the referrals that were episodes of need are told from the others, and each child then
answers the measures' questions one at a time. Meant for returns without defects: it does not judge the records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from datetime import date
from pathlib import Path

import pandas

from .days import CollectionYear
from .measures import Key, count_child
from .reading import Case, Census, read_census

COLUMNS = ["collection_year", "la_code", "measure", "breakdown", "category", "breakdown_2", "category_2", "count"]


# The LAs that an LA took over from, whose returns end when its own begin.
BEFORE = {
    "838": ("835",),
    "839": ("835", "836", "837"),
    "940": ("928",),
    "941": ("928",),
    "942": ("909",),
    "943": ("909",),
}


def recount(returns: Path, years: list[int]) -> pandas.DataFrame:
    """Count every measure, breakdown, category and LA of some collection years.

    ``returns`` is the returns folder; earlier years in it tell of a child's referrals and reviews before. A row of the
    answer is a leaf category (or ``total``) of a measure in an LA; rows that would be 0 are absent.
    """
    tally: Counter[Key] = Counter()
    folder = returns / "cin"
    for la_code in sorted({path.name for path in folder.glob("*/*")}):
        # One LA at a time, so that no more than its years, and those of the LAs before it, are in memory.
        sent = _read(folder, la_code)
        before = [_read(folder, code) for code in BEFORE.get(la_code, ())]
        for year in sorted(sent.keys() & set(years)):
            for child, cases in sent[year].items():
                history = {then: sent[then][child] for then in sent if then < year and child in sent[then]}
                born = {case.child.born for case in [*cases, *(one for past in history.values() for one in past)]}
                count_child(tally, la_code, cases, history, _of_the_same(before, child, born), CollectionYear(year))
    rows = [(*key, count) for key, count in sorted(tally.items())]
    return pandas.DataFrame(rows, columns=COLUMNS)


def _read(folder: Path, la_code: str) -> dict[int, Census]:
    return {int(path.parts[-3]): read_census(path) for path in sorted(folder.glob(f"*/{la_code}/*.xml"))}


def _of_the_same(before: Iterable[dict[int, Census]], child: str, born: Set[date | None]) -> list[Case]:
    """A child's cases in the returns of the LAs before, where one of them gives it a birth date that is known here."""
    found: list[Case] = []
    for returns in before:
        theirs = [case for census in returns.values() for case in census.get(child, [])]
        if {case.child.born for case in theirs} & born - {None}:
            found += theirs
    return found
