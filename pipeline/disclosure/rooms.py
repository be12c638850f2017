"""Where room can be found for a cell to deviate: in its authority, its region, or everywhere, programmes being kept."""

from __future__ import annotations

import numpy as np

from pipeline.disclosure.block import Block, Witness
from pipeline.disclosure.model import BoolArray
from pipeline.disclosure.problem import Problem, components
from pipeline.disclosure.secondary import Need

LARGEST_PROGRAMME = 2_500
"""Cells beyond which a neighbourhood is not searched: a cell may then stay hidden that could have been shown."""

SCALES = ("area", "part", "region", "everything")
"""Neighbourhoods of a cell: its authority, its region without grand totals, its region, and all that is connected."""


class Rooms:
    """Looks for room among cells hidden at first or openable at a price, in ever larger neighbourhoods.

    Whoever hides a cell or shows it again counts `version` up, so that every programme takes it over before its next
    use.
    """

    def __init__(self, problem: Problem, openable: BoolArray, scales: tuple[str, ...]) -> None:
        """Start with no programme built; `scales` are some of SCALES, in that order."""
        self.problem = problem
        self.openable = openable
        self.scales = scales
        self.version = 0
        self.searched_all = True
        self.blocks: dict[tuple[str, int, int], tuple[Block, int]] = {}
        self.parts: dict[tuple[str, int], tuple[np.ndarray, list[np.ndarray]]] = {}
        self.usable = problem.hidden | openable

    def deviate(self, need: Need) -> Witness | None:
        """Find room for one need, or None where the cells that may be used do not give it."""
        problem, cell = self.problem, need.cell
        tried = 0
        self.searched_all = "everything" in self.scales
        for scale in self.scales:
            if scale == "area" and (problem.levels[cell] > 0 or not problem.is_rounded):
                continue
            place = {"area": problem.areas, "part": problem.regions, "region": problem.regions}.get(scale)
            number = int(place[cell]) if place is not None else 0
            part, cells = self._part(scale, number, cell)
            if cells is None or len(cells) <= tried:
                continue
            if len(cells) > LARGEST_PROGRAMME:
                self.searched_all = False
                continue
            tried = len(cells)
            found = self._block((scale, number, part), cells).deviate(cell, need.amount, need.insider)
            if found is not None:
                return found
        return None

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
            cells = np.flatnonzero((problem.areas if scale == "area" else problem.regions) == place)
            cells = problem.with_ancestors(cells)
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
            block = Block(self.problem, cells, self.openable)
        elif version != self.version:
            block.refresh()
        self.blocks[name] = (block, self.version)
        return block


def closed_rooms(problem: Problem) -> Rooms:
    """Return the rooms that need no further hiding."""
    return Rooms(problem, np.zeros(len(problem.values), dtype=np.bool_), SCALES)
