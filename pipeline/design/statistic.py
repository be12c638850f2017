"""What a figure is: a cell that is counted, and the statistic of it that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

COUNT: Final = "count"
PERCENT: Final = "percent"
RATE: Final = "rate"
PERCENT_OF_POPULATION: Final = "percent_of_population"
PER: Final = {RATE: 10_000, PERCENT_OF_POPULATION: 100}
"""The kinds that are worked out of the area's population: for how many of it."""
POPULATION: Final = "population"
AVERAGE: Final = "average"
QUANTILE: Final = "quantile"
DIFFERENCE: Final = "difference"
KINDS: Final = (COUNT, PERCENT, RATE, PERCENT_OF_POPULATION, POPULATION, AVERAGE, QUANTILE, DIFFERENCE)
RELATIVE: Final = (PERCENT, AVERAGE)
"""The kinds that say what they are of."""
WITH_DECIMALS: Final = (PERCENT, RATE, PERCENT_OF_POPULATION, AVERAGE)
"""The kinds that print decimal places."""

DECIMAL: Final = "decimal"
DECIMAL_0_OF_NONE: Final = "decimal_0_of_none"
YEARS_AND_MONTHS: Final = "years_and_months"
PADDED_YEARS_AND_MONTHS: Final = "padded_years_and_months"
LOWER_95: Final = "lower_95"
UPPER_95: Final = "upper_95"
INTERVALS: Final = (LOWER_95, UPPER_95)
"""The ends of the 95 per cent confidence interval of an average, from the spread among all people of England."""
FORMATS: Final = (DECIMAL, DECIMAL_0_OF_NONE, YEARS_AND_MONTHS, PADDED_YEARS_AND_MONTHS, *INTERVALS)
"""How an average is written."""
BASE: Final = "base"
"""What a percentage is of, where the labels of its row say it."""
PERCENT_SIGN: Final = "percent_sign"
"""The format of a percentage in a column of numbers."""


class Cell(NamedTuple):
    """A count of every area and year: the measure, and the key (``breakdown=category`` pairs in order, or empty)."""

    measure: str
    key: str


def cell_named(text: str, measure: str = "") -> Cell:
    """The cell that ``key`` or ``measure:key`` names; a key alone is one of ``measure``."""
    named, colon, key = text.rpartition(":")
    return Cell(named if colon else measure, key)


@dataclass(frozen=True, slots=True)
class Statistic:
    """What is shown of a cell, as it is declared: for a number column, a label or a line of a table alike.

    ``kind`` is one of KINDS. A percentage or average is ``of`` a key or ``measure:key``, or BASE, and a difference is
    less that of ``minus``; an average is written in a ``format``; a ``quantile`` from 0 to 1 is of the whole numbers in
    the breakdown ``histogram``. ``decimals`` is what is declared, also for what prints none.
    """

    kind: str = COUNT
    of: str = ""
    minus: str = ""
    decimals: int = 0
    format: str = ""
    quantile: str = ""
    histogram: str = ""

    @property
    def decimal_places(self) -> int:
        """The decimal places that the figure prints; counts have none."""
        return self.decimals if self.kind in WITH_DECIMALS else 0

    def base(self, measure: str) -> Cell | None:
        """What a cell of ``measure`` is shown in proportion to, or less of; None where it stands alone."""
        if self.kind in RELATIVE:
            return cell_named(self.of, measure)
        return cell_named(self.minus, measure) if self.kind == DIFFERENCE else None


NUMBER: Final = Statistic()
"""The count itself."""
