"""What the attacker writes down: bounds and relations of the unknown counts, from what is published.

A range (ranges.py) is reported as proved from both sides: its inner ends are reached by whole tables that satisfy every
published number (checked in integer arithmetic), its outer ends by bounds that no such table can pass. Any answer of
the solver but 'optimal' stops the audit.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from pipeline.foundation.numbers import UNBOUNDED, BoolArray, DisclosureError, IntArray

CEILING = 2_000_000
"""Stands for 'no upper limit' inside the solver: three times the referrals of England, the largest count there is."""

FREE = CEILING // 2
"""A bound at least this high comes from the ceiling and not from anything published: there is none."""

SETTINGS = ("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0)


@dataclass
class System:
    """Unknown counts with bounds, and rows `row_lower <= coefficients x counts <= row_upper` in compressed form."""

    lower: IntArray
    upper: IntArray
    starts: IntArray
    columns: IntArray
    coefficients: IntArray
    row_lower: IntArray
    row_upper: IntArray

    def rows(self) -> IntArray:
        """Return the row of every entry."""
        return np.repeat(np.arange(len(self.row_lower), dtype=np.int64), np.diff(self.starts))

    def tighten(self, rounds: int = 100) -> None:
        """Narrow the bounds by every row in turn until nothing changes. Raises DisclosureError on a contradiction."""
        if not len(self.row_lower):
            return
        row, column, coefficient = self.rows(), self.columns, self.coefficients
        size, positive, starts = np.abs(coefficient), coefficient > 0, self.starts[:-1]
        for _ in range(rounds):
            least = coefficient * np.where(positive, self.lower[column], self.upper[column])
            most = coefficient * np.where(positive, self.upper[column], self.lower[column])
            at_most = self.row_upper[row] - np.add.reduceat(least, starts)[row] + least
            at_least = self.row_lower[row] - np.add.reduceat(most, starts)[row] + most
            lower, upper = self.lower.copy(), self.upper.copy()
            np.maximum.at(lower, column, np.where(positive, -(-at_least // size), -(at_most // size)))
            np.minimum.at(upper, column, np.where(positive, at_most // size, -at_least // size))
            if (lower > upper).any():
                raise DisclosureError("The published numbers contradict one another: no table satisfies them all.")
            if np.array_equal(lower, self.lower) and np.array_equal(upper, self.upper):
                return
            self.lower, self.upper = lower, upper

    def reduce(self) -> System:
        """Return the same system without fixed counts in its rows and without rows that cannot bind."""
        row, column, coefficient = self.rows(), self.columns, self.coefficients
        fixed = self.lower[column] == self.upper[column]
        shift = np.zeros(len(self.row_lower), dtype=np.int64)
        np.add.at(shift, row[fixed], (coefficient * self.lower[column])[fixed])
        row, column, coefficient = row[~fixed], column[~fixed], coefficient[~fixed]
        low = np.where(self.row_lower <= -UNBOUNDED, -UNBOUNDED, self.row_lower - shift)
        high = np.where(self.row_upper >= UNBOUNDED, UNBOUNDED, self.row_upper - shift)
        positive = coefficient > 0
        least, most = np.zeros(len(low), dtype=np.int64), np.zeros(len(low), dtype=np.int64)
        np.add.at(least, row, coefficient * np.where(positive, self.lower[column], self.upper[column]))
        np.add.at(most, row, coefficient * np.where(positive, self.upper[column], self.lower[column]))
        binding = ((least < low) & (low > -UNBOUNDED)) | ((most > high) & (high < UNBOUNDED))
        kept = np.flatnonzero(binding)
        keep = binding[row]
        lengths = np.bincount(row[keep], minlength=len(low))[kept]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return System(self.lower, self.upper, starts, column[keep], coefficient[keep], low[kept], high[kept])

    def from_least(self) -> tuple[System, IntArray]:
        """Return the same system with numbers of ``FREE`` and more counted from their least, and what that is of each.

        A sum of days of all England is no small number, and to the solver it would look like one without a limit.
        """
        base = np.where(self.lower >= FREE, self.lower, 0)
        shift = np.zeros(len(self.row_lower), dtype=np.int64)
        np.add.at(shift, self.rows(), self.coefficients * base[self.columns])
        low = np.where(self.row_lower <= -UNBOUNDED, -UNBOUNDED, self.row_lower - shift)
        high = np.where(self.row_upper >= UNBOUNDED, UNBOUNDED, self.row_upper - shift)
        upper = np.where(self.upper >= UNBOUNDED, UNBOUNDED, self.upper - base)
        moved = System(self.lower - base, upper, self.starts, self.columns, self.coefficients, low, high)
        return moved, base

    def parts(self) -> list[tuple[IntArray, IntArray]]:
        """Return the connected groups as (unknowns, rows), unknowns that no row touches left out."""
        label = np.arange(len(self.lower), dtype=np.int64)
        row = self.rows()
        while len(row):
            least = np.minimum.reduceat(label[self.columns], self.starts[:-1])
            new = label.copy()
            np.minimum.at(new, self.columns, least[row])
            new = new[new]
            if np.array_equal(new, label):
                break
            label = new
        touched = np.unique(self.columns)
        order = touched[np.argsort(label[touched], kind="stable")]
        groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []
        of_row = label[self.columns[self.starts[:-1]]] if len(self.row_lower) else np.zeros(0, dtype=np.int64)
        by_row = np.argsort(of_row, kind="stable")
        edges = np.searchsorted(of_row[by_row], [int(label[group[0]]) for group in groups] + [1 << 62])
        return [(group, np.sort(by_row[a:b])) for group, a, b in zip(groups, edges[:-1], edges[1:], strict=True)]

    def part(self, unknowns: IntArray, rows: IntArray) -> System:
        """Cut out one connected group with its unknowns numbered from 0."""
        local = np.full(len(self.lower), -1, dtype=np.int64)
        local[unknowns] = np.arange(len(unknowns))
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        at = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], lengths)
        return System(
            self.lower[unknowns],
            self.upper[unknowns],
            starts,
            local[self.columns[at]],
            self.coefficients[at],
            self.row_lower[rows],
            self.row_upper[rows],
        )

    def beside(self, marked: BoolArray) -> BoolArray:
        """Mark also the unknowns that share a row with a marked one."""
        of_entry = self.rows()
        touched = np.zeros(len(self.row_lower), dtype=np.bool_)
        touched[of_entry[marked[self.columns]]] = True
        found = marked.copy()
        found[self.columns[touched[of_entry]]] = True
        return found

    def around(self, unknowns: IntArray, table: IntArray) -> System:
        """Return the system of some unknowns alone, all others held as in `table`; what it allows, the whole allows."""
        local = np.full(len(self.lower), -1, dtype=np.int64)
        local[unknowns] = np.arange(len(unknowns))
        row, inside = self.rows(), local[self.columns] >= 0
        held = np.zeros(len(self.row_lower), dtype=np.int64)
        np.add.at(held, row[~inside], (self.coefficients * table[self.columns])[~inside])
        rows, lengths = np.unique(row[inside], return_counts=True)
        low, high = self.row_lower[rows], self.row_upper[rows]
        return System(
            self.lower[unknowns],
            self.upper[unknowns],
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            local[self.columns[inside]],
            self.coefficients[inside],
            np.where(low <= -UNBOUNDED, -UNBOUNDED, low - held[rows]),
            np.where(high >= UNBOUNDED, UNBOUNDED, high - held[rows]),
        )

    def holds(self, counts: IntArray) -> bool:
        """Return whether whole counts satisfy every bound and row."""
        if (counts < self.lower).any() or (counts > self.upper).any():
            return False
        if not len(self.row_lower):
            return True
        sums = np.add.reduceat(self.coefficients * counts[self.columns], self.starts[:-1])
        return not ((sums < self.row_lower) | (sums > self.row_upper)).any()

    def turned(self) -> tuple[IntArray, IntArray, IntArray]:
        """Return the entries by unknown: where each unknown's begin, their rows and their coefficients."""
        order = np.argsort(self.columns, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(self.columns, minlength=len(self.lower)))])
        return starts, self.rows()[order], self.coefficients[order]


def as_programme(system: System) -> highspy.HighsLp:
    """Return the system as a programme without costs."""
    infinite = highspy.kHighsInf
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(system.lower), len(system.row_lower)
    model.col_cost_ = np.zeros(len(system.lower))
    model.col_lower_ = system.lower.astype(float)
    model.col_upper_ = np.minimum(system.upper, CEILING).astype(float)
    model.row_lower_ = np.where(system.row_lower <= -UNBOUNDED, -infinite, system.row_lower).astype(float)
    model.row_upper_ = np.where(system.row_upper >= UNBOUNDED, infinite, system.row_upper).astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = system.starts.astype(np.int32)
    model.a_matrix_.index_ = system.columns.astype(np.int32)
    model.a_matrix_.value_ = system.coefficients.astype(float)
    return model


def new_solver() -> highspy.Highs:
    """Return a solver with the audit's settings: one thread, no randomness, whole answers proved to the end."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in SETTINGS:
        solver.setOptionValue(option, value)
    return solver
