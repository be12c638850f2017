"""How many children each patch is to have: national totals of each year shared out and rounded so that they add up.

Sources: ``national_targets.csv`` (beside this file) for England. The spread between authorities is ours: published LA
rates of children looked after run from about 20 to 150 per 10,000, with the North above London and the South.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import FIRST_YEAR, LAST_PUBLISHED, TARGETS, Patch, patches

# Children looked after per 10,000 children, near the regional rates published for 2024.
_REGIONAL_RATES = {
    "North East": 112,
    "North West": 93,
    "Yorkshire and The Humber": 80,
    "East Midlands": 64,
    "West Midlands": 88,
    "East of England": 49,
    "Inner London": 54,
    "Outer London": 47,
    "South East": 56,
    "South West": 61,
}
_LOWEST_RATE, _HIGHEST_RATE = 20.0, 150.0
_SPREAD_OF_RATES = 0.28
_YEARLY_DRIFT = 0.02
_SPREAD_OF_TURNOVER = 0.12
_SPREAD_OF_ASYLUM = 0.5
_SPREAD_OF_SHORT_BREAKS = 1.0
# Ports of entry and the Home Office's intake units care for several times their share of asylum-seeking children.
_ARRIVALS = {"886": 2.0, "306": 2.5, "312": 2.5, "201": 10.0}


@dataclass(frozen=True, slots=True)
class YearTarget:
    """What one patch is to have in one collection year; every count is of children.

    ``restarts`` are children who start, cease and start again within the year: they are what the published stock gains
    beyond published starters less leavers. ``asylum_*`` are unaccompanied asylum-seeking children within the others.
    """

    looked_after: int
    started: int
    restarts: int
    adopted: int
    asylum_looked_after: int
    asylum_started: int
    short_breaks_only: int


@dataclass(frozen=True, slots=True)
class PatchTarget:
    """A patch's stock on the day before the first year (``opening``, ``asylum_opening``) and its targets by year."""

    opening: int
    asylum_opening: int
    years: tuple[YearTarget, ...]

    def year(self, year: int) -> YearTarget:
        """The targets of one collection year."""
        return self.years[year - FIRST_YEAR]


@cache
def national_targets() -> dict[tuple[int, str], int]:
    """(collection year, measure) -> children in England, as published; 2013 is the opening stock."""
    with TARGETS.open(encoding="utf-8", newline="") as file:
        return {(int(row["collection_year"]), row["measure"]): int(row["children"]) for row in csv.DictReader(file)}


@cache
def patch_targets(seed: int, scale: float, last_year: int = LAST_PUBLISHED) -> dict[str, PatchTarget]:
    """Patch key -> targets; for the same seed and scale the same, whichever authorities are then written."""
    everywhere = patches(last_year)
    national = national_targets()
    stock, flow, asylum, adoption, breaks = _shares(seed, everywhere)
    opening = _round_shares(stock[0] * national[FIRST_YEAR - 1, "looked_after_on_31_march"] * scale)
    asylum_opening = _round_shares(asylum[0] * national[FIRST_YEAR - 1, "uasc_on_31_march"] * scale)
    asylum_opening = np.minimum(asylum_opening, opening)
    by_year: list[list[YearTarget]] = []
    for position, year in enumerate(everywhere[0].years):

        def total(measure: str, year: int = year) -> float:
            return national[year, measure] * scale

        looked_after = _round_shares(stock[position] * total("looked_after_on_31_march"))
        started = _round_shares(flow[position] * total("started_during_year"))
        gain = total("looked_after_on_31_march") - scale * national[year - 1, "looked_after_on_31_march"]
        unexplained = max(0.0, gain - total("started_during_year") + total("ceased_during_year"))
        asylum_now = np.minimum(_round_shares(asylum[position] * total("uasc_on_31_march")), looked_after)
        asylum_started = np.minimum(_round_shares(asylum[position] * total("uasc_started_during_year")), started)
        restarts = _round_shares(flow[position] * unexplained)
        adopted = _round_shares(adoption[position] * total("adopted_during_year"))
        short = _round_shares(breaks * total("exclusively_short_term_series"))
        columns = (looked_after, started, restarts, adopted, asylum_now, asylum_started, short)
        by_year.append([YearTarget(*(int(value) for value in row)) for row in zip(*columns, strict=True)])
    return {
        patch.key: PatchTarget(
            opening=int(opening[index]),
            asylum_opening=int(asylum_opening[index]),
            years=tuple(year_targets[index] for year_targets in by_year),
        )
        for index, patch in enumerate(everywhere)
    }


