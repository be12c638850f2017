"""The independent recount: every cells table of children looked after, counted child by child in plain Python.

It shares nothing with the SQL models. It reads the CSV files of the returns itself and follows the words of the
definitions: a child's episodes are put in order, cut into periods of care and placement spells, and each child then
answers the measures' questions one at a time. Meant for returns without defects: it does not judge the records.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas

from .life import CollectionYear, children_of
from .measures import Key, count_child
from .places import Gazetteer
from .reading import read_return

COLUMNS = [
    "collection_year",
    "la_code",
    "measure",
    "breakdown",
    "category",
    "breakdown_2",
    "category_2",
    "count",
]


def recount(returns: Path, year: int, postcodes: Gazetteer) -> pandas.DataFrame:
    """Count every measure, breakdown, category and LA of one collection year.

    ``returns`` is the returns folder; earlier years in it are each child's history. A row of the answer is a leaf
    category (or ``total``) of a measure in an LA; rows that would be 0 are absent.
    """
    collection_year = CollectionYear(year)
    tally: Counter[Key] = Counter()
    folder = returns / "ssda903"
    history_years = sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit() and int(path.name) < year)
    for la_folder in sorted((folder / str(year)).iterdir()):
        if not la_folder.is_dir():
            continue
        sent = read_return(la_folder, year)
        earlier = [read_return(folder / str(past) / la_folder.name, past, episodes_only=True) for past in history_years]
        for child in children_of(sent, earlier, collection_year):
            count_child(tally, la_folder.name, child, collection_year, postcodes)
    rows = [(year, *key, count) for key, count in sorted(tally.items())]
    return pandas.DataFrame(rows, columns=COLUMNS)
