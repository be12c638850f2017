"""What a stranger reads: series (a row and column of a file), places (an area in a year), and what stands in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.foundation.numbers import UNBOUNDED, BoolArray, IntArray

AUTHORITY, REGION, COUNTRY = 0, 1, 2
ABSENT, SHOWN, SUPPRESSED, MARKED = 0, 1, 2, 3
"""What stands at a place: nothing, a number, the symbol of a suppressed number, or another symbol."""

COUNT, PERCENT, RATE, POPULATION, OTHER = "count", "percent", "rate", "population", "other"
"""What a series is: people counted, worked out from counts, known to all, or none of these (averages, medians)."""

ENGLAND = "E92000001"


@dataclass(frozen=True)
class Series:
    """One row and column of a file in every area and year: what the row says by column, what the column is."""

    file: str
    row: tuple[tuple[str, str], ...]
    column: str
    kind: str
    decimals: int = 0

    def __str__(self) -> str:
        """Point at it as a person would."""
        return f"{self.file} [{' | '.join(text for _, text in self.row)}] {self.column}"


@dataclass(frozen=True)
class Place:
    """An area in a year, its level and, for an authority, the region that the files put it in."""

    year: int
    area: str
    level: int
    region: str = ""


@dataclass(frozen=True)
class Rules:
    """The published rules of printing: what is suppressed, and rounding bases by level of data files and tables.

    ``hiding_zeros`` are the (file, column) in which the symbol of a suppressed number may stand for 0 too.
    """

    year: int
    threshold: int
    smallest: int
    width: int
    in_data: Mapping[int, int]
    in_tables: Mapping[int, int]
    hiding_zeros: frozenset[tuple[str, str]] = frozenset()

    @property
    def symbol(self) -> str:
        """The symbol of a suppressed number: the harmonised one from 2018 on, the older letter before."""
        return "x" if self.year < 2018 else "c"


@dataclass(frozen=True)
class Published:
    """All that the files of a release say: by series and place the state, and the number in units of its last decimal.

    ``groups`` are the columns of a file whose text says which group the items of another column belong to.
    """

    series: tuple[Series, ...]
    places: tuple[Place, ...]
    state: npt.NDArray[np.int8]
    number: IntArray
    base: IntArray
    groups: Mapping[str, frozenset[str]]
    rules: Rules

    def of_kind(self, *kinds: str) -> IntArray:
        """Positions of the series of some kinds."""
        return np.array([at for at, one in enumerate(self.series) if one.kind in kinds], dtype=np.int64)

    @property
    def signed(self) -> BoolArray:
        """The series that show a number below 0: differences, of which a reader knows no least."""
        return np.asarray(((self.number < 0) & (self.state == SHOWN)).any(axis=1), dtype=np.bool_)

    @property
    def may_hide_zeros(self) -> BoolArray:
        """The series in which the symbol of a suppressed number may stand for 0 too."""
        return np.array([(one.file, one.column) in self.rules.hiding_zeros for one in self.series], dtype=np.bool_)

    def bounds(self) -> tuple[IntArray, IntArray]:
        """The least and largest true count behind every number, as the rules of printing tell.

        A suppressed count is 1 at least; what is shown as 10 to the nearest 10 is 6 to 14, since 5 would be suppressed.
        """
        rules, base = self.rules, self.base
        shown, suppressed, signed = self.state == SHOWN, self.state == SUPPRESSED, self.signed[:, None]
        smallest = np.where(self.may_hide_zeros, 0, rules.smallest)[:, None]
        low = np.where(signed, -UNBOUNDED, np.where(suppressed, smallest, 0))
        high = np.full(low.shape, UNBOUNDED, dtype=np.int64)
        low = np.where(shown, self.number - base // 2, low)
        high = np.where(shown, self.number + (base - 1) // 2, high)
        rounded = shown & ~signed & (base > 1)
        low = np.where(rounded & (low <= rules.threshold), np.where(self.number > 0, rules.threshold + 1, 0), low)
        high = np.where(rounded & (self.number == 0), 0, high)
        return low.astype(np.int64), high.astype(np.int64)
