"""Periods of care as the flows see them: who, from when, until when, and roughly why they end."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class Leaving(IntEnum):
    """Why a period of care ends, as far as the flows must know."""

    STILL_LOOKED_AFTER = 0
    ADOPTED = 1
    EIGHTEEN = 2
    OTHER = 3
    RETURNED_HOME = 4
    TRANSFERRED = 5
    WITHIN_THE_DAY = 6


@dataclass(slots=True)
class Stay:
    """A period of care of one child: ``end`` is 0 while the child is still looked after."""

    child: int
    start: int
    end: int
    leaving: Leaving


@dataclass(slots=True)
class Flows:
    """Everybody who was ever in a patch's care: dates of birth, who sought asylum, and their periods of care.

    ``identity_seeds`` holds, for a child whom another authority also looks after, the seed they share.
    """

    dates_of_birth: list[int] = field(default_factory=list)
    asylum: list[bool] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    identity_seeds: dict[int, int] = field(default_factory=dict)

    def add_child(self, date_of_birth: int, *, asylum: bool = False) -> int:
        """Add a child and return its number."""
        self.dates_of_birth.append(date_of_birth)
        self.asylum.append(asylum)
        return len(self.dates_of_birth) - 1

    def add_stay(self, child: int, start: int, end: int = 0, leaving: Leaving = Leaving.STILL_LOOKED_AFTER) -> int:
        """Add a period of care and return its number."""
        self.stays.append(Stay(child, start, end, leaving))
        return len(self.stays) - 1
