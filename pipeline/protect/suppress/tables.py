"""Tables that were found for any goal, kept in the hope that they serve another one too."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from pipeline.foundation.numbers import IntArray
from pipeline.protect.suppress.needs import Need, Witness
from pipeline.protect.suppress.problem import Problem

KEPT = 4
"""How many tables are kept for each cell and direction: the last, which are the likeliest to be possible still."""


class Tables:
    """The last few tables in which each small number deviates up, and down."""

    def __init__(self, problem: Problem) -> None:
        """Know none yet."""
        self.problem = problem
        self.asked = problem.target_lower < problem.target_upper
        self.known: dict[tuple[int, int], deque[tuple[int, Witness]]] = {}

    def learn(self, found: Witness) -> None:
        """Keep a table for every small number that deviates in it."""
        mine = self.asked[found.cells]
        for moved, room in zip(found.cells[mine].tolist(), found.deviations[mine].tolist(), strict=True):
            side = (moved, 1 if room > 0 else -1)
            if side not in self.known:
                self.known[side] = deque(maxlen=KEPT)
            self.known[side].append((abs(room), found))

    def start_again(self, tables: Iterable[Witness]) -> None:
        """Know `tables` alone, each once: what has been shown again made others impossible."""
        self.known = {}
        for found in {id(one): one for one in tables}.values():
            self.learn(found)

    def furthest(self, cell: int, sign: int, insider: int, least: int = 1) -> tuple[int, Witness | None]:
        """How far a cell deviates at most in a table that is possible still, and to `insider`, and that table.

        Tables in which it deviates by less than `least` are not looked at.
        """
        for amount, found in sorted(self.known.get((cell, sign), ()), key=lambda one: -one[0]):
            if amount < least:
                break
            if not len(self.beyond(found)) and insider not in self.problem.areas[found.cells]:
                return amount, found
        return 0, None

    def that_meets(self, need: Need) -> Witness | None:
        """A table that gives a need its room, as things stand, if one is known."""
        return self.furthest(need.cell, 1 if need.amount > 0 else -1, need.insider, abs(need.amount))[1]

    def outside(self, found: Witness) -> IntArray:
        """The cells that deviate further in a table than what is shown of them would allow."""
        if found.outside is None:
            problem, moved, amount = self.problem, found.cells, found.deviations
            outside = (amount < problem.shown_lower[moved]) | (amount > problem.shown_upper[moved])
            found.outside = moved[outside]
        return found.outside

    def beyond(self, found: Witness) -> IntArray:
        """The cells that must be suppressed, and are not yet, for a reader not to rule a table out."""
        outside = self.outside(found)
        return outside[~self.problem.suppressed[outside]]
