"""The cheapest set of suppressed cells that meets given needs, proved by cut generation (Fischetti and Salazar).

A master programme chooses cells; for every need a linear programme over deviations either finds the room in that
choice or gives a cut that every sufficient choice satisfies. Work is limited by counts of rounds and nodes, never by
the clock, so that the outcome is the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray, SolverFailed
from pipeline.protect.suppress.needs import Need
from pipeline.protect.suppress.problem import SIMPLE, Problem, positions

SETTINGS = ("output_flag", False), ("threads", 1), ("random_seed", 0)
MASTER = (
    ("presolve", "off"),
    ("mip_heuristic_effort", 0.0),
    ("mip_allow_restart", False),
    ("mip_detect_symmetry", False),
)
"""Options of the master programme: small and solved often, so that nothing clever pays."""


@dataclass(frozen=True)
class Budget:
    """How much work one block may take: rounds of cuts, nodes of one run of the master programme, and its gap."""

    rounds: int
    nodes: int = 5
    gap: float = 0.01


@dataclass(frozen=True)
class Optimum:
    """The cheapest cells found for a block, their cost, and a bound that no choice can beat.

    `proven` is True when they meet every need and are the cheapest to do so, within the budget's gap; else none are
    given.
    """

    cells: IntArray
    cost: float
    bound: float
    proven: bool


class Cutter:
    """The deviations of one block as a linear programme whose bounds follow a choice of suppressed cells."""

    def __init__(self, problem: Problem, cells: IntArray, choice: BoolArray) -> None:
        """Take a block; `choice` says which cells may be suppressed or shown, all others stay as they are."""
        self.problem, self.cells = problem, cells
        self.choice = problem.may_suppress[cells] & choice[cells]
        suppressed = problem.suppressed[cells] & ~self.choice
        held = problem.held_by[cells] > 0
        self.low0 = np.where(suppressed, problem.suppressed_lower[cells], np.where(held, 0, problem.shown_lower[cells]))
        self.high0 = np.where(
            suppressed, problem.suppressed_upper[cells], np.where(held, 0, problem.shown_upper[cells])
        )
        self.low1 = np.where(self.choice, problem.suppressed_lower[cells], self.low0)
        self.high1 = np.where(self.choice, problem.suppressed_upper[cells], self.high0)
        self.solver = _solver()
        self.solver.setOptionValue("presolve", "off")
        self._load()

    def _load(self) -> None:
        problem, cells = self.problem, self.cells
        rows = problem.rows_with(cells)
        rows = rows[(problem.item[rows] < 0) | (problem.active[rows] & (problem.kinds[rows] == SIMPLE))]
        at = positions(problem.starts, rows)
        scratch = problem.scratch
        scratch[cells] = np.arange(len(cells))
        local = scratch[problem.columns[at]]
        scratch[cells] = -1
        row = np.repeat(np.arange(len(rows)), problem.starts[rows + 1] - problem.starts[rows])[local >= 0]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(cells), len(rows)
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(len(cells))
        self.row_low, self.row_high = problem.slack_lower[rows].astype(float), problem.slack_upper[rows].astype(float)
        model.row_lower_, model.row_upper_ = self.row_low, self.row_high
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(rows)))]).astype(
            np.int32
        )
        model.a_matrix_.index_ = local[local >= 0].astype(np.int32)
        model.a_matrix_.value_ = problem.coefficients[at][local >= 0].astype(float)
        self.solver.passModel(model)

    def keep(self, cells: set[int]) -> None:
        """Take suppressed `cells` out of the choice: they stay suppressed."""
        kept = np.isin(self.cells, sorted(cells))
        self.low0, self.high0 = np.where(kept, self.low1, self.low0), np.where(kept, self.high1, self.high0)
        self.choice = self.choice & ~kept

    def can_meet(self, need: Need) -> bool:
        """Return whether suppressing every cell of the choice would give `need` its room."""
        return self.cut(need, np.ones(len(self.cells))) is None

    def cut(self, need: Need, choice: np.ndarray) -> tuple[np.ndarray, float] | None:
        """Return coefficients and right side of a cut that `choice` breaks, or None when it gives `need` its room."""
        size, sign = abs(need.amount), 1 if need.amount > 0 else -1
        at = int(np.searchsorted(self.cells, need.cell))
        known = self.problem.areas[self.cells] == need.insider
        low0, low1 = (np.where(known, 0, np.maximum(low, -size)) for low in (self.low0, self.low1))
        high0, high1 = (np.where(known, 0, np.minimum(high, size)) for high in (self.high0, self.high1))
        low, high = low0 + (low1 - low0) * choice, high0 + (high1 - high0) * choice
        every = np.arange(len(self.cells), dtype=np.int32)
        self.solver.changeColsBounds(len(every), every, low, high)
        self.solver.changeColCost(at, -float(sign))
        self.solver.run()
        optimal = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        solution = self.solver.getSolution()
        self.solver.changeColCost(at, 0.0)
        if not optimal:
            raise SolverFailed("The solver gave no optimal answer while looking for a cheaper pattern.")
        room = sign * solution.col_value[at]
        if room >= size - 1e-6:
            return None
        gain, dual = -np.array(solution.col_dual), -np.array(solution.row_dual)
        gain[at] = 0.0
        ends = np.where(dual > 0, self.row_high, self.row_low)
        constant = float(np.where(np.abs(dual) > 1e-9, dual * ends, 0.0).sum())
        up, down = gain > 1e-9, gain < -1e-9
        constant += float((gain * high0)[up].sum() + (gain * low0)[down].sum())
        slope = np.where(up, gain * (high1 - high0), np.where(down, gain * (low1 - low0), 0.0))
        right = size - constant
        slope = np.minimum(slope, right)
        return slope, right


def _solver() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, setting in SETTINGS:
        solver.setOptionValue(option, setting)
    return solver


def cheapest(cutter: Cutter, needs: list[Need], budget: Budget, worth: float = np.inf) -> Optimum:
    """Find the cheapest cells of the cutter's choice that meet `needs`; give up when none cost less than `worth`.

    Every need must be one that the whole choice can meet.
    """
    up_for_choice = np.flatnonzero(cutter.choice)
    price = cutter.problem.cost[cutter.cells][up_for_choice]
    master = _solver()
    for option, setting in (*MASTER, ("mip_rel_gap", budget.gap), ("mip_max_nodes", budget.nodes)):
        master.setOptionValue(option, setting)
    columns = np.arange(len(up_for_choice), dtype=np.int32)
    master.addVars(len(columns), np.zeros(len(columns)), np.ones(len(columns)))
    master.changeColsCost(len(columns), columns, price)
    seen: set[tuple[bytes, float]] = set()
    whole, bound = False, 0.0
    nothing = np.zeros(0, dtype=np.int64)
    active = needs
    for _ in range(budget.rounds):
        master.run()
        if master.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            break
        info = master.getInfo()
        new_bound = info.mip_dual_bound if whole else info.objective_function_value
        values = np.clip(np.array(master.getSolution().col_value), 0, 1)
        values = np.rint(values) if whole else values
        slow = not whole and new_bound - bound < 1e-3 * max(new_bound, 1.0)
        bound = max(bound, new_bound)
        if bound > worth:
            break
        added = _add_cuts(cutter, master, active, up_for_choice, values, seen)
        if not added:
            rest = [need for need in needs if need not in active]
            added = _add_cuts(cutter, master, rest, up_for_choice, values, seen)
        active = added
        if whole and not added:
            found = cutter.cells[up_for_choice[values > 0.5]]
            return Optimum(found, float(cutter.problem.cost[found].sum()), bound, True)
        if not whole and (slow or not added):
            whole = True
            integer = np.full(len(columns), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
            master.changeColsIntegrality(len(columns), columns, integer)
    return Optimum(nothing, np.inf, bound, False)


def _add_cuts(
    cutter: Cutter,
    master: highspy.Highs,
    needs: list[Need],
    up_for_choice: IntArray,
    values: np.ndarray,
    seen: set[tuple[bytes, float]],
) -> list[Need]:
    choice = np.zeros(len(cutter.cells))
    choice[up_for_choice] = values
    broken: list[Need] = []
    for need in needs:
        found = cutter.cut(need, choice)
        if found is None:
            continue
        slope, right = found[0][up_for_choice], found[1]
        if float(slope @ values) >= right - 1e-5:
            continue
        at = np.flatnonzero(slope > 1e-9)
        name = (np.round(slope, 6).tobytes(), round(right, 6))
        if name in seen:
            continue
        seen.add(name)
        master.addRow(right, highspy.kHighsInf, len(at), at.astype(np.int32), slope[at])
        broken.append(need)
    return broken
