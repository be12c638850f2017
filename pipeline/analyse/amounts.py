"""Amounts of people whose number is rounded: what is printed of them, and when it contradicts what is beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import combinations

from pipeline.analyse.rounding import round_signed
from pipeline.foundation.numbers import breakdown_key, breakdown_pairs

Counts = Mapping[tuple[str, int, str], Mapping[str, int]]


@dataclass(frozen=True)
class AmountsOfPeople:
    """Amounts that would tell the number of people behind them.

    ``people`` gives the measure of the people behind each measure of an amount, ``above`` the areas that have an area
    in them.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    above: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, counts: Counts, measure: str, year: int, area: str, key: str, base: int) -> int | Fraction:
        """The amount that the number of people rounded to ``base`` would have at their unrounded average."""
        amount = counts.get((measure, year, area), {}).get(key, 0)
        people = self.people.get(measure)
        number = counts.get((people, year, area), {}).get(key, 0) if people is not None else 0
        return Fraction(amount * round_signed(number, base), number) if number else amount

    def exceeds_a_whole(
        self, counts: Counts, measure: str, year: int, area: str, key: str, base_of: Callable[[str], int]
    ) -> bool:
        """Whether an amount would be printed as more than one that holds it: all categories, or an area above.

        5 pupils who missed 37 sessions each count as 10 with 370, and with 9 others who missed less they are 14, who
        count as 10 too. ``base_of`` gives the base to which people of an area are rounded.
        """
        if measure not in self.people or base_of(area) == 1:
            return False
        printed = self._printed(counts, measure, year, area, key, base_of(area))
        return any(
            printed > self._printed(counts, measure, year, where, whole, base_of(where))
            for where in (area, *self.above.get(area, ()))
            for whole in _wholes(key)
            if whole in counts.get((measure, year, where), {})
        )

    def _printed(self, counts: Counts, measure: str, year: int, area: str, key: str, base: int) -> int:
        amount = self.of(counts, measure, year, area, key, base)
        return round_signed(amount.numerator, base * amount.denominator) // amount.denominator


@cache
def _wholes(key: str) -> tuple[str, ...]:
    pairs = breakdown_pairs(key)
    return tuple(breakdown_key(some) for size in range(len(pairs) + 1) for some in combinations(pairs, size))
