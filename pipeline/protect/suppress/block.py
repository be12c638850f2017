"""One neighbourhood of the suppressor's problem as a linear programme: what to suppress to let one cell deviate.

Cells tied to one another by a two-cell relation (an authority's count and its region's, when no other authority of the
region may move) are one variable. Every solution is turned into whole numbers and checked in integer arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import highspy
import numpy as np

from pipeline.foundation.numbers import ROUNDED, BoolArray, IntArray, SolverFailed
from pipeline.protect.suppress.needs import NOBODY, Goal, Witness
from pipeline.protect.suppress.pairs import in_pairs
from pipeline.protect.suppress.problem import SIMPLE, Problem, positions, tightened
from pipeline.protect.suppress.ties import tie

STEP = 1e-3
"""Price of letting a cell deviate that is suppressed already: small, so that no table moves more cells than it must."""

ROUNDS = 30
"""How often bounds are narrowed from row to row before programmes are asked."""

SETTINGS = ("output_flag", False), ("threads", 1), ("presolve", "off"), ("random_seed", 0), ("mip_max_nodes", 500)


class Block:
    """A linear programme over the deviations of `cells`; all other cells keep their true counts."""

    def __init__(self, problem: Problem, cells: IntArray, openable: BoolArray, telling: int = SIMPLE) -> None:
        """Build the programme; `openable` says which cells of the whole problem may be suppressed at a cost.

        `telling` is SIMPLE where derived numbers tell what they do, and NOTHING where they may be given up.
        """
        self.problem = problem
        self.cells = cells
        self.openable = openable & problem.may_suppress
        self.size = 1
        self.undecided = False
        self._insider: dict[int, IntArray] = {}
        self._reach: dict[int, tuple[IntArray, IntArray]] = {}
        self.is_open = bool(self.openable.any())
        self.telling = telling
        self.has_model = False
        self._tie()
        self._ranges()

    def _tie(self) -> None:
        problem = self.problem
        rows = problem.rows_with(self.cells)
        rows = rows[(problem.item[rows] < 0) | (problem.active[rows] & (problem.kinds[rows] == self.telling))]
        tied = tie(problem, self.cells, rows[~self._given_up(rows)])
        self.class_of, self.count = tied.class_of, tied.count
        self.row_starts, self.row_columns, self.row_coefficients = tied.starts, tied.columns, tied.coefficients
        self.row_low, self.row_high = tied.low, tied.high
        self.members_order = np.argsort(self.class_of, kind="stable")
        self.member_starts = np.concatenate([[0], np.cumsum(np.bincount(self.class_of, minlength=self.count))])

    def _given_up(self, rows: IntArray) -> BoolArray:
        """Mark rows of ratios that follow an exactly shown count which this block may suppress."""
        problem = self.problem
        gone = np.zeros(len(rows), dtype=np.bool_)
        derived = np.flatnonzero(problem.item[rows] >= 0)
        if len(derived):
            at = positions(problem.starts, rows[derived])
            column = problem.columns[at]
            exact = self.openable[column] & (problem.shown_lower[column] == problem.shown_upper[column])
            lengths = problem.starts[rows[derived] + 1] - problem.starts[rows[derived]]
            gone[derived] = np.logical_or.reduceat(exact, np.cumsum(lengths) - lengths)
        return gone

    def _ranges(self) -> None:
        problem, cells = self.problem, self.cells
        order, starts = self.members_order, self.member_starts[:-1]
        suppressed = problem.suppressed[cells]
        held = (problem.held_by[cells] > 0) & (self.telling == SIMPLE)
        closed_low, closed_high = problem.closed_bounds(cells, held)
        can_open = self.openable[cells] & ~suppressed
        open_low = np.where(can_open, problem.suppressed_lower[cells], closed_low)
        open_high = np.where(can_open, problem.suppressed_upper[cells], closed_high)
        self.low = np.maximum.reduceat(closed_low[order], starts)
        self.high = np.minimum.reduceat(closed_high[order], starts)
        self.open_low = np.maximum.reduceat(open_low[order], starts)
        self.open_high = np.minimum.reduceat(open_high[order], starts)
        self.lowest, self.highest = np.minimum(self.open_low, self.low), np.maximum(self.open_high, self.high)
        self.price = np.add.reduceat(np.where(can_open, problem.cost[cells], 0.0)[order], starts)

    def _model(self) -> None:
        """Make each variable two columns, up and down, and two more where going beyond what is shown has a price."""
        self.has_model = True
        wider = (self.open_low < self.low) | (self.open_high > self.high)
        self.beyond = np.flatnonzero(wider & ((self.low < 0) | (self.high > 0)))
        self.slot = np.full(self.count, -1, dtype=np.int64)
        self.slot[self.beyond] = self.count + np.arange(len(self.beyond))
        self.pairs = self.count + len(self.beyond)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * self.pairs, len(self.row_low)
        lower, upper, cost = self._columns()
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
        self.column_upper, self.column_cost = upper, cost
        big = highspy.kHighsInf
        model.row_lower_ = np.where(self.row_low > -(1 << 39), self.row_low, -big).astype(float)
        model.row_upper_ = np.where(self.row_high < 1 << 39, self.row_high, big).astype(float)
        matrix = in_pairs(self.row_starts, self.row_columns, self.row_coefficients, self.slot)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in SETTINGS:
            self.solver.setOptionValue(option, setting)
        self.solver.passModel(model)

    def _columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Bounds and prices of the columns. A cell's price is spread over the units it can carry of what is asked."""
        n, second = self.count, self.beyond
        upper, price = np.zeros(2 * self.pairs), np.zeros(2 * self.pairs)
        at_once = self.slot < 0
        upper[0 : 2 * n : 2] = np.where(at_once, self.open_high, self.high)
        upper[1 : 2 * n : 2] = -np.where(at_once, self.open_low, self.low)
        priced = at_once & ((self.open_low < self.low) | (self.open_high > self.high))
        price[0 : 2 * n : 2] = price[1 : 2 * n : 2] = np.where(priced, self.price, 0.0)
        upper[2 * n :: 2] = (self.open_high - self.high)[second]
        upper[2 * n + 1 :: 2] = (self.low - self.open_low)[second]
        price[2 * n :: 2] = price[2 * n + 1 :: 2] = self.price[second]
        upper = np.maximum(upper, 0).astype(float)
        return np.zeros(2 * self.pairs), upper, price / np.clip(upper, 1, self.size) + STEP

    def refresh(self, size: int | None = None) -> None:
        """Take over what has been suppressed or shown again since; `size` is what will be asked for next."""
        if size is None:
            before = self.open_low, self.open_high
            self._ranges()
            if not all(map(np.array_equal, before, (self.open_low, self.open_high))):
                self._reach = {}
        else:
            self.size = size
        if not self.has_model:
            return
        _, upper, cost = self._columns()
        moved = np.flatnonzero(upper != self.column_upper).astype(np.int32)
        if len(moved):
            self.solver.changeColsBounds(len(moved), moved, np.zeros(len(moved)), upper[moved])
        priced = np.flatnonzero(cost != self.column_cost).astype(np.int32)
        if len(priced):
            self.solver.changeColsCost(len(priced), priced, cost[priced])
        self.column_upper, self.column_cost = upper, cost

    def position(self, cell: int) -> int:
        """Return the variable of a cell of the whole problem."""
        return int(self.class_of[np.searchsorted(self.cells, cell)])

    def deviate(self, cell: int, amount: int, insider: int = NOBODY) -> Witness | None:
        """Find the cheapest way to let `cell` deviate by `amount`, or None when there is none in this block.

        The counts of the area `insider` stay as they are.
        """
        variable = self.position(cell)
        if not self.open_low[variable] <= amount <= self.open_high[variable]:
            return None
        if self.is_open:
            low, high = self._bounds(insider)
            if not low[variable] <= amount <= high[variable]:
                return None
            if self.size != abs(amount):
                self.refresh(abs(amount))
        known = self._known_to(insider)
        if variable in known:
            return None
        if not self.has_model:
            self._model()
        with self._held(known):
            return self._deviate(variable, amount)

    def room(self, goal: Goal) -> int:
        """No table of this block lets a goal's cell deviate by more than this, up and down together."""
        low, high = self._bounds(goal.insider)
        variable = self.position(goal.cell)
        return int(high[variable] - low[variable])

    def _bounds(self, insider: int) -> tuple[IntArray, IntArray]:
        """How far each variable could deviate at most, whatever this block suppresses, beside what `insider` knows."""
        if insider not in self._reach:
            low, high = self.lowest, self.highest
            if insider != NOBODY:
                low, high = (one.copy() for one in self._bounds(NOBODY))
                low[self._known_to(insider)] = high[self._known_to(insider)] = 0
            rows = (self.row_starts, self.row_columns, self.row_coefficients, self.row_low, self.row_high)
            self._reach[insider] = tightened(rows, low, high, ROUNDS)
        return self._reach[insider]

    def _known_to(self, insider: int) -> IntArray:
        if insider == NOBODY:
            return np.zeros(0, dtype=np.int64)
        if insider not in self._insider:
            self._insider[insider] = np.unique(self.class_of[self.problem.areas[self.cells] == insider])
        return self._insider[insider]

    @contextmanager
    def _held(self, known: IntArray) -> Iterator[None]:
        """Keep the variables `known` at their true counts meanwhile."""
        if not len(known):
            yield
            return
        known = np.concatenate([known, self.slot[known][self.slot[known] >= 0]])
        columns, free = np.concatenate([2 * known, 2 * known + 1]).astype(np.int32), self.column_upper
        self.column_upper = free.copy()
        self.column_upper[columns] = 0.0
        self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), np.zeros(len(columns)))
        try:
            yield
        finally:
            self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), free[columns])
            self.column_upper = free

    def _deviate(self, variable: int, amount: int) -> Witness | None:
        inside = amount
        if self.slot[variable] >= 0:
            inside = min(max(amount, int(self.low[variable])), int(self.high[variable]))
        fixed = [(2 * variable, max(inside, 0)), (2 * variable + 1, max(-inside, 0))]
        if self.slot[variable] >= 0:
            second = 2 * int(self.slot[variable])
            fixed += [(second, max(amount - inside, 0)), (second + 1, max(inside - amount, 0))]
        for column, value in fixed:
            self.solver.changeColBounds(column, float(value), float(value))
        found = self._solve()
        for column, _ in fixed:
            self.solver.changeColBounds(column, 0.0, float(self.column_upper[column]))
        return found

    def _solve(self) -> Witness | None:
        """Solve, for whole numbers if need be. Raises SolverFailed on an answer that decides nothing.

        `undecided` is set where whole numbers are looked for in vain without proof that there are none.
        """
        if not self._run():
            return None
        solution = np.array(self.solver.getSolution().col_value)
        found = self._whole(solution)
        if found is not None:
            return found
        every = np.arange(2 * self.pairs, dtype=np.int32)
        whole = np.full(len(every), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self.solver.changeColsIntegrality(len(every), every, whole)
        self.solver.setOptionValue("presolve", "on")
        far = self._far_from(solution)
        self.solver.changeColsBounds(len(far), far, np.zeros(len(far)), np.zeros(len(far)))
        found, _ = self._run_whole()
        self.solver.changeColsBounds(len(far), far, np.zeros(len(far)), self.column_upper[far])
        if found is None:
            found, is_decided = self._run_whole()
            self.undecided = self.undecided or not is_decided
        self.solver.setOptionValue("presolve", "off")
        continuous = np.full(len(every), int(highspy.HighsVarType.kContinuous), dtype=np.uint8)
        self.solver.changeColsIntegrality(len(every), every, continuous)
        return found

    def _run_whole(self) -> tuple[Witness | None, bool]:
        self.solver.run()
        status = self.solver.getModelStatus()
        found = None
        if status == highspy.HighsModelStatus.kOptimal:
            found = self._whole(np.array(self.solver.getSolution().col_value))
        return found, found is not None or status == highspy.HighsModelStatus.kInfeasible

    def _far_from(self, solution: np.ndarray) -> np.ndarray:
        """Return the columns of cells that neither moved nor share a row with one that moved by a fraction."""
        moved = solution[0::2] + solution[1::2]
        moved[self.beyond] += moved[self.count :]
        partly = np.abs(moved[: self.count] - np.rint(moved[: self.count])) > ROUNDED
        of_entry = np.repeat(np.arange(len(self.row_low)), np.diff(self.row_starts))
        touched = np.zeros(len(self.row_low), dtype=np.bool_)
        touched[of_entry[partly[self.row_columns]]] = True
        near = moved[: self.count] > ROUNDED
        near[self.row_columns[touched[of_entry]]] = True
        far = np.flatnonzero(~np.concatenate([near, near[self.beyond]]))
        return np.concatenate([2 * far, 2 * far + 1]).astype(np.int32)

    def _run(self) -> bool:
        for _ in range(2):
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                return True
            if status == highspy.HighsModelStatus.kInfeasible:
                return False
            self.solver.clearSolver()
        raise SolverFailed(f"The solver answered {status}, which decides nothing: nothing can be suppressed on it.")

    def _whole(self, solution: np.ndarray) -> Witness | None:
        moved = solution[0::2] - solution[1::2]
        amount = moved[: self.count].copy()
        amount[self.beyond] += moved[self.count :]
        whole = np.rint(amount).astype(np.int64)
        if np.abs(amount - whole).max() > ROUNDED:
            return None
        if (whole < self.lowest).any() or (whole > self.highest).any():
            return None
        if len(self.row_low):
            activity = np.add.reduceat(self.row_coefficients * whole[self.row_columns], self.row_starts[:-1])
            if (activity < self.row_low).any() or (activity > self.row_high).any():
                return None
        by_cell = whole[self.class_of]
        at = np.flatnonzero(by_cell)
        return Witness(self.cells[at], by_cell[at])
