"""The feasibility interval of every unknown of a connected system, widened by tables and closed by optimal bounds."""

from __future__ import annotations

from functools import cached_property

import highspy
import numpy as np

from pipeline.foundation.numbers import IntArray, SolverFailed
from pipeline.protect.attack.attack import FREE, System, as_programme, new_solver
from pipeline.protect.attack.whole import Changes

MIDDLE = 4
"""How far above its least a count is in the first table, where that is possible."""


class NoTable(SolverFailed):
    """The solver has proved that no whole table satisfies everything."""


class Ranges:
    """The least and largest value seen of every unknown, the bounds that none can pass, and the table seen last."""

    def __init__(self, system: System, table: IntArray | None = None) -> None:
        """Begin with a table that satisfies everything, or find one. Raises NoTable when there is none."""
        if len(system.lower) and system.lower.max() >= FREE:
            raise SolverFailed("A published number is too large to tell from no limit: nothing can be concluded on it.")
        self.system, self.count = system, len(system.lower)
        self.outer_lower, self.outer_upper = system.lower.copy(), system.upper.copy()
        self.solver = new_solver()
        self.solver.passModel(as_programme(system))
        self.table: IntArray = self._first() if table is None else table
        self.lower, self.upper = self.table.copy(), self.table.copy()

    @cached_property
    def changes(self) -> Changes:
        """The programme that leads from a table, or from fractions, to a whole one nearby."""
        return Changes(self.system)

    def _first(self) -> IntArray:
        # Where counts are a few above their least, they can move both ways.
        middle = np.minimum(self.system.lower + MIDDLE, self.system.upper)
        table = self.changes.whole_near(middle.astype(float))
        if table is not None:
            return table
        solution, _ = self._optimum(np.zeros(self.count))
        table = self.changes.whole_near(solution)
        return self._whole_optimum()[0] if table is None else table

    def see(self, table: IntArray) -> None:
        """Widen the ranges by one table that satisfies everything."""
        self.table = table
        np.minimum(self.lower, table, out=self.lower)
        np.maximum(self.upper, table, out=self.upper)

    def widen(self, unknowns: IntArray, values: IntArray) -> None:
        """Widen the ranges by a table that differs from the one seen last in these unknowns alone."""
        self.lower[unknowns] = np.minimum(self.lower[unknowns], values)
        self.upper[unknowns] = np.maximum(self.upper[unknowns], values)

    def extreme(self, unknown: int, largest: bool) -> None:
        """Settle one end of one unknown's range exactly."""
        cost = np.zeros(self.count)
        cost[unknown] = -1.0 if largest else 1.0
        solution, value = self._optimum(cost)
        table, bound = self.changes.whole_near(solution), _rounded(value, largest)
        if table is None or table[unknown] != bound:
            table, value = self._whole_optimum()
            bound = _rounded(value, largest)
        if not largest:
            self.outer_lower[unknown] = max(int(self.outer_lower[unknown]), bound)
        elif bound < FREE:
            self.outer_upper[unknown] = min(int(self.outer_upper[unknown]), bound)
        self.see(table)

    def _optimum(self, cost: np.ndarray) -> tuple[np.ndarray, float]:
        """Return a table of least `cost`, which may be of fractions, and its cost."""
        self.solver.changeColsCost(self.count, np.arange(self.count, dtype=np.int32), cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.solver.clearSolver()
            self.solver.run()
            _require_optimal(self.solver.getModelStatus())
        return np.array(self.solver.getSolution().col_value), self.solver.getInfo().objective_function_value

    def _whole_optimum(self) -> tuple[IntArray, float]:
        """Return a whole table of least cost as it was last set, and the bound that no whole table can pass."""
        every = np.arange(self.count, dtype=np.int32)
        whole = np.full(self.count, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self.solver.changeColsIntegrality(self.count, every, whole)
        try:
            self.solver.run()
            _require_optimal(self.solver.getModelStatus())
            table = np.rint(np.array(self.solver.getSolution().col_value)).astype(np.int64)
            if not self.system.holds(table):
                raise SolverFailed("The solver's whole-number table does not satisfy the published numbers.")
            return table, self.solver.getInfo().mip_dual_bound
        finally:
            continuous = np.full(self.count, int(highspy.HighsVarType.kContinuous), dtype=np.uint8)
            self.solver.changeColsIntegrality(self.count, every, continuous)


def _require_optimal(status: highspy.HighsModelStatus) -> None:
    if status != highspy.HighsModelStatus.kOptimal:
        error = NoTable if status == highspy.HighsModelStatus.kInfeasible else SolverFailed
        raise error(f"The solver answered {status}, not optimal: nothing can be concluded and nothing published.")


def _rounded(value: float, largest: bool) -> int:
    """Return the whole number that an unknown cannot pass, from the programme's least cost."""
    return int(np.floor(-value + 1e-6)) if largest else int(np.ceil(value - 1e-6))
