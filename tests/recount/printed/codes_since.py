"""Codes that the return has not always had: what only they could tell does not apply to the years before."""

from __future__ import annotations

from .cells import Cells

FIRST_REASON_FOR_CHANGE = 2016
_REASONS_FOR_CHANGE = "carpl close alleg stand apprr creqb creqo child lareq place other"
# Guides to the return: what each code replaced, and the year in which it did.
SINCE = {
    "reason_episode_ceased": {
        **dict.fromkeys(["e4a", "e4b", "e13", "e14", "e15", "e16", "e17"], 2015),
        **dict.fromkeys(["e45", "e46", "e47", "e48"], 2019),
    },
    "reason_for_placement_change": {
        **dict.fromkeys(_REASONS_FOR_CHANGE.split(), FIRST_REASON_FOR_CHANGE),
        "custod": 2019,
    },
    "placement": {f"u{number}_{where}": 2015 for number in range(1, 7) for where in ("inside", "outside")},
}


def first_year_of(cells: Cells) -> int:
    """The first year in which somebody could be in the cells; 0 where that was always so."""
    return max(
        (min(SINCE[name].get(leaf, 0) for leaf in leaves) for name, leaves in cells.where if name in SINCE), default=0
    )
