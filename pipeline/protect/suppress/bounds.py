"""How far cells can deviate at most: interval arithmetic in whole numbers, which answers most questions unasked.

What a row leaves to one of its cells, once the others have gone as far as they can, bounds that cell, and so on from
row to row. No table goes beyond such a bound; within it there need be none, which only a programme tells.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from pipeline.protect.suppress.problem import SIMPLE, Problem, positions, tightened

ROUNDS = 30
"""How often all rows are gone through: bounds that go on shrinking in small steps are left as they are."""

VISITS = 3_000
"""How many rows are looked at again after one cell has been shown."""


class Reach:
    """The bounds of every deviation of a problem while nothing more is suppressed than is now.

    They follow cells that are shown again one by one, and can go back by one step.
    """

    def __init__(self, problem: Problem) -> None:
        """Find the bounds that follow from all that is shown."""
        self.problem = problem
        low, high = problem.closed_bounds(np.arange(len(problem.values)), problem.held_by > 0)
        rows = np.flatnonzero((problem.item < 0) | (problem.active & (problem.kinds == SIMPLE)))
        at = positions(problem.starts, rows)
        lengths = problem.starts[rows + 1] - problem.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        columns, coefficients = problem.columns[at], problem.coefficients[at]
        least, most = problem.slack_lower[rows], problem.slack_upper[rows]
        low, high = tightened((starts, columns, coefficients, least, most), low, high, ROUNDS)
        self.low: list[int] = low.tolist()
        self.high: list[int] = high.tolist()
        self.undo: list[tuple[int, int, int]] = []
        alive = (low < high)[columns]
        row = np.repeat(np.arange(len(rows)), lengths)
        self.alive = row[alive], columns[alive], coefficients[alive]
        self.sums = least, most
        self.has_rows = False

    def _keep_rows(self) -> None:
        """Keep the rows of cells that move, as lists: a cell that is shown concerns a few of them."""
        self.has_rows = True
        self.entries: dict[int, list[tuple[int, int]]] = {}
        self.rows_of: dict[int, list[int]] = {}
        for row, column, coefficient in zip(*(one.tolist() for one in self.alive), strict=True):
            self.entries.setdefault(row, []).append((column, coefficient))
            self.rows_of.setdefault(column, []).append(row)
        self.least: list[int] = self.sums[0].tolist()
        self.most: list[int] = self.sums[1].tolist()

    def show(self, cell: int) -> None:
        """Follow what happens to all bounds when `cell` is shown."""
        problem, self.undo = self.problem, []
        held = problem.held_by[cell] > 0
        low = 0 if held else max(self.low[cell], int(problem.shown_lower[cell]))
        high = 0 if held else min(self.high[cell], int(problem.shown_upper[cell]))
        if (low, high) == (self.low[cell], self.high[cell]):
            return
        if not self.has_rows:
            self._keep_rows()
        queue = deque(self.rows_of.get(cell, ()))
        waiting = set(queue)
        self._set(cell, low, high)
        for _ in range(VISITS):
            if not queue:
                return
            row = queue.popleft()
            waiting.discard(row)
            for moved in self._narrowed(row):
                for other in self.rows_of[moved]:
                    if other != row and other not in waiting:
                        waiting.add(other)
                        queue.append(other)

    def back(self) -> None:
        """Take the last step back: the cell that was shown is suppressed again."""
        for cell, low, high in reversed(self.undo):
            self.low[cell], self.high[cell] = low, high
        self.undo = []

    def _set(self, cell: int, low: int, high: int) -> None:
        self.undo.append((cell, self.low[cell], self.high[cell]))
        self.low[cell], self.high[cell] = low, high

    def _narrowed(self, row: int) -> list[int]:
        """Narrow the cells of one row; return those that have become narrower."""
        low, high, entries = self.low, self.high, self.entries[row]
        least = most = 0
        for cell, coefficient in entries:
            if coefficient > 0:
                least += coefficient * low[cell]
                most += coefficient * high[cell]
            else:
                least += coefficient * high[cell]
                most += coefficient * low[cell]
        rise, fall = self.most[row] - least, most - self.least[row]
        narrowed = []
        for cell, coefficient in entries:
            up, down = (rise, fall) if coefficient > 0 else (fall, rise)
            size = abs(coefficient)
            highest, lowest = low[cell] + up // size, high[cell] - down // size
            if highest < high[cell] or lowest > low[cell]:
                narrowed.append((cell, max(low[cell], lowest), min(high[cell], highest)))
        for change in narrowed:
            self._set(*change)
        return [cell for cell, _, _ in narrowed]
