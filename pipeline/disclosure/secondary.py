"""Secondary suppression: hide just enough for every small number to keep the room that the criterion asks for.

The flow method: for each small number and direction, the cheapest set of further cells whose hiding lets it deviate,
found by a linear programme in a neighbourhood (its authority, then its region, then everything). Parents' rounding is
free room. Clean-up (cleanup.py) then shows again what turned out not to be needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.disclosure.block import Block, Witness
from pipeline.disclosure.model import BoolArray, IntArray, SolverFailed
from pipeline.disclosure.problem import Problem, components

MOST_EVERYWHERE = 1_000_000
"""Needs times cells beyond which regions are searched alone and in pairs before, or in place of, all of England."""

PARTNERS = 1, 2, 4
"""How far away, in the order of codes, the regions are that a region is taken together with."""


@dataclass(frozen=True, order=True)
class Need:
    """Room that one cell must have: `amount` up (positive) or down (negative)."""

    cell: int
    amount: int


class Suppressor:
    """Hides cells of one problem until every need is met; `problem.hidden` holds the outcome."""

    def __init__(self, problem: Problem, follows: dict[int, IntArray], denominators: list[IntArray]) -> None:
        """Take a problem whose small cells are hidden; `follows` gives the rows of each derived number.

        `denominators` gives the cells that must keep their true counts while it is shown.
        """
        self.problem = problem
        self.rows_of_item = follows
        self.denominators = denominators
        self.secondary: set[int] = set()
        self.hidden_items: set[int] = set()
        self.witnesses: dict[Need, Witness] = {}
        self.leans: dict[Need, list[int]] = {}
        self.leaning: dict[int, set[Need]] = {}
        self.best: dict[tuple[int, int], Witness] = {}
        self.unmet: list[Need] = []
        self.own: dict[int, tuple[Need, ...]] = {}

    def protect(self, needs: list[Need]) -> None:
        """Meet `needs`, the largest first; those that cannot be met are kept in `unmet`."""
        problem = self.problem
        pending = sorted(needs, key=lambda need: (-abs(need.amount), need))
        leaves = ~problem.is_total & (problem.levels == 0)
        pending = self._tier(pending, self._by_region(pending, leaves, ~problem.is_grand), leaves, True)
        if problem.is_rounded:
            pending = self._tier(pending, self._by_area(pending), problem.levels == 0, True)
        every = problem.levels >= 0
        for openable in (leaves, problem.levels == 0):
            pending = self._tier(pending, self._by_region(pending, openable, every), openable, True)
        if pending and len(self.rows_of_item):
            openable = problem.levels == 0
            pending = self._tier(pending, self._by_region(pending, openable, every), openable, False)
        for openable, is_last in ((problem.levels <= 1, False), (problem.levels <= 2, True)):
            if self._are_many(pending):
                pending = self._tier(pending, self._by_region(pending, openable, every), openable, False)
                pending = self._tier(pending, self._by_two_regions(pending, openable), openable, False)
            if is_last or not self._are_many(pending):
                pending = self._tier(pending, self._everywhere(pending, openable), openable, False)
        self.unmet += pending

    def _are_many(self, pending: list[Need]) -> bool:
        return len(pending) * len(self.problem.values) > MOST_EVERYWHERE

    def _tier(
        self, pending: list[Need], neighbourhoods: Iterator[IntArray], openable: BoolArray, use_items: bool
    ) -> list[Need]:
        if not pending:
            return []
        by_cell: dict[int, list[Need]] = {}
        for need in pending:
            by_cell.setdefault(need.cell, []).append(need)
        met: set[Need] = set()
        for cells in neighbourhoods:
            mine = [need for cell in cells.tolist() if cell in by_cell for need in by_cell[cell]]
            mine.sort(key=lambda need: (-abs(need.amount), need))
            block: Block | None = None
            for need in mine:
                if need in met:
                    continue
                if self._already(need):
                    met.add(need)
                    continue
                block = block or Block(self.problem, cells, openable, use_items)
                found = block.deviate(need.cell, need.amount)
                if found is None and block.undecided and openable.all():
                    raise SolverFailed(
                        "The solver could not tell whether more hiding would help; nothing is published."
                    )
                if found is not None:
                    met.add(need)
                    if self._adopt(need, found):
                        block.refresh()
        return [need for need in pending if need not in met]

    def _by_area(self, pending: list[Need]) -> Iterator[IntArray]:
        problem = self.problem
        areas = np.unique(problem.areas[[need.cell for need in pending if problem.levels[need.cell] == 0]])
        for area in areas.tolist():
            yield problem.with_ancestors(np.flatnonzero(problem.areas == area))

    def _by_region(self, pending: list[Need], openable: BoolArray, among: BoolArray) -> Iterator[IntArray]:
        problem = self.problem
        regions = sorted({int(problem.regions[need.cell]) for need in pending})
        for region in regions:
            cells = problem.with_ancestors(np.flatnonzero(problem.regions == region))
            yield from components(problem, cells[among[cells]], openable)

    def _by_two_regions(self, pending: list[Need], openable: BoolArray) -> Iterator[IntArray]:
        """Give each region with another one, which takes up what national numbers do not let it change by itself."""
        problem = self.problem
        regions = np.unique(problem.regions[problem.levels == 0]).tolist()
        asking = {int(problem.regions[need.cell]) for need in pending}
        for at, region in enumerate(regions):
            others = [regions[(at + step) % len(regions)] for step in PARTNERS] if region in asking else []
            for other in others:
                cells = np.flatnonzero((problem.regions == region) | (problem.regions == other))
                yield from components(problem, problem.with_ancestors(cells), openable)

    def _everywhere(self, pending: list[Need], openable: BoolArray) -> Iterator[IntArray]:
        if pending:
            yield from components(self.problem, np.arange(len(self.problem.values)), openable)

    def _already(self, need: Need) -> bool:
        found = self.best.get((need.cell, 1 if need.amount > 0 else -1))
        if found is None:
            return False
        room = int(found.deviations[np.searchsorted(found.cells, need.cell)])
        if abs(room) < abs(need.amount):
            return False
        self.record(need, found)
        return True

    def _adopt(self, need: Need, found: Witness) -> bool:
        problem = self.problem
        opened = self.beyond(found)
        problem.hidden[opened] = True
        self.take(opened.tolist())
        for row in problem.rows_broken(found.cells, found.deviations).tolist():
            self._hide_item(int(problem.item[row]))
        self.record(need, found)
        for cell, room in zip(found.cells.tolist(), found.deviations.tolist(), strict=True):
            side = (cell, 1 if room > 0 else -1)
            old = self.best.get(side)
            if old is None or abs(int(old.deviations[np.searchsorted(old.cells, cell)])) < abs(room):
                self.best[side] = found
        return bool(len(opened))

    def beyond(self, found: Witness) -> IntArray:
        """Return the cells that must be hidden, and are not yet, for a reader not to rule `found` out."""
        problem, moved, amount = self.problem, found.cells, found.deviations
        outside = (amount < problem.shown_lower[moved]) | (amount > problem.shown_upper[moved])
        return moved[outside & ~problem.hidden[moved]]

    def take(self, cells: list[int]) -> None:
        """Count `cells`, hidden just now, as secondary, with the derived numbers that follow them."""
        self.secondary.update(cells)
        self.drop_items(np.array(cells, dtype=np.int64))

    def drop_items(self, cells: IntArray) -> None:
        """Hide every derived number that follows one of `cells`."""
        for item in self.problem.items_following(cells):
            self._hide_item(item)

    def _hide_item(self, item: int) -> None:
        if item in self.hidden_items:
            return
        self.hidden_items.add(item)
        self.problem.held_by[self.denominators[item]] -= 1
        self.problem.active[self.rows_of_item[item]] = False

    def record(self, need: Need, found: Witness) -> None:
        """Keep `found` as the room of `need`, in place of what it had."""
        self.forget(need)
        self.witnesses[need] = found
        self.leans[need] = self._leans_on(found)
        for cell in self.leans[need]:
            self.leaning.setdefault(cell, set()).add(need)

    def forget(self, need: Need) -> None:
        """Drop the room of a need, if it has any."""
        self.witnesses.pop(need, None)
        for cell in self.leans.pop(need, ()):
            self.leaning[cell].discard(need)

    def _leans_on(self, found: Witness) -> list[int]:
        problem, moved, amount = self.problem, found.cells, found.deviations
        beyond = (amount < problem.shown_lower[moved]) | (amount > problem.shown_upper[moved])
        return [cell for cell in moved[beyond].tolist() if cell in self.secondary]

    def keep_wide(self, cell: int, rooms: dict[Need, Witness]) -> None:
        """Let these be the rooms that keep a secondary cell from looking like a small number nearly known."""
        for need in self.own.pop(cell, ()):
            self.forget(need)
        for need, found in rooms.items():
            self.record(need, found)
        self.own[cell] = tuple(rooms)

    def release(self, cell: int) -> None:
        """Forget a cell that is shown again, with the room it had been given for itself."""
        self.secondary.discard(cell)
        self.keep_wide(cell, {})
        del self.own[cell]

    def restore_items(self) -> None:
        """Hide just the derived numbers that follow a hidden count or contradict the room of a small number."""
        problem = self.problem
        for item in self.hidden_items:
            problem.active[self.rows_of_item[item]] = True
        self.hidden_items = set()
        self.drop_items(np.flatnonzero(problem.hidden))
        for found in self.witnesses.values():
            for row in problem.rows_broken(found.cells, found.deviations).tolist():
                self._hide_item(int(problem.item[row]))

    def settle_unmet(self) -> None:
        """Ask for less where a need cannot be met: as much room as there is."""
        while self.unmet:
            less = [Need(need.cell, need.amount - (1 if need.amount > 0 else -1)) for need in self.unmet]
            self.unmet = []
            self.protect([need for need in less if need.amount])

    def attained(self) -> tuple[IntArray, IntArray]:
        """Return, for every cell, the bounds that the room kept for it is proved to reach."""
        low, high = self.problem.values.copy(), self.problem.values.copy()
        for need, found in self.witnesses.items():
            value = int(self.problem.values[need.cell] + found.deviations[np.searchsorted(found.cells, need.cell)])
            low[need.cell] = min(int(low[need.cell]), value)
            high[need.cell] = max(int(high[need.cell]), value)
        return low, high
