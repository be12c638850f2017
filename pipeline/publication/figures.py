"""Figures as published: each statistic worked out once, from unrounded sums, then rounded or replaced by its marker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.disclosure.rounding import round_ratio, round_signed
from pipeline.publication.figure import Figure, Marker

PER = 10_000  # rates are per 10,000 children aged under 18


@dataclass(frozen=True, order=True)
class Shown:
    """A figure in some file: a statistic of a cell, one unknown however many files show it.

    ``statistic`` is ``count``, ``percent`` (of ``of_key``), ``rate``, ``population`` or ``difference`` (less ``minus``,
    a measure and key).
    """

    statistic: str
    measure: str
    year: int
    area_code: str
    key: str
    of_key: str = ""
    minus: tuple[str, str] = ("", "")
    decimals: int = 0


@dataclass
class Figures:
    """All figures of one release edition.

    ``counts`` holds the grossed counts by (measure, year, area code) and key; an absent key of a known area is 0.
    ``known`` holds the (measure, year, area code) whose figure exists, ``in_being`` the (year, area code) that exist,
    ``hidden`` the figures that disclosure control hides, with the reason, ``rounding`` the base by area code's level.
    """

    counts: Mapping[tuple[str, int, str], Mapping[str, int]]
    known: frozenset[tuple[str, int, str]]
    in_being: frozenset[tuple[int, str]]
    populations: Mapping[tuple[int, str], int]
    levels: Mapping[str, str]
    rounding: Mapping[str, int]
    hidden: Mapping[Shown, str] = field(default_factory=dict)

    def absence(self, measure: str, year: int, area_code: str) -> Marker | None:
        """Why the area has no figure of this measure in the year, if it has none."""
        if (year, area_code) not in self.in_being:
            return Marker.NOT_APPLICABLE
        if (measure, year, area_code) not in self.known:
            return Marker.NOT_AVAILABLE
        return None

    def unrounded(self, measure: str, year: int, area_code: str, key: str) -> int:
        """The count before rounding and protection; for calculation, never for print."""
        return self.counts.get((measure, year, area_code), {}).get(key, 0)

    def _base(self, area_code: str) -> int:
        return self.rounding[self.levels[area_code]]

    def of(self, shown: Shown) -> Figure:
        """The figure that ``shown`` names."""
        place = (shown.measure, shown.year, shown.area_code)
        match shown.statistic:
            case "percent":
                return self.percent(*place, shown.key, shown.of_key, shown.decimals)
            case "rate":
                return self.rate(*place, shown.key, shown.decimals)
            case "population":
                return self.population(shown.year, shown.area_code)
            case "difference":
                return self.difference((shown.measure, shown.key), shown.minus, shown.year, shown.area_code)
            case _:
                return self.count(*place, shown.key)

    def count(self, measure: str, year: int, area_code: str, key: str) -> Figure:
        """A count as published."""
        absent = self.absence(measure, year, area_code)
        if absent is not None:
            return Figure(None, absent)
        if Shown("count", measure, year, area_code, key) in self.hidden:
            return Figure(None, Marker.CONFIDENTIAL)
        return Figure(round_signed(self.unrounded(measure, year, area_code, key), self._base(area_code)))

    def percent(self, measure: str, year: int, area_code: str, key: str, of_key: str, decimals: int) -> Figure:
        """A percentage of unrounded counts; it follows the protection of its numerator and its denominator."""
        absent = self.absence(measure, year, area_code)
        if absent is not None:
            return Figure(None, absent)
        shown = Shown("percent", measure, year, area_code, key, of_key, decimals=decimals)
        counts = [Shown("count", measure, year, area_code, name) for name in (key, of_key)]
        if any(name in self.hidden for name in (shown, *counts)):
            return Figure(None, Marker.CONFIDENTIAL)
        denominator = self.unrounded(measure, year, area_code, of_key)
        if denominator == 0:
            return Figure(None, Marker.NOT_APPLICABLE)
        numerator = self.unrounded(measure, year, area_code, key)
        scaled = round_ratio(numerator, denominator, 100, decimals)
        if scaled == 0 and numerator > 0:
            return Figure(None, Marker.NEGLIGIBLE)
        return Figure(scaled if decimals == 0 else Decimal(scaled).scaleb(-decimals))

    def rate(self, measure: str, year: int, area_code: str, key: str, decimals: int = 0) -> Figure:
        """A count per 10,000 children aged under 18; follows the protection of its count."""
        shown = self.count(measure, year, area_code, key)
        if shown.marker is not None:
            return shown
        population = self.populations.get((year, area_code))
        if not population:
            return Figure(None, Marker.NOT_AVAILABLE)
        if Shown("rate", measure, year, area_code, key, decimals=decimals) in self.hidden:
            return Figure(None, Marker.CONFIDENTIAL)
        count = self.unrounded(measure, year, area_code, key)
        rate = round_ratio(count, population, PER, decimals)
        if rate == 0 and count > 0:
            return Figure(None, Marker.NEGLIGIBLE)
        return Figure(rate if decimals == 0 else Decimal(rate).scaleb(-decimals))

    def population(self, year: int, area_code: str) -> Figure:
        """The child population behind the year's rates: public, so neither rounded nor hidden."""
        population = self.populations.get((year, area_code))
        return Figure(None, Marker.NOT_AVAILABLE) if not population else Figure(population)

    def difference(self, first: tuple[str, str], second: tuple[str, str], year: int, area_code: str) -> Figure:
        """One count less another, each a (measure, key), from unrounded counts; hidden when either is."""
        shown = [self.count(measure, year, area_code, key) for measure, key in (first, second)]
        for figure in shown:
            if figure.marker is not None:
                return figure
        if Shown("difference", first[0], year, area_code, first[1], minus=second) in self.hidden:
            return Figure(None, Marker.CONFIDENTIAL)
        value = self.unrounded(first[0], year, area_code, first[1]) - self.unrounded(
            second[0], year, area_code, second[1]
        )
        return Figure(round_signed(value, self._base(area_code)))
