"""The years in which something holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.design.editions import ALWAYS
from pipeline.reference.periods import year_of


@dataclass(frozen=True)
class Validity:
    """The years in which something holds; both ends belong to it."""

    first_year: int = 0
    last_year: int = ALWAYS

    def holds_in(self, year: int) -> bool:
        """Whether it holds in ``year``."""
        return self.first_year <= year_of(year) <= self.last_year


EVERY_YEAR: Final = Validity()
