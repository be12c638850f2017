"""Whole tables near a table of fractions: round it, go to the nearest that satisfies everything, and round again.

Linear programmes over tables in three directions end in fractions. Two or three steps leave a few dozen of thousands,
and a whole-number programme over those and what shares a row with them settles the rest (the feasibility pump of
Fischetti, Glover and Lodi, 2005).
"""

from __future__ import annotations

import highspy
import numpy as np

from pipeline.foundation.numbers import ROUNDED, UNBOUNDED, BoolArray, IntArray
from pipeline.protect.attack.attack import CEILING, System, as_programme, new_solver

LARGE = 1_000
"""Counts beyond which a programme is solved from anew, simplified, faster than from the solution before."""

ATTEMPTS, STEPS, RINGS = 4, 10, 2
"""How often a table is rounded from anew, in how many steps, and how far around the rest whole numbers are tried."""

NODES = 200
"""Nodes of the search tree after which the whole-number programme is given up."""


class Changes:
    """The programme of least changes from a table, whole or not possible itself, to one that satisfies everything.

    Its columns are how far each count goes up, then how far each goes down; both are bounded by the count's own bounds,
    and all of them cost the same.
    """

    def __init__(self, system: System) -> None:
        """Write the programme down, around no table yet."""
        self.system, self.count = system, len(system.lower)
        self.first = system.lower, system.upper
        self.upper = np.minimum(system.upper, CEILING)
        self.table: IntArray | None = None
        self.room = np.zeros(2 * self.count)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * self.count, len(system.row_lower)
        model.col_cost_ = np.ones(2 * self.count)
        model.col_lower_ = model.col_upper_ = np.zeros(2 * self.count)
        model.row_lower_, model.row_upper_ = np.zeros(len(system.row_lower)), np.zeros(len(system.row_lower))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = (2 * system.starts).astype(np.int32)
        both = np.stack([system.columns, self.count + system.columns], axis=1).ravel()
        model.a_matrix_.index_ = both.astype(np.int32)
        model.a_matrix_.value_ = np.stack([system.coefficients, -system.coefficients], axis=1).ravel().astype(float)
        self.solver = new_solver()
        self.solver.passModel(model)

    def around(self, table: IntArray) -> None:
        """Let changes be counted from this table."""
        if table is self.table:
            return
        system, infinite = self.system, highspy.kHighsInf
        self.table = table
        self.room = np.concatenate([self.upper - table, table - system.lower]).astype(float)
        columns = np.arange(2 * self.count, dtype=np.int32)
        self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), self.room)
        if len(system.row_lower):
            held = np.add.reduceat(system.coefficients * table[system.columns], system.starts[:-1])
            rows = np.arange(len(held), dtype=np.int32)
            low = np.where(system.row_lower <= -UNBOUNDED, -infinite, system.row_lower - held)
            high = np.where(system.row_upper >= UNBOUNDED, infinite, system.row_upper - held)
            self.solver.changeRowsBounds(  # type: ignore[attr-defined]
                len(rows), rows, low.astype(float), high.astype(float)
            )

    def hold(self, still: BoolArray) -> None:
        """Let the counts of `still` be as in the table, and all others within the bounds they had at first."""
        assert self.table is not None
        lower, upper = self.first
        self.system.lower = np.where(still, self.table, lower)
        self.system.upper = np.where(still, self.table, upper)
        self.upper = np.minimum(self.system.upper, CEILING)
        self.room = np.concatenate([self.upper - self.table, self.table - self.system.lower]).astype(float)
        columns = np.arange(2 * self.count, dtype=np.int32)
        self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), self.room)
        self.stay_near()

    def stay_near(self) -> None:
        """Expect tables to be asked for that differ little from the one that changes are counted from.

        A few steps lead to them from there: more from wherever the last search ended, and simplifying takes longer.
        """
        self.solver.setOptionValue("presolve", "off")
        self.solver.clearSolver()

    def least(self, unknowns: IntArray, values: IntArray) -> np.ndarray | None:
        """Return the table of least change in which the unknowns have the values; None when nothing is concluded."""
        assert self.table is not None
        distance = values - self.table[unknowns]
        columns = np.concatenate([unknowns, self.count + unknowns]).astype(np.int32)
        forced = np.concatenate([np.maximum(distance, 0), np.maximum(-distance, 0)]).astype(float)
        self.solver.changeColsBounds(len(columns), columns, forced, forced)
        if self.count > LARGE:
            self.solver.clearSolver()
        try:
            return self._solved()
        finally:
            self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), self.room[columns])

    def most_worth(self, worth: np.ndarray, furthest: int) -> np.ndarray | None:
        """Return the table in which moves are worth most, each count's `worth` a unit up, less the sum of all changes.

        What is worth anything goes no further than `furthest`. None when nothing is concluded.
        """
        assert self.table is not None
        columns = np.arange(2 * self.count, dtype=np.int32)
        far = np.where(np.tile(worth != 0, 2), np.minimum(self.room, furthest), self.room)
        self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), far)
        self.solver.changeColsCost(len(columns), columns, 1 - np.concatenate([worth, -worth]))
        try:
            return self._solved()
        finally:
            self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), self.room)
            self.solver.changeColsCost(len(columns), columns, np.ones(len(columns)))

    def _solved(self) -> np.ndarray | None:
        """Return the best table of the programme as it stands; None when nothing is concluded."""
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = np.array(self.solver.getSolution().col_value)
        return np.asarray(self.table + solution[: self.count] - solution[self.count :])

    def whole_near(self, solution: np.ndarray) -> IntArray | None:
        """Return a whole table that satisfies everything, near a fractional one that does; None when none is found."""
        nothing = np.zeros(0, dtype=np.int64)
        for attempt in range(ATTEMPTS):
            # The first time to the nearest whole number, then at random, as often up as the fraction says.
            border = 0.5 if not attempt else np.random.default_rng(attempt).random(self.count)
            table = np.floor(solution + ROUNDED + border * (1 - 2 * ROUNDED)).astype(np.int64)
            for _ in range(STEPS):
                table = np.clip(table, self.system.lower, self.upper)
                if self.system.holds(table):
                    return table
                if self.table is not None and np.array_equal(table, self.table):
                    break
                self.around(table)
                nearest = self.least(nothing, nothing)
                if nearest is None:
                    return None
                solution = nearest
                table = np.rint(solution).astype(np.int64)
            whole = self.settle(table, np.abs(solution - table) > ROUNDED, nothing, nothing)
            if whole is not None:
                return whole
        return None

    def settle(self, table: IntArray, unsettled: BoolArray, unknowns: IntArray, values: IntArray) -> IntArray | None:
        """Find whole numbers for what is unsettled and what shares a row with it, all else as in the table.

        Of the unsettled, the unknowns have the values.
        """
        for _ in range(RINGS):
            unsettled = self.system.beside(unsettled)
            group = np.flatnonzero(unsettled)
            solver = new_solver()
            solver.setOptionValue("mip_max_nodes", NODES)
            part = self.system.around(group, table)
            at = np.searchsorted(group, unknowns)
            part.lower[at] = part.upper[at] = values
            model = as_programme(part)
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(group)
            solver.passModel(model)
            solver.run()
            if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                whole = table.copy()
                whole[group] = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
                if self.system.holds(whole):
                    return whole
        return None
