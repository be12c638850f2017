"""Improvement of a pattern, block by block, towards the cheapest one that gives the same room."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipeline.foundation.numbers import IntArray
from pipeline.protect.suppress.block import Block
from pipeline.protect.suppress.needs import Need, Witness
from pipeline.protect.suppress.optimum import Budget, Cutter, cheapest
from pipeline.protect.suppress.problem import Problem, components
from pipeline.protect.suppress.secondary import Suppressor

LEAST_GAIN = 0.05
LEAST_ROUNDS, MOST_ROUNDS = 4, 30
LARGEST_BLOCK = 1_000
"""Cells of a block beyond which a round takes too long: such dense tables are left as the first search has them."""


def has_effort_for(problem: Problem, effort: int) -> bool:
    """Whether `effort` rounds, shared by all blocks, are enough to improve anything, and no block is too large."""
    leaves = ~problem.is_total & (problem.levels == 0) & problem.may_suppress
    sizes = [len(cells) for cells in _blocks(problem, leaves)]
    return effort // max(len(sizes), 1) >= LEAST_ROUNDS and max(sizes, default=0) <= LARGEST_BLOCK


def improve(suppressor: Suppressor, effort: int) -> None:
    """Replace the secondary cells of each block by cheaper ones where cut generation finds them.

    `effort` is the number of rounds that all blocks share; with less than LEAST_ROUNDS each, nothing is done.
    """
    problem = suppressor.problem
    leaves = ~problem.is_total & (problem.levels == 0) & problem.may_suppress
    choice = leaves.copy()
    choice[sorted(suppressor.secondary)] = True
    blocks = list(_blocks(problem, leaves))
    budget = Budget(min(effort // max(len(blocks), 1), MOST_ROUNDS))
    for cells in blocks:
        inside = set(cells.tolist())
        present = [cell for cell in cells.tolist() if cell in suppressor.secondary]
        if len(present) < 2:
            continue
        leaning = sorted({need for cell in present for need in suppressor.leaning.get(cell, ())})
        chooser = Cutter(problem, cells, choice)
        mine = [need for need in leaning if need.cell in inside and chooser.can_meet(need)]
        # What a need draws on from beyond this block, or cannot have inside it, stays as it is.
        kept = {cell for need in set(leaning) - set(mine) for cell in suppressor.leans[need]}
        chooser.keep(kept & set(present))
        worth = float(problem.cost[[cell for cell in present if cell not in kept]].sum())
        found = cheapest(chooser, mine, budget, worth - LEAST_GAIN)
        if found.proven and found.cost < worth - LEAST_GAIN:
            old = [cell for cell in present if cell not in kept]
            _replace(suppressor, cells, old, found.cells.tolist(), mine)


def _blocks(problem: Problem, leaves: np.ndarray) -> Iterator[IntArray]:
    """Give what is decided together: the parts of one breakdown in one region, all grand totals as they are."""
    for region in np.unique(problem.regions[problem.levels == 0]).tolist():
        cells = problem.of_place(region, True)
        yield from components(problem, cells[~problem.is_grand[cells]], leaves)


def _replace(suppressor: Suppressor, cells: IntArray, old: list[int], new: list[int], needs: list[Need]) -> None:
    """Suppress `new` in place of `old` if that gives every need its room."""
    problem = suppressor.problem
    problem.suppressed[old] = False
    problem.suppressed[new] = True
    block = Block(problem, cells, np.zeros(len(problem.values), dtype=np.bool_))
    found: dict[Need, Witness] = {}
    for need in needs:
        other = block.deviate(need.cell, need.amount, need.insider)
        if other is None:
            problem.suppressed[new] = False
            problem.suppressed[old] = True
            return
        found[need] = other
    suppressor.secondary.difference_update(old)
    suppressor.take(new)
    for need, other in found.items():
        suppressor.record(need, other)
