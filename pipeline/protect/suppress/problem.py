"""The suppressor's working state: deviations from the true counts that a reader could not rule out.

A small number p is protected when there is another table, agreeing with all that is shown, in which p is larger (or
smaller) by what the criterion asks. Such a table is written as whole-number deviations from the true one; cells that
are shown may deviate only within their rounding, suppressed cells down to the least that a reader must allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray
from pipeline.protect.relations import Kind

REACH = 1000
"""No deviation beyond this is looked for; it keeps the solver's numbers small."""

EXACT, SIMPLE, NOTHING = -1, -2, -3
"""The two sorts of rows of a derived number, and a sort of which there are none: such numbers are given up."""


def positions(starts: IntArray, ids: IntArray) -> IntArray:
    """Return the positions of all entries of the compressed rows (or columns) `ids`, in order."""
    lengths = starts[ids + 1] - starts[ids]
    if not len(ids):
        return np.zeros(0, dtype=np.int64)
    ends = np.cumsum(lengths)
    found: IntArray = np.arange(ends[-1], dtype=np.int64) + np.repeat(starts[ids] - (ends - lengths), lengths)
    return found


@dataclass
class Problem:
    """One connected part of a release, with cells numbered from 0 in the order of their keys.

    `is_total` marks sums of other published cells of the same area, `is_grand` those over all categories,
    `of_insider` the counts of an authority, which knows them, `last_resort` those that are suppressed only where a
    small count would be known exactly otherwise.
    `shown_lower`, `shown_upper`: deviations that leave what is shown as it is. `suppressed_lower`, `suppressed_upper`:
    the same when suppressed. `may_suppress`: cells that may still be suppressed. `watched`: numbers that no table shows
    and that must not be nearly known either. `item`: the derived number a row comes from, -1 for a
    relation; such a number is suppressed with any of its counts. `kinds` tells its rows of the exact sort (EXACT, by
    which solutions are judged) from those of the simple sort (SIMPLE, in the programmes), which hold while its
    denominators keep their true counts; `held_by` counts the derived numbers that each cell is a denominator of.
    """

    values: IntArray
    levels: IntArray
    cost: np.ndarray
    is_total: BoolArray
    is_grand: BoolArray
    last_resort: BoolArray
    of_insider: BoolArray
    areas: IntArray
    regions: IntArray
    shown_lower: IntArray
    shown_upper: IntArray
    suppressed_lower: IntArray
    suppressed_upper: IntArray
    may_suppress: BoolArray
    watched: BoolArray
    suppressed: BoolArray
    target_lower: IntArray
    target_upper: IntArray
    starts: IntArray
    columns: IntArray
    coefficients: IntArray
    row_lower: IntArray
    row_upper: IntArray
    kinds: IntArray
    item: IntArray
    held_by: IntArray

    def __post_init__(self) -> None:
        """Turn the rows over by column and find each cell's parents."""
        count = len(self.values)
        row_of = np.repeat(np.arange(len(self.row_lower), dtype=np.int64), np.diff(self.starts))
        order = np.argsort(self.columns, kind="stable")
        self.row_of = row_of
        self.column_starts = np.concatenate([[0], np.cumsum(np.bincount(self.columns, minlength=count))]).astype(
            np.int64
        )
        self.column_rows = row_of[order]
        self.active = np.ones(len(self.row_lower), dtype=np.bool_)
        activity = np.zeros(len(self.row_lower), dtype=np.int64)
        np.add.at(activity, row_of, self.coefficients * self.values[self.columns])
        self.slack_lower = self.row_lower - activity
        self.slack_upper = self.row_upper - activity
        structure = (self.item < 0) & (self.kinds != Kind.CONTAINED)
        head = np.full(len(self.row_lower), -1, dtype=np.int64)
        positive = structure[row_of] & (self.coefficients > 0)
        head[row_of[positive]] = self.columns[positive]
        self.head = head
        child = structure[row_of] & (self.coefficients < 0) & (head[row_of] >= 0)
        upward = child & ((self.kinds[row_of] == Kind.GEOGRAPHY) | (self.levels[self.columns] > 0))
        order = np.argsort(self.columns[upward], kind="stable")
        self.parent_starts = np.concatenate(
            [[0], np.cumsum(np.bincount(self.columns[upward], minlength=count))]
        ).astype(np.int64)
        self.parents = head[row_of[upward]][order]
        self.scratch = np.full(count, -1, dtype=np.int64)
        self.moved = np.zeros(count, dtype=np.int64)
        # The rows by which solutions are judged, by column.
        told = (self.kinds == EXACT)[self.column_rows]
        self.told_rows = self.column_rows[told]
        self.told_starts = np.concatenate([[0], np.cumsum(told)])[self.column_starts]
        self.places: dict[tuple[bool, int], IntArray] = {}
        self.is_rounded = bool((self.shown_lower < self.shown_upper)[self.may_suppress].any())

    def lower(self) -> IntArray:
        """Furthest down each cell may deviate, as things stand."""
        return np.where(self.suppressed, self.suppressed_lower, self.shown_lower).astype(np.int64)

    def upper(self) -> IntArray:
        """Furthest up each cell may deviate, as things stand."""
        return np.where(self.suppressed, self.suppressed_upper, self.shown_upper)

    def with_ancestors(self, cells: IntArray) -> IntArray:
        """Return `cells` with the regional and national numbers that contain them, in order."""
        found = np.unique(cells)
        while True:
            more = np.unique(np.concatenate([found, self.parents[positions(self.parent_starts, found)]]))
            if len(more) == len(found):
                return more
            found = more

    def of_place(self, place: int, is_region: bool) -> IntArray:
        """Return the cells of a region, or of an area, with the numbers that contain them, in order."""
        if (is_region, place) not in self.places:
            own = np.flatnonzero((self.regions if is_region else self.areas) == place)
            self.places[is_region, place] = self.with_ancestors(own)
        return self.places[is_region, place]

    def rows_with(self, cells: IntArray) -> IntArray:
        """Return the rows in which any of `cells` stands, in order."""
        found = np.zeros(len(self.row_lower), dtype=np.bool_)
        found[self.column_rows[positions(self.column_starts, cells)]] = True
        return np.flatnonzero(found)

    def best_bounds(self, rounds: int = 40) -> tuple[IntArray, IntArray]:
        """Bounds of each count when everything that may be suppressed is: no suppression can widen beyond them."""
        reachable = self.suppressed | self.may_suppress
        low = self.values + np.where(reachable, self.suppressed_lower, self.shown_lower)
        high = self.values + np.where(reachable, self.suppressed_upper, self.shown_upper)
        rows = int(np.searchsorted(self.item >= 0, True))
        if not rows:
            return low, high
        end = int(self.starts[rows])
        system = (
            self.starts[: rows + 1],
            self.columns[:end],
            self.coefficients[:end],
            self.row_lower[:rows],
            self.row_upper[:rows],
        )
        return tightened(system, low, high, rounds)

    def closed_bounds(self, cells: IntArray, held: BoolArray) -> tuple[IntArray, IntArray]:
        """How far each of `cells` may deviate by itself, as things stand; what is shown and `held` does not deviate."""
        suppressed = self.suppressed[cells]
        low = np.where(suppressed, self.suppressed_lower[cells], np.where(held, 0, self.shown_lower[cells]))
        high = np.where(suppressed, self.suppressed_upper[cells], np.where(held, 0, self.shown_upper[cells]))
        return low, high

    def rows_broken(self, cells: IntArray, deviations: IntArray) -> IntArray:
        """Return the rows of shown derived numbers that these deviations would contradict."""
        rows: IntArray = np.unique(self.told_rows[positions(self.told_starts, cells)])
        rows = rows[self.active[rows]]
        if not len(rows):
            return rows
        self.moved[cells] = deviations
        at = positions(self.starts, rows)
        moved = self.moved[self.columns[at]]
        self.moved[cells] = 0
        lengths = np.concatenate([[0], np.cumsum(self.starts[rows + 1] - self.starts[rows])[:-1]])
        change = np.add.reduceat(self.coefficients[at] * moved, lengths)
        broken: IntArray = rows[(change < self.slack_lower[rows]) | (change > self.slack_upper[rows])]
        return broken

    def items_following(self, cells: IntArray) -> list[int]:
        """Return the derived numbers that must be suppressed with any of `cells`."""
        rows = self.column_rows[positions(self.column_starts, cells)]
        items = self.item[rows[self.item[rows] >= 0]]
        return [int(item) for item in np.unique(items)]


