"""The audit's small programmes: an unknown with what lies nearest to it, all else held as in a table already seen.

What such a programme shows to be possible is possible; what it cannot show is left to a larger one, and at last to the
whole system.
"""

from __future__ import annotations

import numpy as np

from pipeline.disclosure.attack import Ranges, System
from pipeline.disclosure.model import IntArray

SIZES = (150, 400, 900)
"""How many unknowns each round of programmes takes in."""


class Neighbourhoods:
    """Finds the unknowns that share rows with one, nearest first."""

    def __init__(self, system: System) -> None:
        """Turn the rows of the system over by unknown."""
        self.system = system
        order = np.argsort(system.columns, kind="stable")
        self.rows = system.rows()[order]
        counts = np.bincount(system.columns, minlength=len(system.lower))
        self.starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def of(self, unknown: int, size: int) -> IntArray:
        """Return `unknown` and at least `size` of the nearest others, if there are so many, in order."""
        system, seen, rows, front = self.system, {unknown}, set[int](), [unknown]
        while front and len(seen) < size:
            further: list[int] = []
            for one in front:
                for row in self.rows[self.starts[one] : self.starts[one + 1]].tolist():
                    if row in rows:
                        continue
                    rows.add(row)
                    for other in system.columns[system.starts[row] : system.starts[row + 1]].tolist():
                        if other not in seen:
                            seen.add(other)
                            further.append(other)
                if len(seen) >= size:
                    break
            front = further
        return np.array(sorted(seen), dtype=np.int64)


class Nearby:
    """The ranges of some unknowns of a system while all others are held as in one table."""

    def __init__(self, whole: Ranges, unknowns: IntArray, table: IntArray) -> None:
        """Hold every unknown but `unknowns` as in `table`, which satisfies everything."""
        self.whole, self.unknowns = whole, unknowns
        self.alone = Ranges(whole.system.around(unknowns, table))

    def extreme(self, unknown: int, largest: bool) -> None:
        """Move one unknown as far as the others here allow, and keep what is seen for all of them."""
        self.alone.extreme(int(np.searchsorted(self.unknowns, unknown)), largest)
        whole, unknowns = self.whole, self.unknowns
        whole.lower[unknowns] = np.minimum(whole.lower[unknowns], self.alone.lower)
        whole.upper[unknowns] = np.maximum(whole.upper[unknowns], self.alone.upper)
