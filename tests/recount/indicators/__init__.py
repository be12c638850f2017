"""The independent recount of the performance indicators: plain pandas over the files of the returns, no SQL.

It follows the words of ``indicators.yaml``: episodes are chained into periods of care and placements column by column,
and each indicator is a filter of the children that it names. Meant for returns without defects. Distance alone comes
from elsewhere: the recount of children looked after knows where postcodes lie.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas

from tests.recount.children_looked_after.places import Gazetteer

from .care import known_care
from .forebears import past_elsewhere
from .indicators import INDICATORS, Considered
from .reading import read_frames

COLUMNS = ["collection_year", "la_code", "indicator", "numerator", "denominator"]

__all__ = ["COLUMNS", "recount_indicators"]


def recount_indicators(returns: Path, years: Iterable[int], places: Gazetteer) -> pandas.DataFrame:
    """Numerator and denominator of every indicator, year and LA; an LA with a denominator of 0 has no row.

    The numerator of A1, A2 and A10 is days.
    """
    sent = read_frames(returns / "ssda903")
    found = []
    for year in years:
        care = known_care(sent.episodes, year, past_elsewhere(sent, year))
        for indicator, count in INDICATORS.items():
            considered = count(Considered(year, sent, care, places))
            added = considered.groupby("la_code", as_index=False).agg(
                numerator=("numerator", "sum"), denominator=("numerator", "size")
            )
            found.append(added.assign(collection_year=year, indicator=indicator))
    return pandas.concat(found, ignore_index=True)[COLUMNS].astype({"numerator": "int64", "denominator": "int64"})
