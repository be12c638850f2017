"""Which small counts can move with nothing but their own authority's counts and the sums over it.

No other authority knows such a count, as none of theirs moves. Every authority is a small system with sums of its own;
all of them are solved side by side, as one programme, and each is judged by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.whole import Changes

TURNS = 6
"""How often all that is left is moved at once, up or down as is drawn anew each time and then the other way."""

WORTH = 20.0
"""What a count's move is worth: the moves of as many others."""


def moves_alone(
    system: System, truth: IntArray, targets: BoolArray, groups: Sequence[IntArray], width: int
) -> BoolArray:
    """Mark the `targets` that are left `width` where only the counts of one of the `groups` move at a time.

    A group is of one authority, in order: its own counts and the sums over it, which several groups may hold. All else
    is as in the table `truth`. What is not marked may be left as much.
    """
    found = np.zeros(len(truth), dtype=np.bool_)
    if not groups:
        return found
    all_of_them = side_by_side([system.around(group, truth) for group in groups])
    all_of_them.tighten()
    all_of_them = all_of_them.reduce()
    unknown = np.concatenate(groups)
    examined = targets[unknown]
    # What no row holds any more moves within its bounds.
    free = all_of_them.upper - all_of_them.lower >= width
    free[all_of_them.columns] = False
    found[unknown[examined & free]] = True
    parts = all_of_them.parts()
    for turn in range(TURNS):
        left = examined & ~found[unknown]
        parts = [one for one in parts if left[one[0]].any()]
        if not parts:
            break
        columns, rows = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
        of_column = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
        here = all_of_them.part(columns, rows)
        low, high = _widened(here, truth[unknown[columns]], left[columns], of_column, width, turn)
        found[unknown[columns[left[columns] & (high - low >= width)]]] = True
    return found


def _widened(
    system: System, truth: IntArray, left: BoolArray, part: IntArray, width: int, turn: int
) -> tuple[IntArray, IntArray]:
    """The least and largest values of what is `left` in two tables near `truth`, each part taken where it is possible.

    `part` numbers the part of each count, from 0 on.
    """
    changes = Changes(system)
    changes.around(truth)
    low, high = truth.copy(), truth.copy()
    ways = np.random.default_rng(turn).choice([-1.0, 1.0], len(truth))
    for way in (1.0, -1.0):
        now = left & (high - low < width)
        solution = changes.most_worth(np.where(now, way * WORTH * ways, 0.0), width)
        if solution is None:
            break
        table = np.rint(solution).astype(np.int64)
        possible = ~_broken(system, table, part)[part]
        low = np.where(possible, np.minimum(low, table), low)
        high = np.where(possible, np.maximum(high, table), high)
    return low, high


def _broken(system: System, table: IntArray, part: IntArray) -> BoolArray:
    """Mark the parts of which the table breaks a bound or a row."""
    broken = np.zeros(int(part.max()) + 1, dtype=np.bool_)
    broken[part[(table < system.lower) | (table > system.upper)]] = True
    sums = np.add.reduceat(system.coefficients * table[system.columns], system.starts[:-1])
    wrong = (sums < system.row_lower) | (sums > system.row_upper)
    broken[part[system.columns[system.starts[:-1]]][wrong]] = True
    return broken


def side_by_side(systems: Sequence[System]) -> System:
    """One system of several that share nothing, in order."""
    counts = np.cumsum([0, *(len(one.lower) for one in systems)])
    entries = np.cumsum([0, *(len(one.columns) for one in systems)])
    return System(
        np.concatenate([one.lower for one in systems]),
        np.concatenate([one.upper for one in systems]),
        np.concatenate([[0], *(one.starts[1:] + at for one, at in zip(systems, entries[:-1], strict=True))]),
        np.concatenate([one.columns + at for one, at in zip(systems, counts[:-1], strict=True)]),
        np.concatenate([one.coefficients for one in systems]),
        np.concatenate([one.row_lower for one in systems]),
        np.concatenate([one.row_upper for one in systems]),
    )
