"""What a reader can write down: a row for every sum at every place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from pipeline.foundation.numbers import IntArray
from pipeline.protect.attack.attack import System
from pipeline.protect.reader.known import Known
from pipeline.protect.reader.sums import Sum


@dataclass
class Rows:
    """Rows ``lower <= coefficients x counts <= upper`` over unknowns numbered count by count, place by place."""

    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    coefficients: list[int] = field(default_factory=list)
    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)

    def add(self, terms: Iterable[tuple[int, int]], lower: int, upper: int) -> None:
        """One row more."""
        for column, coefficient in terms:
            self.columns.append(column)
            self.coefficients.append(coefficient)
        self.starts.append(len(self.columns))
        self.lower.append(lower)
        self.upper.append(upper)


@dataclass(frozen=True)
class Written:
    """The system of the unknowns that some row holds, each as count times the number of places plus place."""

    system: System
    unknowns: IntArray


def written(known: Known, rows: Rows) -> Written:
    """What the rows say of the counts in them, within the bounds of each."""
    unknowns, columns = np.unique(np.array(rows.columns, dtype=np.int64), return_inverse=True)
    system = System(
        known.lower.ravel()[unknowns],
        known.upper.ravel()[unknowns],
        np.array(rows.starts, dtype=np.int64),
        columns.astype(np.int64),
        np.array(rows.coefficients, dtype=np.int64),
        np.array(rows.lower, dtype=np.int64),
        np.array(rows.upper, dtype=np.int64),
    )
    return Written(system, unknowns)


def written_sums(known: Known, sums: Iterable[Sum]) -> tuple[Written, IntArray]:
    """A row for each sum wherever all of it is told, but where the numbers say that it does not hold.

    Beside it, for each row, in how many areas its sum was seen to hold.
    """
    rows, areas = Rows(), list[int]()
    every, places = known.shown | known.suppressed, known.shown.shape[1]
    for one in sums:
        parts = list(one.parts)
        low, high = known.lower[parts].sum(axis=0), known.upper[parts].sum(axis=0)
        there = every[[one.whole, *parts]].all(axis=0)
        there &= (low <= known.upper[one.whole]) & (high >= known.lower[one.whole])
        there &= known.suppressed[[one.whole, *parts]].any(axis=0)
        for place in np.flatnonzero(there).tolist():
            terms = [(one.whole * places + place, 1), *((part * places + place, -1) for part in parts)]
            rows.add(terms, 0, 0)
            areas.append(one.areas)
    return written(known, rows), np.array(areas, dtype=np.int64)
