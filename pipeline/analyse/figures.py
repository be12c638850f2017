"""Figures as published: each statistic worked out once, from unrounded sums, then rounded or replaced by its marker."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pipeline.analyse.amounts import AmountsOfPeople
from pipeline.analyse.distribution import Distributions, Place
from pipeline.analyse.intervals import interval_end
from pipeline.analyse.rounding import round_ratio, round_signed
from pipeline.design.figure import Figure, Marker, YearsAndMonths
from pipeline.design.statistic import (
    AVERAGE,
    COUNT,
    DECIMAL,
    DECIMAL_0_OF_NONE,
    DIFFERENCE,
    INTERVALS,
    PADDED_YEARS_AND_MONTHS,
    PER,
    PERCENT,
    POPULATION,
    QUANTILE,
    RATE,
    UPPER_95,
    Cell,
    Statistic,
)
from pipeline.process.coverage import unit_of

DAYS_OF_48_MONTHS = 1461  # four years, one of them a leap year: 365.25 days to the year


class Shown(NamedTuple):
    """A figure in some file: a statistic of a cell of one area and year, one unknown however many files show it.

    ``statistic`` is its kind. A ``percent`` or ``average`` is of ``of_key``, of another measure where ``of_measure`` is
    given, a ``difference`` less ``minus``; the rest as in ``Statistic``, with what the kind does not use left out.
    """

    statistic: str
    measure: str
    year: int
    area_code: str
    key: str
    of_key: str = ""
    minus: Cell = Cell("", "")
    decimals: int = 0
    of_measure: str = ""
    format: str = ""
    quantile: str = ""
    histogram: str = ""

    @classmethod
    def of(cls, how: Statistic, cell: Cell, base: Cell | None, year: int, area_code: str) -> Shown:
        """The figure of a cell and of its base (``Statistic.base``), if the statistic has one."""
        start = (how.kind, cell.measure, year, area_code, cell.key)
        if how.kind in (PERCENT, AVERAGE) and base is not None:
            return cls(
                *start,
                base.key,
                decimals=how.decimals,
                of_measure="" if base.measure == cell.measure else base.measure,
                # A percentage is the same figure with a sign behind it and without.
                format=how.format if how.kind == AVERAGE else "",
            )
        if how.kind == QUANTILE:
            return cls(*start, quantile=how.quantile, histogram=how.histogram)
        if how.kind == DIFFERENCE and base is not None:
            return cls(*start, minus=base)
        return cls(*start, decimals=how.decimal_places)

    @property
    def cell(self) -> Cell:
        """The count that the statistic is of."""
        return Cell(self.measure, self.key)

    @property
    def place(self) -> Place:
        """The measure, year and area code."""
        return self.measure, self.year, self.area_code

    def at(self, year: int, area_code: str) -> Shown:
        """The same figure of another year and area."""
        return Shown(
            self.statistic,
            self.measure,
            year,
            area_code,
            self.key,
            self.of_key,
            self.minus,
            self.decimals,
            self.of_measure,
            self.format,
            self.quantile,
            self.histogram,
        )

    @property
    def whole(self) -> Cell:
        """The (measure, key) that a percentage or average is of."""
        return Cell(self.of_measure or self.measure, self.of_key)


def scale_of(average: Shown) -> Fraction:
    """How many units of what is printed (months, or units of the last decimal) are one of what is added up."""
    is_decimal = average.format in ("", DECIMAL, DECIMAL_0_OF_NONE, *INTERVALS)
    return Fraction(10**average.decimals) if is_decimal else Fraction(48, DAYS_OF_48_MONTHS)


@dataclass
class Figures:
    """All figures of one release edition.

    ``counts`` holds the grossed counts by (measure, year, area code) and key; an absent key of a known area is 0.
    ``known`` holds the (measure, year, area code) whose figure exists, ``in_being`` the (year, area code) that exist,
    ``suppressed`` the figures that disclosure control suppresses, with the reason, ``rounding`` the base by area code's
    level, ``unreliable`` the (measure, year, area code) whose figures, in totals or not, are not printed,
    ``out_of_rates`` the authorities that the numbers of a (measure, year, area code) have and its percentages, rates
    and averages have not; ``without_figures`` those of which nothing at all is known: what they print is an estimate,
    and 0 would be a claim. ``decimals`` are the places to which measures that have any are printed,
    ``never_exceeding`` pairs of cells of which the first is no more than the second, by definition, ``known_parts`` the
    keys of those of whom something is known, of whom others are shares. A measure in ``applies_to`` does not apply to
    an authority where its 0 is of nobody in the other measure; ``not_asked`` are those who do not send what the measure
    is made from. ``spreads`` are standard deviations among all people, by (measure, year) and the key that they are of;
    ``of_rounded_people`` says which amounts would tell the number of people behind them, and what is printed of these.
    """

    counts: Mapping[tuple[str, int, str], Mapping[str, int]]
    known: frozenset[tuple[str, int, str]]
    in_being: frozenset[tuple[int, str]]
    populations: Mapping[tuple[int, str], int]
    levels: Mapping[str, str]
    rounding: Mapping[str, int]
    suppressed: Mapping[Shown, str] = field(default_factory=dict)
    unreliable: Collection[tuple[str, int, str]] = frozenset()
    out_of_rates: Mapping[tuple[str, int, str], frozenset[str]] = field(default_factory=dict)
    without_figures: Collection[tuple[str, int, str]] = frozenset()
    decimals: Mapping[str, int] = field(default_factory=dict)
    never_exceeding: Collection[tuple[Cell, Cell]] = frozenset()
    known_parts: Collection[str] = ()
    applies_to: Mapping[str, str] = field(default_factory=dict)
    not_asked: Collection[tuple[str, int, str]] = frozenset()
    spreads: Mapping[tuple[str, int], Mapping[str, int]] = field(default_factory=dict)
    of_rounded_people: AmountsOfPeople = field(default_factory=AmountsOfPeople)

    def __post_init__(self) -> None:
        """Be ready to put distributions together."""
        self._distributions = Distributions(self.counts)

    def absence(self, measure: str, year: int, area_code: str) -> Marker | None:
        """Why the area has no figure of this measure in the year, if it has none."""
        if (year, area_code) not in self.in_being or (measure, year, area_code) in self.not_asked:
            return Marker.NOT_APPLICABLE
        if (measure, year, area_code) in self.unreliable:
            return Marker.LOW_RELIABILITY
        if (measure, year, area_code) not in self.known:
            return Marker.NOT_AVAILABLE
        return None

    def unrounded(self, measure: str, year: int, area_code: str, key: str) -> int:
        """The count before rounding and protection; for calculation, never for print."""
        return self.counts.get((measure, year, area_code), {}).get(key, 0)

    def _not_in_rates(self, year: int, area_code: str, *measures: str) -> frozenset[str]:
        """The authorities that a percentage, rate or average of these measures is worked out without."""
        if not self.out_of_rates:
            return frozenset()
        return frozenset().union(*(self.out_of_rates.get((measure, year, area_code), ()) for measure in measures))

    def _in_rates(self, measure: str, year: int, area_code: str, key: str, without: Collection[str]) -> int:
        """The count less those of some of its authorities."""
        whole = self.unrounded(measure, year, area_code, key)
        return whole - sum(self.unrounded(measure, year, la_code, key) for la_code in without) if without else whole

    def _unit(self, measure: str) -> int:
        """How many of what is kept of a measure are one of what is printed."""
        return unit_of(self.decimals.get(measure, 0))

    def _number(self, measure: str, value: int | Fraction, area_code: str) -> Figure:
        """A number of a measure as it is printed at the area's level, rounded once."""
        places, base = self.decimals.get(measure, 0), self._base(area_code)
        if places and base == 1:
            return _rounded(value.numerator, unit_of(places) * value.denominator, 1, places)
        of = value.denominator * (unit_of(places) if places else 1)
        return Figure(round_signed(value.numerator, base * of) // of)

    def of(self, shown: Shown) -> Figure:
        """The figure that ``shown`` names."""
        figure = self._of(shown)
        if figure.value == 0 and self.without_figures and shown.statistic != POPULATION:
            places = {(measure, *shown.place[1:]) for measure in (shown.measure, shown.whole[0])}
            if not places.isdisjoint(self.without_figures):
                return Figure(None, Marker.NOT_AVAILABLE)
        return figure

    def _of(self, shown: Shown) -> Figure:
        if shown.statistic == PERCENT and not shown.of_measure:
            return self.percent(*shown.place, shown.key, shown.of_key, shown.decimals)
        if shown.statistic in (PERCENT, AVERAGE):
            return self._relative(shown)
        if shown.statistic == QUANTILE:
            return self._quantile(shown)
        if shown.statistic in PER:
            return self.rate(*shown.place, shown.key, shown.decimals, shown.statistic)
        if shown.statistic == POPULATION:
            return self.population(shown.year, shown.area_code)
        if shown.statistic == DIFFERENCE:
            return self.difference(shown.cell, shown.minus, shown.year, shown.area_code)
        return self.count(*shown.place, shown.key)

    def count(self, measure: str, year: int, area_code: str, key: str) -> Figure:
        """A count as published."""
        absent = self.absence(measure, year, area_code)
        if absent is not None:
            return Figure(None, absent)
        if self.suppressed and Shown(COUNT, measure, year, area_code, key) in self.suppressed:
            return Figure(None, Marker.CONFIDENTIAL)
        value = self.unrounded(measure, year, area_code, key)
        whole = self.applies_to.get(measure) if self.levels[area_code] == "local_authority" else None
        if value == 0 and whole is not None and self.unrounded(whole, year, area_code, "") == 0:
            return Figure(None, Marker.NOT_APPLICABLE)
        amounts, where = self.of_rounded_people, (self.counts, measure, year, area_code, key)
        # Points may be below nought, so that a part of them may be more than its whole.
        if not self.decimals.get(measure) and amounts.exceeds_a_whole(*where, self._base):
            return Figure(None, Marker.LOW_RELIABILITY)
        return self._number(measure, amounts.of(*where, self._base(area_code)), area_code)

    def _base(self, area_code: str) -> int:
        """What numbers of an area are rounded to."""
        return self.rounding[self.levels[area_code]]

    def percent(self, measure: str, year: int, area_code: str, key: str, of_key: str, decimals: int) -> Figure:
        """A percentage of unrounded counts; it follows the protection of its numerator and its denominator."""
        absent = self.absence(measure, year, area_code)
        if absent is not None:
            return Figure(None, absent)
        if self.suppressed:
            shown = Shown(PERCENT, measure, year, area_code, key, of_key, decimals=decimals)
            counts = [Shown(COUNT, measure, year, area_code, name) for name in (key, of_key)]
            if any(name in self.suppressed for name in (shown, *counts)):
                return Figure(None, Marker.CONFIDENTIAL)
        without = self._not_in_rates(year, area_code, measure)
        denominator = self._in_rates(measure, year, area_code, of_key, without)
        if denominator == 0:
            return Figure(None, self._of_nobody(measure, year, area_code, of_key))
        numerator = self._in_rates(measure, year, area_code, key, without)
        return _rounded(numerator, denominator, 100, decimals)

    def _of_nobody(self, measure: str, year: int, area_code: str, key: str) -> Marker:
        """Why a base has nobody: there is nobody, or only authorities that no rate has."""
        if self.unrounded(measure, year, area_code, key) != 0:
            return Marker.LOW_RELIABILITY
        whole = ";".join(pair for pair in key.split(";") if pair not in self.known_parts)
        is_unknown = whole != key and self.unrounded(measure, year, area_code, whole) != 0
        return Marker.NOT_AVAILABLE if is_unknown else Marker.NOT_APPLICABLE

    def _relative(self, shown: Shown) -> Figure:
        """A percentage of another measure's count, or an average: from unrounded numbers, estimates included."""
        measure, key = shown.whole
        for name in (shown.measure, measure):
            absent = self.absence(name, shown.year, shown.area_code)
            if absent is not None:
                return Figure(None, absent)
        if Shown(COUNT, measure, shown.year, shown.area_code, key) in self.suppressed:
            return Figure(None, Marker.CONFIDENTIAL)
        without = self._not_in_rates(shown.year, shown.area_code, shown.measure, measure)
        denominator = self._in_rates(measure, shown.year, shown.area_code, key, without)
        if denominator == 0:
            marker = self._of_nobody(measure, shown.year, shown.area_code, key)
            is_0 = shown.format == DECIMAL_0_OF_NONE and marker is Marker.NOT_APPLICABLE
            return Figure(0) if is_0 else Figure(None, marker)
        if shown in self.suppressed or Shown(COUNT, *shown.place, shown.key) in self.suppressed:
            return Figure(None, Marker.CONFIDENTIAL)
        numerator = self._in_rates(*shown.place, shown.key, without) * self._unit(measure)
        denominator *= self._unit(shown.measure)
        if numerator > denominator and (shown.cell, shown.whole) in self.never_exceeding:
            return Figure(None, Marker.LOW_RELIABILITY)
        if shown.format in INTERVALS:
            return self._end_of_interval(shown, Fraction(numerator, denominator))
        if shown.statistic == PERCENT or shown.format in (DECIMAL, DECIMAL_0_OF_NONE):
            scale = 100 if shown.statistic == PERCENT else 1
            return _rounded(numerator, denominator, scale, shown.decimals)
        unit = scale_of(shown)
        months = round_ratio(numerator * unit.numerator, denominator * unit.denominator, 1, 0)
        return Figure(YearsAndMonths(months, shown.format == PADDED_YEARS_AND_MONTHS))

    def _end_of_interval(self, shown: Shown, average: Fraction) -> Figure:
        """An end of an average's confidence interval, from the spread of its year; not available without one."""
        pairs = set(shown.key.split(";"))
        spread = next(
            (
                one
                for key, one in self.spreads.get((shown.measure, shown.year), {}).items()
                if not key or set(key.split(";")) <= pairs
            ),
            None,
        )
        if spread is None:
            return Figure(None, Marker.NOT_AVAILABLE)
        # The width of an interval tells the number of people: of rounded numbers it tells the rounded one.
        people = self.unrounded(shown.whole.measure, shown.year, shown.area_code, shown.whole.key)
        people = round_signed(people, self._base(shown.area_code))
        if not people:
            return Figure(None, Marker.NOT_AVAILABLE)
        return interval_end(
            average, Fraction(spread, self._unit(shown.measure)), people, shown.decimals,
            is_upper=shown.format == UPPER_95,
        )  # fmt: skip

    def _quantile(self, shown: Shown) -> Figure:
        """A quantile of the numbers supplied: estimates scale a distribution and leave its quantiles alone."""
        absent = self.absence(*shown.place)
        if absent is not None:
            return Figure(None, absent)
        if shown in self.suppressed or Shown(COUNT, *shown.place, shown.key) in self.suppressed:
            return Figure(None, Marker.CONFIDENTIAL)
        distribution = self._distributions.within(shown.place, shown.key, shown.histogram)
        if not distribution.total:
            is_empty = self.unrounded(*shown.place, shown.key) == 0
            return Figure(None, Marker.NOT_APPLICABLE if is_empty else Marker.NOT_AVAILABLE)
        return Figure(distribution.quantile(Fraction(shown.quantile)))

    def rate(self, measure: str, year: int, area_code: str, key: str, decimals: int = 0, kind: str = RATE) -> Figure:
        """A count per 10,000 of the population, or as a percentage of it; follows the protection of its count."""
        shown = self.count(measure, year, area_code, key)
        if shown.marker is not None:
            return shown
        without = self._not_in_rates(year, area_code, measure)
        population = population_less(self.populations, year, area_code, without)
        if population is None:
            return Figure(None, Marker.NOT_AVAILABLE)
        if Shown(kind, measure, year, area_code, key, decimals=decimals) in self.suppressed:
            return Figure(None, Marker.CONFIDENTIAL)
        if population == 0:
            return Figure(None, Marker.LOW_RELIABILITY)
        count = self._in_rates(measure, year, area_code, key, without)
        return _rounded(count, population * self._unit(measure), PER[kind], decimals)

    def population(self, year: int, area_code: str) -> Figure:
        """The child population behind the year's rates: public, so neither rounded nor suppressed."""
        population = self.populations.get((year, area_code))
        return Figure(None, Marker.NOT_AVAILABLE) if not population else Figure(population)

    def difference(self, first: Cell, second: Cell, year: int, area_code: str) -> Figure:
        """One count less another, each a (measure, key), from unrounded counts; suppressed when either is."""
        shown = [self.count(measure, year, area_code, key) for measure, key in (first, second)]
        for figure in shown:
            if figure.marker is not None:
                return figure
        if Shown(DIFFERENCE, first[0], year, area_code, first[1], minus=second) in self.suppressed:
            return Figure(None, Marker.CONFIDENTIAL)
        value, less = (self.unrounded(measure, year, area_code, key) for measure, key in (first, second))
        return self._number(first[0], value - less, area_code)


def population_less(
    populations: Mapping[tuple[int, str], int], year: int, area_code: str, without: Collection[str]
) -> int | None:
    """The children of an area less those of some of its authorities; None where any of the numbers is not known."""
    found = [populations.get((year, code)) for code in (area_code, *without)]
    known = [number for number in found if number]
    return known[0] - sum(known[1:]) if len(known) == len(found) else None


def _rounded(numerator: int, denominator: int, scale: int, decimals: int) -> Figure:
    """A ratio to so many decimals, ties up; negligible where it is not 0 and rounds to 0."""
    scaled = round_ratio(numerator, denominator, scale, decimals)
    if scaled == 0 and numerator != 0:
        return Figure(None, Marker.NEGLIGIBLE)
    return Figure(scaled if decimals == 0 else Decimal(scaled).scaleb(-decimals))
