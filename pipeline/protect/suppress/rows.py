"""Where suppression starts: the cheapest cells without which some row of an authority gives a small number away.

A row is a whole with its parts. Where all that it shows is exact, a reader subtracts: a row with one suppressed number,
or with suppressed numbers too small together, needs another one, which then needs company in the other rows that it
stands in. These conditions are necessary and local, so that a small whole-number programme for each authority settles
them at least cost. What several rows, regions or derived numbers tell together is left to the flow method
(secondary.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import highspy
import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray, SolverFailed
from pipeline.protect.relations import Kind
from pipeline.protect.suppress.problem import Problem

Condition = tuple[list[int], list[float], float]
"""Cells, coefficients and least sum: of 0 where a cell is shown and 1 where it is suppressed."""

GAP = 0.005
"""How far from the cheapest a choice may be, as a share of its cost."""


def cells_for_rows(problem: Problem, width: int) -> list[int]:
    """Return the cheapest cells to suppress so that no row by itself leaves a small number less than `width`."""
    conditions = _conditions(problem, width)
    return _cheapest(problem, conditions) if conditions else []


def _conditions(problem: Problem, width: int) -> list[Condition]:
    """Write down what every row of an authority whose shown numbers are exact asks for."""
    may_suppress = problem.may_suppress & ~problem.last_resort & ~problem.suppressed
    known = problem.suppressed | problem.may_suppress | (problem.shown_lower == problem.shown_upper)
    conditions: list[Condition] = []
    for whole, parts in _rows(problem, known):
        cells = np.array(parts if whole < 0 else [whole, *parts], dtype=np.int64)
        suppressed = cells[problem.suppressed[cells]]
        free = cells[may_suppress[cells]].tolist()
        if not free:
            continue
        if len(suppressed):
            room = int(-problem.suppressed_lower[suppressed].sum())
            if len(suppressed) == 1 or (not (whole >= 0 and problem.suppressed[whole]) and room < width):
                conditions.append((free, [1.0] * len(free), 1.0))
            continue
        for cell in free:
            others = [other for other in free if other != cell]
            conditions.append(([cell, *others], [-1.0, *[1.0] * len(others)], 0.0))
    return conditions


def _rows(problem: Problem, known: BoolArray) -> Iterator[tuple[int, list[int]]]:
    """Give each row of an authority as its whole and its parts; parts that nobody knows give way to their own parts.

    A whole of -1 is none of the problem's cells: it can only be what it is. Rows in which something is neither known
    nor suppressed tell nothing by themselves.
    """
    parts: dict[int, list[list[int]]] = {}
    told = set(np.flatnonzero(known).tolist())
    for row in np.flatnonzero((problem.kinds == Kind.CATEGORY) & (problem.item < 0)).tolist():
        cells = problem.columns[problem.starts[row] : problem.starts[row + 1]]
        if not problem.levels[cells].any():
            whole = int(problem.head[row])
            parts.setdefault(whole, []).append([cell for cell in cells.tolist() if cell != whole])
    for whole, rows in parts.items():
        for own in rows if whole < 0 or whole in told else []:
            # Of the ways to take a part apart only those into parts that somebody knows tell anything.
            choices = [
                [[cell]] if cell in told else [one for one in parts.get(cell, ()) if told.issuperset(one)]
                for cell in own
            ]
            for chosen in product(*choices):
                yield whole, [cell for part in chosen for cell in part]


def _cheapest(problem: Problem, conditions: list[Condition]) -> list[int]:
    cells: IntArray = np.unique(np.concatenate([np.array(one) for one, _, _ in conditions]))
    place = {cell: at for at, cell in enumerate(cells.tolist())}
    count = len(cells)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, setting in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", GAP)):
        solver.setOptionValue(option, setting)
    columns = np.arange(count, dtype=np.int32)
    solver.addVars(count, np.zeros(count), np.ones(count))
    solver.changeColsCost(count, columns, problem.cost[cells])
    solver.changeColsIntegrality(count, columns, np.full(count, int(highspy.HighsVarType.kInteger), dtype=np.uint8))
    for one, coefficients, least in conditions:
        at = np.array([place[cell] for cell in one], dtype=np.int32)
        solver.addRow(least, highspy.kHighsInf, len(at), at, np.array(coefficients))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        # Some row has nothing more to suppress: the flow method finds what room there is.
        return []
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SolverFailed(f"The solver answered {solver.getModelStatus()} on the rows, which decides nothing.")
    return [int(cell) for cell in cells[np.array(solver.getSolution().col_value) > 0.5]]
