"""The audit's search for one number: the whole table nearest to one already seen in which it has another value.

Such a table moves little besides the number: a few counts of its area and of an area that balances it.
"""

from __future__ import annotations

import numpy as np

from pipeline.foundation.numbers import ROUNDED, BoolArray, IntArray
from pipeline.protect.attack.ranges import Ranges
from pipeline.protect.attack.whole import Changes


class Nearest:
    """Tables that satisfy everything and differ least in sum from `ranges.table` as it is now."""

    def __init__(self, ranges: Ranges) -> None:
        """Count changes from the table seen last."""
        self.ranges, self.table = ranges, ranges.table
        self.changes = Changes(ranges.system)
        self.changes.around(self.table)
        self.changes.stay_near()

    def reach(self, unknowns: IntArray, values: IntArray) -> None:
        """See a table in which the unknowns have the values, all at once if they can, else half of them at a time.

        One that cannot goes towards its value as far as its surroundings allow in whole numbers.
        """
        nearest = self.changes.least(unknowns, values)
        if nearest is not None:
            rounded = np.rint(nearest).astype(np.int64)
            whole: IntArray | None = rounded
            if not self.ranges.system.holds(rounded):
                moved = np.abs(nearest - self.table) > ROUNDED
                whole = self.changes.settle(self.table, moved, unknowns, values)
            if whole is not None:
                self.ranges.see(whole)
                return
        if len(unknowns) > 1:
            half = len(unknowns) // 2
            self.reach(unknowns[:half], values[:half])
            self.reach(unknowns[half:], values[half:])
        elif nearest is not None:
            is_up = bool(values[0] > self.table[unknowns[0]])
            self._move_whole(int(unknowns[0]), is_up, np.abs(nearest - self.table) > ROUNDED)

    def _move_whole(self, unknown: int, largest: bool, moved: BoolArray) -> None:
        """Move the unknown in whole numbers, with all that moved and whatever shares a row with it."""
        system, ranges = self.ranges.system, self.ranges
        group = np.flatnonzero(system.beside(moved))
        alone = Ranges(system.around(group, self.table))
        alone.extreme(int(np.searchsorted(group, unknown)), largest)
        ranges.lower[group] = np.minimum(ranges.lower[group], alone.lower)
        ranges.upper[group] = np.maximum(ranges.upper[group], alone.upper)
