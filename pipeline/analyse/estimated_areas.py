"""Which areas' figures include estimates, for whom and by how much, told from what is published anyway.

An estimate is the rate of the authorities that are known times a population, so the estimated part of England is its
figure times the missing authorities' share of the population; a region's is that rate times the population missing
there. Both are worked out here from the figure as published, rounded and protected, and from published populations:
a reader could do the same, and learns nothing of the known sum beyond its rounding, which the estimates themselves
would tell. They are therefore near, and not exactly, what was added. Figures carried forward are no estimates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.rounding import round_ratio
from pipeline.design.figure import Area
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage_floor import few_of
from pipeline.reference.periods import period_of

MOST_NAMED = 12
"""Authorities that a line above a table names: more of them fill a page in a column as narrow as the first."""

PERCENT_DECIMALS = 1


@dataclass(frozen=True)
class EstimatedArea:
    """An area whose figure of a measure and year includes estimates.

    ``authorities`` are the names of those estimated; ``number`` is the estimated part, rounded as the area's figures
    are, and ``percent`` its share of the figure: None where no file shows the figure, or where it is suppressed.
    """

    measure: str
    year: int
    area: Area
    authorities: tuple[str, ...]
    number: int | None
    percent: Decimal | None

    @property
    def place(self) -> tuple[str, int, str]:
        """The measure, year and area code."""
        return self.measure, self.year, self.area.area_code


def estimated_areas(
    warehouse: Warehouse, areas: Areas, years: Sequence[int], figures: Figures, shown: Collection[Shown]
) -> tuple[EstimatedArea, ...]:
    """England and the regions with estimates, by measure, year and in table order; ``shown`` is what files show."""
    names = {area.area_code: area.area_name for area in areas.local_authorities}
    missing: dict[tuple[str, int, str], list[tuple[str, int]]] = {}
    for measure, year, la_code, population in warehouse.connection.execute(
        "SELECT measure, collection_year, la_code, population FROM grossed.estimates "
        "WHERE list_contains(?, collection_year) ORDER BY ALL",
        [list(years)],
    ).fetchall():
        for code in areas.above(la_code):
            missing.setdefault((measure, year, code), []).append((names[la_code], population))
    listed = [ENGLAND, *areas.regions]
    order = {area.area_code: place for place, area in enumerate(listed)}
    found = []
    for measure, year, code in sorted(missing, key=lambda place: (place[0], place[1], order[place[2]])):
        estimated = missing[measure, year, code]
        number, percent = _part((measure, year, code), sum(people for _, people in estimated), figures, shown)
        authorities = tuple(name for name, _ in estimated)
        found.append(EstimatedArea(measure, year, listed[order[code]], authorities, number, percent))
    return tuple(found)


def _part(
    place: tuple[str, int, str], population: int, figures: Figures, shown: Collection[Shown]
) -> tuple[int | None, Decimal | None]:
    """The estimated number of an area and its percentage of the figure, from published figures and populations."""
    measure, year, code = place
    whole = figures.populations.get((year, ENGLAND.area_code))
    england = _published((measure, year, ENGLAND.area_code), figures, shown)
    own = _published(place, figures, shown)
    if england is None or own is None or not whole:
        return None, None
    estimate = Fraction(england * population, whole)
    base = figures.rounding[figures.levels[code]]
    number = round_ratio(estimate.numerator, estimate.denominator * base, 1, 0) * base
    if not own:
        return number, None
    tenths = round_ratio(estimate.numerator, estimate.denominator * own, 100, PERCENT_DECIMALS)
    return number, Decimal(tenths).scaleb(-PERCENT_DECIMALS)


def _published(place: tuple[str, int, str], figures: Figures, shown: Collection[Shown]) -> int | None:
    """The total of a measure as some file shows it."""
    total = Shown("count", *place, "")
    if total not in shown:
        return None
    value = figures.of(total).value
    return value if isinstance(value, int) else None


def estimates_behind(estimated: Iterable[EstimatedArea], figures: Iterable[Shown]) -> list[str]:
    """A sentence for each year in which some of the ``figures`` include estimates: of which areas, and for whom."""
    places = {place for one in figures for place in (one.place, (one.whole[0], *one.place[1:]))}
    of_year: dict[int, list[EstimatedArea]] = {}
    for one in estimated:
        if one.place in places:
            of_year.setdefault(one.year, []).append(one)
    return [
        f"{period_of(year)}: figures for {_listed(one.area.area_name for one in found)} include estimates for "
        f"{_some(name for one in found for name in one.authorities)}."
        for year, found in sorted(of_year.items())
    ]


def _some(names: Iterable[str]) -> str:
    """All names where they are few; else the first of them, how many more there are, and where all are."""
    every = [*dict.fromkeys(names)]
    return _listed(every) if len(every) <= MOST_NAMED else f"{few_of(every)}, all listed in coverage.csv"


def _listed(names: Iterable[str]) -> str:
    *others, last = dict.fromkeys(names)
    return f"{', '.join(others)} and {last}" if others else last
