"""Where room can be found for a cell to deviate: in its authority, its region, or everywhere, programmes being kept."""

from __future__ import annotations

import numpy as np

from pipeline.protect.suppress.block import Block
from pipeline.protect.suppress.bounds import Reach
from pipeline.protect.suppress.needs import Need, Witness
from pipeline.protect.suppress.problem import Problem, components

LARGEST_PROGRAMME = 2_500
"""Cells beyond which a neighbourhood is not searched: a cell may then stay suppressed that could have been shown."""

SCALES = ("area", "part", "region", "everything")
"""Neighbourhoods of a cell: its authority, its region without grand totals, its region, and all that is connected."""


class Rooms:
    """Looks for room among the cells suppressed at first, in ever larger neighbourhoods.

    Cells are shown, and the last one suppressed again, by `show` and `suppress_again`, so that bounds and programmes
    follow.
    """

    def __init__(self, problem: Problem) -> None:
        """Start with no programme built."""
        self.problem = problem
        self.nothing = np.zeros(len(problem.values), dtype=np.bool_)
        self.version = 0
        self.is_sure = True
        self.blocks: dict[tuple[str, int, int], tuple[Block, int]] = {}
        self.parts: dict[tuple[str, int], tuple[np.ndarray, list[np.ndarray]]] = {}
        self.usable = problem.suppressed.copy()
        self.failed_at = 0
        self.failed: set[Need] = set()
        """Needs that were found to have no room, as things stand."""
        self.bounds = Reach(problem)

    def show(self, cell: int) -> None:
        """Show `cell` again."""
        self.problem.suppressed[cell] = False
        self.version += 1
        self.bounds.show(cell)

    def suppress_again(self, cell: int) -> None:
        """Suppress `cell`, which has just been shown, as it was before."""
        self.problem.suppressed[cell] = True
        self.version += 1
        self.bounds.back()

    def is_beyond(self, need: Need) -> bool:
        """Whether bounds alone tell that a need has no room, wherever it is looked for."""
        return not self.bounds.low[need.cell] <= need.amount <= self.bounds.high[need.cell]

    def most(self, cell: int) -> int:
        """No table lets a cell deviate by more than this, up and down together."""
        return self.bounds.high[cell] - self.bounds.low[cell]

    def deviate(self, need: Need) -> Witness | None:
        """Find room for one need, or None where the cells that may be used do not give it.

        `is_sure` tells afterwards that there is none anywhere.
        """
        self.is_sure = True
        if self.failed_at != self.version:
            self.failed_at, self.failed = self.version, set()
        if self.is_beyond(need) or need in self.failed:
            return None
        for name, cells in self._neighbourhoods(need.cell):
            block = self._block(name, cells)
            block.undecided = False
            found = block.deviate(need.cell, need.amount, need.insider)
            if found is not None:
                return found
            self.is_sure = self.is_sure and not block.undecided
        if self.is_sure:
            self.failed.add(need)
        return None

    def _neighbourhoods(self, cell: int) -> list[tuple[tuple[str, int, int], np.ndarray]]:
        """The connected neighbourhoods of a cell that are searched, each larger than the one before."""
        problem, found, largest = self.problem, [], 0
        for scale in SCALES:
            if scale == "area" and (problem.levels[cell] > 0 or not problem.is_rounded):
                continue
            place = {"area": problem.areas, "part": problem.regions, "region": problem.regions}.get(scale)
            number = int(place[cell]) if place is not None else 0
            part, cells = self._part(scale, number, cell)
            if cells is None or len(cells) <= largest:
                continue
            if len(cells) > LARGEST_PROGRAMME:
                self.is_sure = False
                continue
            largest = len(cells)
            found.append(((scale, number, part), cells))
        return found

    def _part(self, scale: str, place: int, cell: int) -> tuple[int, np.ndarray | None]:
        if (scale, place) not in self.parts:
            self.parts[scale, place] = self._split(scale, place)
        label, members = self.parts[scale, place]
        at = int(label[cell])
        return at, members[at] if at >= 0 else None

    def _split(self, scale: str, place: int) -> tuple[np.ndarray, list[np.ndarray]]:
        problem = self.problem
        if scale == "everything":
            cells = np.arange(len(problem.values))
        else:
            cells = problem.of_place(place, scale != "area")
            if scale == "part":
                cells = cells[~problem.is_grand[cells]]
        label = np.full(len(problem.values), -1, dtype=np.int64)
        members = list(components(problem, cells, self.usable))
        for index, part in enumerate(members):
            label[part] = index
        return label, members

    def _block(self, name: tuple[str, int, int], cells: np.ndarray) -> Block:
        block, version = self.blocks.get(name, (None, -1))
        if block is None:
            block = Block(self.problem, cells, self.nothing)
        elif version != self.version:
            block.refresh()
        self.blocks[name] = (block, self.version)
        return block
