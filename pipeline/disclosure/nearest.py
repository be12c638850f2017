"""The audit's search for one number: the whole table nearest to one already seen in which it has another value.

Such a table moves little besides the number: a few counts of its area and of an area that balances it. A linear
programme finds them, and nearly always in whole numbers; where it does not, a whole-number programme over the counts
that moved, and those that share a row with them, settles it.
"""

from __future__ import annotations

import highspy
import numpy as np

from pipeline.disclosure.attack import CEILING, Ranges, new_solver
from pipeline.disclosure.model import UNBOUNDED, BoolArray, IntArray

MOVED = 1e-6
"""Least change of a count that is no noise of the solver."""


class Nearest:
    """Tables that satisfy everything and differ least in sum from `ranges.table` as it is now.

    The programme's columns are how far each count goes up, then how far each goes down; both are bounded by the count's
    own bounds, and all of them cost the same.
    """

    def __init__(self, ranges: Ranges) -> None:
        """Write the programme of changes to the table seen last."""
        self.ranges, self.table = ranges, ranges.table
        system, count = ranges.system, ranges.count
        self.room = np.concatenate([np.minimum(system.upper, CEILING) - self.table, self.table - system.lower])
        held = np.add.reduceat(system.coefficients * self.table[system.columns], system.starts[:-1])
        infinite = highspy.kHighsInf
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * count, len(system.row_lower)
        model.col_cost_ = np.ones(2 * count)
        model.col_lower_ = np.zeros(2 * count)
        model.col_upper_ = self.room.astype(float)
        model.row_lower_ = np.where(system.row_lower <= -UNBOUNDED, -infinite, system.row_lower - held).astype(float)
        model.row_upper_ = np.where(system.row_upper >= UNBOUNDED, infinite, system.row_upper - held).astype(float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = (2 * system.starts).astype(np.int32)
        model.a_matrix_.index_ = np.stack([system.columns, count + system.columns], axis=1).ravel().astype(np.int32)
        model.a_matrix_.value_ = np.stack([system.coefficients, -system.coefficients], axis=1).ravel().astype(float)
        self.solver = new_solver()
        self.solver.passModel(model)

    def reach(self, unknowns: IntArray, values: IntArray) -> None:
        """See a table in which the unknowns have the values, all at once if they can, else half of them at a time.

        One that cannot goes towards its value as far as its surroundings allow in whole numbers.
        """
        change = self._change(unknowns, values)
        if change is not None:
            table = self.table + np.rint(change).astype(np.int64)
            if self.ranges.system.holds(table):
                self.ranges.see(table)
                return
        if len(unknowns) > 1:
            half = len(unknowns) // 2
            self.reach(unknowns[:half], values[:half])
            self.reach(unknowns[half:], values[half:])
        elif change is not None:
            self._move_whole(int(unknowns[0]), bool(values[0] > self.table[unknowns[0]]), np.abs(change) > MOVED)

    def _change(self, unknowns: IntArray, values: IntArray) -> np.ndarray | None:
        """Return the least changes that lead to the values, which may be fractions; None when nothing is concluded."""
        count = self.ranges.count
        distance = values - self.table[unknowns]
        columns = np.concatenate([unknowns, count + unknowns]).astype(np.int32)
        forced = np.concatenate([np.maximum(distance, 0), np.maximum(-distance, 0)]).astype(float)
        self.solver.changeColsBounds(len(columns), columns, forced, forced)
        try:
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            solution = np.array(self.solver.getSolution().col_value)
            return np.asarray(solution[:count] - solution[count:])
        finally:
            free = np.zeros(len(columns)), self.room[columns].astype(float)
            self.solver.changeColsBounds(len(columns), columns, *free)

    def _move_whole(self, unknown: int, largest: bool, moved: BoolArray) -> None:
        """Move the unknown in whole numbers, with all that moved and whatever shares a row with it."""
        system, ranges = self.ranges.system, self.ranges
        of_entry = system.rows()
        touched = np.unique(of_entry[moved[system.columns]])
        group = np.unique(np.concatenate([[unknown], system.columns[np.isin(of_entry, touched)]]))
        alone = Ranges(system.around(group, self.table))
        alone.extreme(int(np.searchsorted(group, unknown)), largest)
        ranges.lower[group] = np.minimum(ranges.lower[group], alone.lower)
        ranges.upper[group] = np.maximum(ranges.upper[group], alone.upper)
