"""The independent recount: every cells table of children looked after, counted child by child in plain Python.

It shares nothing with the SQL models. It reads the files of the returns itself and follows the words of the
definitions: a child's episodes are put in order, cut into periods of care and placement spells, and each child then
answers the measures' questions one at a time. Meant for returns without defects: it does not judge the records.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas

from .care_leavers import count_care_leavers
from .forebears import CHANGES, inherited
from .life import CollectionYear, children_of
from .measures import count_child
from .places import Gazetteer
from .reading import Return, read_return
from .staying_put import count_staying_put
from .tally import COLUMNS, Tally

__all__ = ["COLUMNS", "recount"]


def recount(returns: Path, years: Iterable[int], postcodes: Gazetteer) -> pandas.DataFrame:
    """Count every measure, breakdown, category and LA of some collection years.

    ``returns`` is the returns folder; earlier years in it are each child's history. A row of the answer is a leaf
    category (or ``total``) of a measure in an LA, crossed with others or not; rows that would be 0 are absent.
    """
    folder = returns / "ssda903"
    sent_years = sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit())
    tallies = {year: Tally() for year in sorted(set(years))}
    numbers = [number for number in sent_years if number <= max(tallies)]
    codes = {path.name for path in folder.glob("*/*") if path.is_dir()}
    # An LA at a time, but for those that mergers and splits bind together.
    bound = [codes & {*change.before, *change.after} for change in CHANGES]
    for together in [*bound, *({code} for code in sorted(codes - set().union(*bound)))]:
        told = {code: {number: _read(folder, number, code) for number in numbers} for code in sorted(together)}
        for la_code, sent in told.items():
            for number in tallies.keys() & set(numbers):
                known = [*inherited(told, la_code, number), *(sent[past] for past in numbers if past <= number)]
                _count(tallies[number], la_code, known, CollectionYear(number), postcodes)
    for number, tally in tallies.items():
        count_staying_put(tally, returns, number)
    rows = [(year, *key, count) for year, tally in tallies.items() for key, count in sorted(tally.counts.items())]
    return pandas.DataFrame(rows, columns=COLUMNS)


def _read(folder: Path, number: int, la_code: str) -> Return:
    """A return; one without a single episode is not used, neither now nor as history."""
    found = read_return(folder / str(number) / la_code, number)
    return found if found.episodes else Return()


def _count(tally: Tally, la_code: str, sent: list[Return], year: CollectionYear, places: Gazetteer) -> None:
    for child in children_of(sent[-1], sent[:-1], year):
        count_child(tally, la_code, child, year, places)
    count_care_leavers(tally, la_code, sent, year)