Shares = npt.NDArray[np.float64]


def _shares(seed: int, everywhere: tuple[Patch, ...]) -> tuple[Shares, Shares, Shares, Shares, Shares]:
    """Each patch's share of England, by year: stock, starters, asylum seekers, adoptions; and short breaks overall."""
    rng = np.random.default_rng(stable_seed(seed, "sizes"))
    population = np.array([patch.population for patch in everywhere]).T
    regional = np.array([_REGIONAL_RATES[patch.region] for patch in everywhere], dtype=float)
    level = rng.normal(0.0, _SPREAD_OF_RATES, len(everywhere))
    # The City's dozen children and the sizes of Kent and Birmingham are facts of the map, not of the draw.
    fixed = {"201": 0.85, "886": -0.05, "330": -0.2}
    for index, patch in enumerate(everywhere):
        level[index] = fixed.get(patch.key, level[index])
    drift = np.cumsum(by_year(rng, _YEARLY_DRIFT, everywhere, seed, "drift"), axis=0)
    rates = np.clip(regional * np.exp(level + drift), _LOWEST_RATE, _HIGHEST_RATE)
    stock = _normalised(population * rates)
    lasting = rng.normal(0.0, _SPREAD_OF_TURNOVER, len(everywhere))
    turnover = np.exp(lasting + by_year(rng, 0.06, everywhere, seed, "turnover"))
    arrivals = np.array([_ARRIVALS.get(patch.key, 1.0) for patch in everywhere])
    asylum = _normalised(population * arrivals * np.exp(rng.normal(0.0, _SPREAD_OF_ASYLUM, len(everywhere))))
    flow = _normalised(0.8 * stock * turnover + 0.2 * asylum)
    adoption = _normalised(stock * np.exp(by_year(rng, 0.25, everywhere, seed, "adoption")))
    breaks = np.exp(rng.normal(0.0, _SPREAD_OF_SHORT_BREAKS, len(everywhere))) * population[0]
    return stock, flow, asylum, adoption, _normalised(breaks)


def by_year(
    rng: np.random.Generator, spread: float, everywhere: tuple[Patch, ...], *names: str | int, years_before: int = 0
) -> Shares:
    """Normal draws by year and patch, beginning ``years_before`` the first year.

    Years that are carried forward have generators of their own: the draws of the others do not depend on them.
    """
    years, patches_drawn = everywhere[0].years, len(everywhere)
    published = sum(year <= LAST_PUBLISHED for year in years) + years_before
    later = [
        np.random.default_rng(stable_seed(*names, year)).normal(0.0, spread, patches_drawn)
        for year in years
        if year > LAST_PUBLISHED
    ]
    return np.vstack([rng.normal(0.0, spread, (published, patches_drawn)), *later])


def _normalised(weights: Shares) -> Shares:
    """Weights divided by their sum over patches."""
    shares: Shares = weights / weights.sum(axis=-1, keepdims=True)
    return shares


def _round_shares(amounts: Shares) -> npt.NDArray[np.int64]:
    """Whole numbers that add up to the rounded sum of the amounts: the largest remainders are rounded up."""
    whole = np.floor(amounts).astype(np.int64)
    missing = round(float(amounts.sum())) - int(whole.sum())
    if missing > 0:
        order = np.argsort(-(amounts - whole), kind="stable")
        whole[order[:missing]] += 1
    return whole
