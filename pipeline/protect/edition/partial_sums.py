"""Percentages, rates and averages without the authorities that totals alone have: what they are of, as unknowns.

Of a region with 30 boys, 3 of them in an authority whose figure is in totals alone, a percentage is of the other 27. No
file prints them. That they are the region's 30 less the authority's 3 is what the percentage may tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.analyse.distribution import Place
from pipeline.analyse.figures import Shown, population_less
from pipeline.design.statistic import PER
from pipeline.foundation.numbers import Derived, Key, Mean, Ratio

STATISTICS = ("percent", *PER, "average")
"""What is worked out without them. A quantile is of everybody whose number is in the total."""


@dataclass(frozen=True)
class PartialSum:
    """The counts of a measure in an area, less those of the authorities ``without``; the name of its unknowns."""

    measure: str
    area_code: str
    without: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name under which its counts are unknowns, as a measure of its own."""
        return f"{self.measure} of {self.area_code} without {', '.join(self.without)}"

    def of(self, key: Key) -> Key:
        """The count of the same cell without these authorities."""
        return key._replace(measure=self.name)


def without_of(figure: Shown, out_of_rates: Mapping[Place, frozenset[str]]) -> tuple[str, ...]:
    """The authorities that a figure is worked out without, though the numbers behind it have them."""
    if figure.statistic not in STATISTICS:
        return ()
    measures = {figure.measure, figure.whole[0]}
    found = (out_of_rates.get((measure, figure.year, figure.area_code), frozenset()) for measure in measures)
    return tuple(sorted(frozenset().union(*found)))


def worked_out_without(
    number: Derived, without: tuple[str, ...], populations: Mapping[tuple[int, str], int]
) -> tuple[Derived | None, list[PartialSum]]:
    """The same number of the other authorities, and the partial sums that it is of; None where there is none.

    It is suppressed with the counts that files show in their place.
    """
    found: dict[str, PartialSum] = {}

    def partial(key: Key) -> Key:
        one = PartialSum(key.measure, key.area_code, without)
        return found.setdefault(one.name, one).of(key)

    if isinstance(number, Ratio):
        population = number.known_denominator
        if population:
            population = population_less(populations, number.key.collection_year, number.key.area_code, without) or 0
            if not population:
                return None, []
        top, bottom = (tuple(map(partial, keys)) for keys in (number.numerator, number.denominator))
        beside = (*number.numerator, *number.denominator)
        return (
            replace(number, numerator=top, denominator=bottom, known_denominator=population, beside=beside),
            [*found.values()],
        )
    if isinstance(number, Mean):
        bands = tuple(replace(band, count=partial(band.count)) for band in number.bands)
        base = partial(number.count)
        unshown = number.unshown | {base, *(band.count for band in bands)}
        beside = (number.count, *number.beside)
        return replace(number, count=base, beside=beside, bands=bands, unshown=unshown), [*found.values()]
    return number, []


@dataclass(frozen=True)
class PartialUnknowns:
    """Unknowns of partial sums, and what relates them: ``sums`` as (whole, parts), ``contained`` as (parts, wholes)."""

    keys: tuple[Key, ...]
    sums: tuple[tuple[Key, tuple[Key, ...]], ...]
    contained: tuple[tuple[tuple[Key, ...], tuple[Key, ...]], ...]


def partial_unknowns(asked: Iterable[tuple[int, PartialSum]], wanted: Mapping[Place, set[str]]) -> PartialUnknowns:
    """The cells of partial sums by year: all that their area has as unknowns, so that categories add up in both.

    Where an authority has no such cell, because files show it of wider areas alone, the partial sum is no more than the
    area's.
    """
    keys, sums, contained = [], [], []
    for year, one in sorted(asked, key=lambda pair: (pair[0], pair[1].name)):
        for breakdown in sorted(wanted.get((one.measure, year, one.area_code), ())):
            whole = Key(one.measure, year, one.area_code, breakdown)
            part = one.of(whole)
            keys.append(part)
            if all(breakdown in wanted.get((one.measure, year, code), ()) for code in one.without):
                sums.append((whole, (part, *(whole._replace(area_code=code) for code in one.without))))
            else:
                contained.append(((part,), (whole,)))
    return PartialUnknowns(tuple(keys), tuple(sums), tuple(contained))
