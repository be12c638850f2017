"""Care as known at a collection year: episodes in order, chained into periods of care and into placements."""

from __future__ import annotations

from dataclasses import dataclass

import pandas

from .reading import FOREVER

CHILD = ["la_code", "CHILD"]
TEMPORARY = ["T0", "T1", "T2", "T3", "T4"]
PRESENT_CARER = ["A3", "A5"]
SERIES = ["V3", "V4"]


@dataclass(frozen=True)
class Care:
    """Episodes with their period, periods with their ends, and placements, each a row; open ends are FOREVER."""

    first: pandas.Timestamp
    last: pandas.Timestamp
    episodes: pandas.DataFrame
    series: pandas.DataFrame
    periods: pandas.DataFrame
    placements: pandas.DataFrame


def known_care(sent: pandas.DataFrame, year: int, elsewhere: pandas.DataFrame) -> Care:
    """All that the returns up to the year know of the children with an episode in that year's.

    ``elsewhere`` are their episodes with the LAs that theirs took over from, under the code of theirs.
    """
    first, last = pandas.Timestamp(year - 1, 4, 1), pandas.Timestamp(year, 3, 31)
    now = sent[sent["year"] == year]
    past = pandas.concat([sent[sent["year"] < year], elsewhere], ignore_index=True)
    past = past[past["DEC"] < first].merge(now[CHILD].drop_duplicates(), on=CHILD)
    known = pandas.concat([now, past], ignore_index=True)
    known["end"] = known["DEC"].fillna(FOREVER)
    known["is_same_day"] = known["end"] == known["DECOM"]
    newest = known.groupby([*CHILD, "DECOM", "is_same_day"])["year"].transform("max")
    known = known[known["year"] == newest].sort_values([*CHILD, "DECOM", "end", "year", "line"], ignore_index=True)
    is_series = known["LS"].isin(SERIES)
    episodes = _in_periods(known[~is_series])
    return Care(first, last, episodes, known[is_series], _periods(episodes), _placements(episodes))


def _in_periods(episodes: pandas.DataFrame) -> pandas.DataFrame:
    """Number the periods of each child: a new one begins with S, or later than everything before it has ended."""
    episodes = episodes.reset_index(drop=True)
    until = episodes.groupby(CHILD)["end"].cummax()
    before = until.groupby([episodes[name] for name in CHILD]).shift()
    begins = (episodes["RNE"] == "S") | before.isna() | (episodes["DECOM"] > before)
    return episodes.assign(period=begins.astype(int).groupby([episodes[name] for name in CHILD]).cumsum())


def _periods(episodes: pandas.DataFrame) -> pandas.DataFrame:
    periods = episodes.groupby([*CHILD, "period"], as_index=False).agg(
        start=("DECOM", "first"), why_started=("RNE", "first"), end=("end", "last"), why_ended=("REC", "last")
    )
    return periods.assign(is_under_24_hours=periods["start"] == periods["end"])


def _placements(episodes: pandas.DataFrame) -> pandas.DataFrame:
    """Placements: temporary moves and stays of under 24 hours are left out, and so is coming back from a move."""
    stays = episodes[~episodes["is_same_day"]].copy()
    if "URN" not in stays:
        stays["URN"] = ""
    of = [*CHILD, "period"]
    stays["is_temporary"] = stays["PLACE"].isin(TEMPORARY)
    stays["after_temporary"] = stays.groupby(of)["is_temporary"].shift(fill_value=False)
    stays = stays[~stays["is_temporary"]].copy()
    place = stays["PLACE"] + "|" + stays["PL_POST"].str.replace(" ", "").str.upper() + "|" + stays["URN"]
    before = place.groupby([stays[name] for name in of]).shift()
    came_back = stays["after_temporary"] & (place == before)
    moved = stays["RNE"].isin(["P", "B"]) & ~stays["PLACE"].isin(PRESENT_CARER)
    begins = before.isna() | (moved & ~came_back)
    stays["number"] = begins.astype(int).groupby([stays[name] for name in of]).cumsum()
    placements = stays.groupby([*of, "number"], as_index=False).agg(start=("DECOM", "first"), end=("end", "last"))
    for_adoption = stays[stays["PLACE"].isin(["A3", "A4", "A5", "A6"])]
    placed = for_adoption.groupby([*of, "number"], as_index=False).agg(
        placed=("DECOM", "first"), with_carer=("PLACE", lambda codes: codes.isin(PRESENT_CARER).any())
    )
    return placements.merge(placed, on=[*of, "number"], how="left")
