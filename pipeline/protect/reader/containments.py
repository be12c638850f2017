"""Which counts never exceed others, where believing it would tell a suppressed small one: found from the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray
from pipeline.protect.reader.known import ENOUGH_AREAS, Known
from pipeline.protect.reader.published import AUTHORITY, Rules

FAR = 1 << 28
FIRST = 40
"""Places that are looked at before all others."""


@dataclass(frozen=True)
class AtMost:
    """Parts that together never exceed a whole: in how many areas it shows, at how many places it would tell."""

    parts: tuple[int, ...]
    whole: int
    areas: int
    tells: int


def find_containments(
    known: Known, lower: IntArray, upper: IntArray, together: Iterable[tuple[int, ...]], rules: Rules
) -> list[AtMost]:
    """Containments of one count, or of two of a line, in another: those that hold in all places and would tell.

    ``lower`` and ``upper`` are what a reader knows already. ``together`` are the lines.
    """
    local = known.local[(lower[known.local] >= 0).all(axis=1)]
    look = _Look(known, lower, upper, local, rules)
    at = {count: number for number, count in enumerate(local.tolist())}
    singles = np.arange(len(local))[:, None]
    pairs = {
        pair for line in together for pair in combinations(sorted(at[count] for count in set(line) & at.keys()), 2)
    }
    found = list(look.at_most(singles))
    if pairs:
        found += look.at_most(np.array(sorted(pairs), dtype=np.int64))
    return found


class _Look:
    """The numbers at the places of authorities, told or not, of the counts that are looked at."""

    def __init__(self, known: Known, lower: IntArray, upper: IntArray, local: IntArray, rules: Rules) -> None:
        self.known, self.rules, self.local = known, rules, local
        places = np.flatnonzero(known.levels == AUTHORITY)
        # Places with the most numbers refute most, so that they come first.
        places = places[np.argsort(-known.shown[np.ix_(local, places)].sum(axis=0), kind="stable")]
        told = (known.shown | known.suppressed)[np.ix_(local, places)]
        self.lower, self.upper = lower[np.ix_(local, places)], upper[np.ix_(local, places)]
        # What is not told refutes nothing and tells nothing.
        self.least = np.where(told, self.lower, -FAR)
        self.most = np.where(told, self.upper, FAR)
        self.told = told

    def at_most(self, parts: IntArray) -> Iterator[AtMost]:
        """The sets of parts (a row each, numbered among those looked at) that hold in some whole and would tell."""
        least = self.least[parts].sum(axis=1).astype(np.int32)
        for whole in range(len(self.local)):
            most = self.most[whole].astype(np.int32)
            # What is left for more in the first places refutes nearly all; little left anywhere is what would tell.
            rows = np.flatnonzero((least[:, :FIRST] <= most[:FIRST]).all(axis=1) & ~(parts == whole).any(axis=1))
            left = most - least[rows]
            rows = rows[((left >= 0).all(axis=1)) & (left < self.rules.width).any(axis=1)]
            for row in parts[rows]:
                tells = int(self._tells(row, whole).sum())
                counts = self.local[[whole, *row]]
                if tells:
                    seen = self.known.shown[counts].all(axis=0) & (self.known.upper[counts[1:]].min(axis=0) > 0)
                    areas = self.known.areas_of(seen)
                    if areas >= ENOUGH_AREAS:
                        yield AtMost(tuple(counts[1:].tolist()), int(counts[0]), areas, tells)

    def _tells(self, row: IntArray, whole: int) -> BoolArray:
        """The places where a small count would be known too narrowly by it, which is not so without."""
        width, most = self.rules.width, self.rules.threshold
        low, high = self.lower[row], self.upper[row]
        told = self.told[row].all(axis=0) & self.told[whole]
        least = low.sum(axis=0)
        now = self.upper[whole] - (least - low)
        tells = ((low <= most) & (high - low >= width) & (now - low < width)).any(axis=0)
        now = np.maximum(self.lower[whole], least)
        wide = self.upper[whole] - self.lower[whole] >= width
        tells |= (now <= most) & wide & (self.upper[whole] - now < width)
        return np.asarray(told & tells, dtype=np.bool_)
