"""Ranks, changes on the year before, and averages of statistical neighbours.

They are worked out from the figures as shown, rounded and protected, and from nothing else: whoever has the release can
work them out too, so they tell nothing more. Where a figure is not shown, neither is its rank or its change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from pipeline.analyse.figures import Shown
from pipeline.analyse.rounding import round_ratio
from pipeline.design.data_sets import CHANGE, COMPARED
from pipeline.design.figure import Figure, Marker
from pipeline.reference.neighbours import neighbours_of
from pipeline.reference.periods import year_of

FROM_HIGHEST, FROM_LOWEST, _, NEIGHBOURS = COMPARED
FEWEST_NEIGHBOURS = 5
"""Of ten neighbours so many must have a figure that is shown, or the average would be of too few to compare with."""


class ShownFigures(Protocol):
    """Figures as published."""

    def of(self, shown: Shown) -> Figure:
        """The figure that ``shown`` names."""


def read_with(shown: Shown, compared: str) -> list[Shown]:
    """The figure, and the one of the year before where the two are compared: both have to be protected."""
    return [shown, shown._replace(year=shown.year - 1)] if compared == CHANGE else [shown]


class Comparisons:
    """The comparisons of one release; ``authorities`` are the codes of all that have figures in it.

    Statistical neighbours are those of each figure's own year, or in ``neighbours_in`` one year for all: over the years
    a mean of others than before would look like a change of theirs.
    """

    def __init__(self, figures: ShownFigures, authorities: Iterable[str], neighbours_in: int = 0) -> None:
        """Be ready to rank."""
        self._figures, self._neighbours_in = figures, neighbours_in
        self._authorities = sorted(set(authorities))
        self._ranks: dict[tuple[Shown, bool], Mapping[str, int]] = {}

    def of(self, shown: Shown, compared: str) -> Figure:
        """What a column shows: the figure itself, or what ``compared`` says of it."""
        if not compared:
            return self._figures.of(shown)
        if compared == CHANGE:
            return self._change(shown)
        if shown.area_code not in self._authorities:
            return Figure.marked(Marker.NOT_APPLICABLE)
        return (
            self._neighbours_average(shown) if compared == NEIGHBOURS else self._rank(shown, compared == FROM_HIGHEST)
        )

    def _rank(self, shown: Shown, from_highest: bool) -> Figure:
        """The place among the authorities whose figure is shown; those with equal figures share the best place."""
        everywhere = shown._replace(area_code=""), from_highest
        if everywhere not in self._ranks:
            values = {
                code: value
                for code in self._authorities
                if (value := _value(self._figures.of(shown._replace(area_code=code)))) is not None
            }
            ordered = sorted(values.values(), reverse=from_highest)
            self._ranks[everywhere] = {code: ordered.index(value) + 1 for code, value in values.items()}
        rank = self._ranks[everywhere].get(shown.area_code)
        return Figure.marked(self._marker(shown)) if rank is None else Figure.of(rank)

    def _change(self, shown: Shown) -> Figure:
        """The figure less that of the year before, in the unit of both."""
        before = shown._replace(year=shown.year - 1)
        new, old = _value(self._figures.of(shown)), _value(self._figures.of(before))
        if new is None:
            return Figure.marked(self._marker(shown))
        if old is None:
            marker = self._marker(before)
            return Figure.marked(Marker.NOT_AVAILABLE if marker is Marker.NOT_APPLICABLE else marker)
        return Figure.of(new - old)

    def _neighbours_average(self, shown: Shown) -> Figure:
        """The mean of the neighbours' figures, of those that are shown."""
        if (marker := self._figures.of(shown).marker) is Marker.NOT_APPLICABLE:
            return Figure.marked(marker)
        found = [
            Fraction(value)
            for code in neighbours_of(shown.area_code, self._neighbours_in or year_of(shown.year))
            if code in self._authorities
            and (value := _value(self._figures.of(shown._replace(area_code=code)))) is not None
        ]
        if len(found) < FEWEST_NEIGHBOURS:
            return Figure.marked(Marker.NOT_AVAILABLE)
        mean = sum(found, Fraction(0)) / len(found)
        scaled = round_ratio(mean.numerator, mean.denominator, 1, shown.decimals)
        return Figure.of(scaled if shown.decimals == 0 else Decimal(scaled).scaleb(-shown.decimals))

    def _marker(self, shown: Shown) -> Marker:
        return self._figures.of(shown).marker or Marker.NOT_AVAILABLE


def _value(figure: Figure) -> int | Decimal | None:
    """The number shown; what is more than nothing and rounds to 0 stands with 0."""
    if figure.marker is Marker.NEGLIGIBLE:
        return 0
    return figure.value if isinstance(figure.value, int | Decimal) else None


def described(compared: str, of_what: str) -> str:
    """What a compared column holds, in words for the methodology page."""
    few = FEWEST_NEIGHBOURS
    words: Mapping[str, str] = {
        FROM_HIGHEST: f"place among the authorities whose figure is shown, the highest first, of {of_what}",
        FROM_LOWEST: f"place among the authorities whose figure is shown, the lowest first, of {of_what}",
        CHANGE: f"{of_what} less the figure shown for the year before",
        NEIGHBOURS: f"mean over the statistical neighbours whose figure is shown (at least {few}) of {of_what}",
    }
    return words.get(compared, of_what)


def authority_codes(levels: Mapping[str, str]) -> Sequence[str]:
    """The authorities among the areas of a release."""
    return [code for code, level in levels.items() if level == "local_authority"]
