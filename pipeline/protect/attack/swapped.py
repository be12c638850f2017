"""Swaps around a table that satisfies everything, each checked against every bound and row in whole numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np

from pipeline.foundation.numbers import UNBOUNDED, IntArray
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.swaps import Swap, Swaps


class Swapped:
    """The tables near one table of a system that swaps lead to."""

    def __init__(self, system: System, areas: IntArray, table: IntArray) -> None:
        """Take a table that satisfies everything; `areas` numbers the area of each unknown."""
        self.system, self.table = system, table
        self.sums = np.add.reduceat(system.coefficients * table[system.columns], system.starts[:-1])
        self.turned = system.turned()
        low = np.where(system.row_lower <= -UNBOUNDED, -UNBOUNDED, system.row_lower - self.sums)
        high = np.where(system.row_upper >= UNBOUNDED, UNBOUNDED, system.row_upper - self.sums)
        rows = system.starts, system.columns, system.coefficients
        self.swaps = Swaps(rows, (low, high), areas, (system.lower - table, system.upper - table))

    def tables(
        self, unknowns: Iterable[int], way: int, most: int, apart: Mapping[int, Collection[int]] | None = None
    ) -> Iterator[tuple[IntArray, IntArray]]:
        """Tables in which one of the unknowns goes up (`way` 1) or down (-1), `most` at most: what moves, and how far.

        The one asked for is the first of them. All of them satisfy everything; areas `apart` from an unknown stay.
        """
        apart = apart or {}
        found = (self.swaps.of(one, way, most, apart.get(one, ())) for one in unknowns)
        return self._possible([swap for swap in found if swap is not None])

    def _possible(self, proposed: list[Swap]) -> Iterator[tuple[IntArray, IntArray]]:
        if not proposed:
            return
        system, (starts, row_of, coefficient_of) = self.system, self.turned
        lengths = np.array([len(one) for one, _ in proposed])
        unknowns = np.array([unknown for one, _ in proposed for unknown in one], dtype=np.int64)
        steps = np.array([step for _, one in proposed for step in one], dtype=np.int64)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        count = starts[unknowns + 1] - starts[unknowns]
        at = np.arange(count.sum()) + np.repeat(starts[unknowns] - np.cumsum(count) + count, count)
        proposal, rows = np.repeat(np.arange(len(proposed)), lengths), len(self.sums)
        moved, place = np.unique(np.repeat(proposal, count) * rows + row_of[at], return_inverse=True)
        change = np.zeros(len(moved), dtype=np.int64)
        np.add.at(change, place, np.repeat(steps, count) * coefficient_of[at])
        row = moved % rows
        sums = self.sums[row] + change
        wrong = np.zeros(len(proposed), dtype=np.bool_)
        wrong[moved[(sums < system.row_lower[row]) | (sums > system.row_upper[row])] // rows] = True
        values = self.table[unknowns] + steps
        outside = (values < system.lower[unknowns]) | (values > system.upper[unknowns])
        wrong |= np.logical_or.reduceat(outside, ends[:-1])
        for one in np.flatnonzero(~wrong).tolist():
            yield unknowns[ends[one] : ends[one + 1]], steps[ends[one] : ends[one + 1]]