Rows = tuple[IntArray, IntArray, IntArray, IntArray, IntArray]
"""Compressed rows: where each starts, columns, coefficients, and the least and most that each comes to."""


def tightened(rows: Rows, low: IntArray, high: IntArray, rounds: int) -> tuple[IntArray, IntArray]:
    """Narrow the bounds of each column to what every row leaves it, from row to row, at most `rounds` times."""
    starts, column, coefficient, least_sum, most_sum = rows
    if len(starts) < 2:
        return low, high
    row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    size, positive = np.abs(coefficient), coefficient > 0
    for _ in range(rounds):
        least = coefficient * np.where(positive, low[column], high[column])
        most = coefficient * np.where(positive, high[column], low[column])
        at_most = most_sum[row] - np.add.reduceat(least, starts[:-1])[row] + least
        at_least = least_sum[row] - np.add.reduceat(most, starts[:-1])[row] + most
        down = np.where(positive, -(-at_least // size), -(at_most // size))
        up = np.where(positive, at_most // size, -at_least // size)
        tighter_low, tighter_high = low.copy(), high.copy()
        np.maximum.at(tighter_low, column, down)
        np.minimum.at(tighter_high, column, up)
        if np.array_equal(tighter_low, low) and np.array_equal(tighter_high, high):
            break
        low, high = tighter_low, tighter_high
    return low, high


def components(problem: Problem, cells: IntArray, openable: BoolArray) -> Iterator[IntArray]:
    """Split `cells` into groups that cannot influence one another while all other cells keep their true counts.

    Cells that cannot deviate at all belong to no group.
    """
    open_ = problem.suppressed | (openable & problem.may_suppress)
    free = np.zeros(len(problem.values), dtype=np.bool_)
    low = np.where(open_, problem.suppressed_lower, problem.shown_lower)[cells]
    free[cells] = open_[cells] | (low < 0) | (problem.shown_upper[cells] > 0)
    rows = problem.rows_with(cells)
    rows = rows[problem.active[rows]]
    lengths = problem.starts[rows + 1] - problem.starts[rows]
    at = positions(problem.starts, rows)
    row, column = np.repeat(np.arange(len(rows)), lengths), problem.columns[at]
    equal = (problem.slack_lower[rows] == 0) & (problem.slack_upper[rows] == 0) & (problem.item[rows] < 0)
    while True:
        alive = free[column]
        row, column = row[alive], column[alive]
        single = equal & (np.bincount(row, minlength=len(rows)) == 1)
        fixed = column[single[row]]
        if not len(fixed):
            break
        free[fixed] = False
    label = np.arange(len(problem.values), dtype=np.int64)
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    if len(row):
        place = np.cumsum(np.diff(row, prepend=-1) != 0) - 1
        while True:
            least = np.minimum.reduceat(label[column], starts)
            new = label.copy()
            np.minimum.at(new, column, least[place])
            new = new[new]
            if np.array_equal(new, label):
                break
            label = new
    members = np.flatnonzero(free)
    order = np.argsort(label[members], kind="stable")
    members = members[order]
    for part in np.split(members, np.flatnonzero(np.diff(label[members])) + 1):
        if len(part):
            yield part
