"""Distributions of whole numbers, kept as histogram cells, and their quantiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pipeline.process.rollup import breakdown_key, breakdown_pairs


@dataclass(frozen=True)
class Distribution:
    """How many have each whole number: pairs of (number, count), least number first."""

    pairs: tuple[tuple[int, int], ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(count for _, count in self.pairs)

    def quantile(self, at: Fraction) -> int:
        """The smallest number that at least the share ``at`` of all do not exceed; nothing between two is interpolated.

        Of an even count the median is therefore the lower of the two in the middle. Raises ValueError when there is
        nobody.
        """
        wanted = at * self.total
        reached = 0
        for number, count in self.pairs:
            reached += count
            if count and reached >= wanted:
                return number
        raise ValueError("Nobody is in this distribution, so it has no quantile.")


Place = tuple[str, int, str]
"""A measure, year and area code."""


@dataclass(frozen=True)
class Distributions:
    """The distributions in counts by place and key, each put together when it is first asked for."""

    counts: Mapping[Place, Mapping[str, int]]
    _found: dict[tuple[Place, str], Mapping[str, Distribution]] = field(default_factory=dict, repr=False)

    def within(self, place: Place, key: str, histogram: str) -> Distribution:
        """How many of the cell ``key`` of a place have each whole number of ``histogram``."""
        if (place, histogram) not in self._found:
            self._found[place, histogram] = _in_cells(self.counts.get(place, {}), histogram)
        return self._found[place, histogram].get(key, Distribution(()))


def _in_cells(counts: Mapping[str, int], histogram: str) -> dict[str, Distribution]:
    """The distributions in the cells of one place, by the key of the cell that each is within."""
    found: dict[str, dict[int, int]] = {}
    for key, count in counts.items():
        if f"{histogram}=" not in key:
            continue
        pairs = breakdown_pairs(key)
        number = dict(pairs).get(histogram)
        if number is not None:
            within = breakdown_key(pair for pair in pairs if pair[0] != histogram)
            found.setdefault(within, {})[int(number)] = count
    return {within: Distribution(tuple(sorted(numbers.items()))) for within, numbers in found.items()}
