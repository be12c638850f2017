"""Patches: the pieces of England that kept together through every merger and split, and the codes they returned under.

Most patches are one local authority throughout. Where authorities merged or split, a patch is the land that one of the
first year and one of the last year have in common, so that its children pass to the successor with their identifiers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.foundation.stages import UsageError
from pipeline.reference import tables as reference

TARGETS = Path(__file__).with_name("national_targets.csv")  # the published totals of England that are imitated


CARRIED = "carried forward"  # the source of a year's totals that are those of the year before, until it is published


def _last_years() -> tuple[int, int]:
    with TARGETS.open(encoding="utf-8", newline="") as file:
        rows = [(int(row["collection_year"]), row["source"].startswith(CARRIED)) for row in csv.DictReader(file)]
    return max(year for year, is_carried in rows if not is_carried), max(year for year, _ in rows)


FIRST_YEAR = 2014
LAST_PUBLISHED, LAST_YEAR = _last_years()
YEARS = range(FIRST_YEAR, LAST_PUBLISHED + 1)


def horizon(years: Iterable[int]) -> int:
    """The year up to which England is run for returns of these years.

    A year whose totals are carried forward is run for nobody else: what a child does then would change its earlier
    returns, and the same seed must give the same bytes.
    """
    return max(LAST_PUBLISHED, *years)


# Rounds of fitting patches to the populations of both ends; the few merged groups settle well before.
_FITTING_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of England: ``key`` names it, ``codes`` holds its 3-digit LA code for each year that is run.

    ``population`` is the children aged 0 to 17 of each year (estimates where areas were later redrawn) and ``group``
    the key of the first patch among those that ever shared a code: they are written together.
    """

    key: str
    number: int
    group: str
    region: str
    codes: tuple[str, ...]
    population: tuple[float, ...]

    @property
    def years(self) -> range:
        """The years that are run."""
        return range(FIRST_YEAR, FIRST_YEAR + len(self.codes))

    def code(self, year: int) -> str:
        """The LA code under which the patch returned in a year."""
        return self.codes[year - FIRST_YEAR]

    def children(self, year: int) -> float:
        """The patch's children aged 0 to 17 behind the rates of a year."""
        return self.population[year - FIRST_YEAR]

    @property
    def current_code(self) -> str:
        """The LA code of the last year, under which postcodes know the patch."""
        return self.codes[-1]


@cache
def patches(last_year: int = LAST_PUBLISHED) -> tuple[Patch, ...]:
    """Every patch of England, run up to ``last_year``, by code of the first year and then of the last."""
    years = range(FIRST_YEAR, last_year + 1)
    pairs = [
        (first, last.la_code)
        for last in reference.local_authorities(last_year)
        for first in reference.authorities_of_area(last.la_code, from_year=last_year, to_year=FIRST_YEAR)
    ]
    pairs.sort()
    regions = {la.la_code: la.csc_region_name for la in reference.local_authorities(last_year)}
    codes = {pair: tuple(_code(*pair, year, last_year) for year in years) for pair in pairs}
    groups = _groups(codes)
    weights = _weights(pairs, last_year)
    populations = [reference.estimated_child_population(year) for year in years]
    made: dict[tuple[str, str], Patch] = {}
    for number, (first, last) in enumerate(pairs):
        made[first, last] = Patch(
            key=first if first == last else f"{first}-{last}",
            number=number,
            group=groups[first, last],
            region=regions[last],
            codes=codes[first, last],
            population=tuple(_population((first, last), year, codes, weights, populations) for year in years),
        )
    return tuple(made.values())


def patches_of(la_codes: Iterable[str], last_year: int = LAST_PUBLISHED) -> tuple[Patch, ...]:
    """The patches that ever returned under one of the codes; raises UsageError for a code nobody ever used."""
    wanted = list(dict.fromkeys(la_codes))
    known = {code for patch in patches(last_year) for code in patch.codes}
    for code in wanted:
        if code not in known:
            raise UsageError(
                f"--las: '{code}' is not the 3-digit code of a local authority of {FIRST_YEAR} to {last_year}. "
                "Give codes of data/reference/local_authorities_by_year.csv, separated by commas."
            )
    return tuple(patch for patch in patches(last_year) if any(code in patch.codes for code in wanted))


def _code(first: str, last: str, year: int, last_year: int) -> str:
    """The code that the land common to two authorities had in a year between them."""
    forwards = set(reference.authorities_of_area(first, from_year=FIRST_YEAR, to_year=year))
    backwards = set(reference.authorities_of_area(last, from_year=last_year, to_year=year))
    (code,) = forwards & backwards
    return code


def _groups(codes: dict[tuple[str, str], tuple[str, ...]]) -> dict[tuple[str, str], str]:
    """For each patch the lowest first-year code among patches it is linked to by any shared code."""
    groups = {pair: pair[0] for pair in codes}
    changed = True
    while changed:
        changed = False
        for one, its_codes in codes.items():
            for other, other_codes in codes.items():
                if groups[other] < groups[one] and set(its_codes) & set(other_codes):
                    groups[one] = groups[other]
                    changed = True
    return groups


def _weights(pairs: list[tuple[str, str]], last_year: int) -> dict[tuple[str, str], float]:
    """Relative sizes of patches, fitted in turn to the populations of the first and of the last year."""
    start = reference.estimated_child_population(FIRST_YEAR)
    end = reference.estimated_child_population(last_year)
    weights = {pair: 1.0 for pair in pairs}
    for _ in range(_FITTING_ROUNDS):
        for position, populations in enumerate((start, end)):
            sums: dict[str, float] = {}
            for pair in pairs:
                sums[pair[position]] = sums.get(pair[position], 0.0) + weights[pair]
            for pair in pairs:
                weights[pair] *= populations[pair[position]] / sums[pair[position]]
    return weights


def _population(
    pair: tuple[str, str],
    year: int,
    codes: dict[tuple[str, str], tuple[str, ...]],
    weights: dict[tuple[str, str], float],
    populations: Sequence[Mapping[str, int]],
) -> float:
    position = year - FIRST_YEAR
    code = codes[pair][position]
    sharing = sum(weight for other, weight in weights.items() if codes[other][position] == code)
    return populations[position][code] * weights[pair] / sharing
