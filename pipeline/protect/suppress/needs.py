"""What suppression must leave room for, for any reader or for one authority, and the tables that leave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipeline.foundation.numbers import IntArray

NOBODY = -1
"""In place of an insider's area: a reader who holds no counts but what is shown."""


@dataclass(eq=False)
class Witness:
    """Another table that agrees with all that is shown: deviations by cell.

    `outside` are the cells that it needs suppressed, once somebody has asked for them.
    """

    cells: IntArray
    deviations: IntArray
    outside: IntArray | None = None

    def deviation_of(self, cell: int) -> int:
        """Return how far `cell`, one of `cells`, deviates."""
        return int(self.deviations[np.searchsorted(self.cells, cell)])


class Goal(NamedTuple):
    """A cell that must not be nearly known: to any reader, or to the area `insider`, whose counts stay as they are."""

    cell: int
    insider: int = NOBODY


class Need(NamedTuple):
    """Room that one cell must have: `amount` up (positive) or down (negative), without moving what an insider knows."""

    cell: int
    amount: int
    insider: int = NOBODY

    @property
    def goal(self) -> Goal:
        """What the room is for."""
        return Goal(self.cell, self.insider)


Rooms = dict[Need, Witness]
"""What keeps one cell from being nearly known: up to two needs with the tables that meet them."""
