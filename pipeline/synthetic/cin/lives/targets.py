"""How many referrals, children in need and plans each patch is to have in each year: national totals shared out.

Sources: ``national_targets.csv`` (beside this file) for England. The spread between authorities is ours, wider for what
practice decides (referrals that come to nothing, enquiries) than for need itself, which goes with children in care.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import FIRST_YEAR, LAST_PUBLISHED, Patch, patches
from pipeline.synthetic.country.targets import by_year, patch_targets

_FILE = Path(__file__).with_name("national_targets.csv")

# The year before the first is run through as well, so that the first has former children to be referred again.
WARM_UP_YEAR = FIRST_YEAR - 1


def years_run(patch: Patch) -> range:
    """The years that a patch is run through, the warm-up year among them."""
    return range(WARM_UP_YEAR, patch.years.stop)


# Need per child goes with care per child to this power.
_GOES_WITH_CARE = 0.6
_SPREAD_OF_NEED = 0.15
_SPREAD_OF_REFERRALS = 0.2
_SPREAD_OF_OUTCOMES = 0.25
_SPREAD_OF_NO_FURTHER_ACTION = 0.7
_SPREAD_OF_PLANS = 0.18
_YEARLY_DRIFT = 0.03
# Some assessments are cut short by the closing of the case, and so come within the time after all.
_HURRIED = 0.02
# Children in need on the day before the warm-up year, as a share of those at its end.
_OPENING_STOCK = 0.97


@dataclass(frozen=True, slots=True)
class YearOfNeed:
    """What one patch is to have in one collection year.

    ``pending`` are referrals of the year still open on 31 March that the next year finds not to be in need; they are
    what published stock and flow leave unexplained. ``plans_second`` are those that are not the child's first plan,
    ``plans_again`` of these those that begin in the year in which another plan of the child ended.
    """

    referrals: int
    re_referrals: int
    no_further_action: int
    not_in_need: int
    pending: int
    in_need: int
    section_47: int
    conferences: int
    plans_starting: int
    plans_second: int
    plans_again: int
    plans: int


@dataclass(frozen=True, slots=True)
class PatchOfNeed:
    """A patch's stock on the day before the warm-up year (of it ``opening_pending``), its plans, and its years."""

    opening: int
    opening_pending: int
    opening_plans: int
    years: tuple[YearOfNeed, ...]

    def year(self, year: int) -> YearOfNeed:
        """The targets of one collection year."""
        return self.years[year - WARM_UP_YEAR]


@cache
def national_targets() -> dict[tuple[int, str], float]:
    """(collection year, measure) -> England's figure, as published or as the file says."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {(int(row["collection_year"]), row["measure"]): float(row["value"]) for row in csv.DictReader(file)}


def pending_at_the_end_of(year: int, last_year: int = LAST_PUBLISHED) -> float:
    """England's referrals open on 31 March that turn out not to be in need within the next year."""
    national = national_targets()
    year = min(max(year + 1, FIRST_YEAR), last_year)
    started = national[year, "referrals"] - national[year, "no_further_action"] - national[year, "assessed_not_in_need"]
    before, now = national[year - 1, "in_need_on_31_march"], national[year, "in_need_on_31_march"]
    return before + started - national[year, "episodes_ending"] - now


def promptness(year: int) -> float:
    """The share of a year's assessments to be drawn as authorised within 45 working days."""
    published = national_targets()[min(max(year, WARM_UP_YEAR), LAST_PUBLISHED), "assessments_within_45_days_percent"]
    return published / 100 - _HURRIED


Shares = npt.NDArray[np.float64]


@cache
def needs_of_patches(seed: int, scale: float, last_year: int = LAST_PUBLISHED) -> dict[str, PatchOfNeed]:
    """Patch key -> targets; for the same seed and scale the same, whichever authorities are then written."""
    everywhere = patches(last_year)
    years = years_run(everywhere[0])
    published = sum(year <= LAST_PUBLISHED for year in years)
    national = national_targets()
    rng = np.random.default_rng(stable_seed(seed, "need", "sizes"))
    shape = (len(years), len(everywhere))
    # Estimates of the first year stand for the warm-up year.
    population = np.array([[patch.children(max(year, FIRST_YEAR)) for patch in everywhere] for year in years])
    care = patch_targets(seed, 1.0, last_year)
    of_years = slice(published - 1)  # the warm-up year has no children in care
    in_care = np.array([sum(year.looked_after for year in care[patch.key].years[of_years]) for patch in everywhere])
    level = (in_care / population[:published].sum(axis=0)) ** _GOES_WITH_CARE
    level = level * np.exp(rng.normal(0.0, _SPREAD_OF_NEED, shape[1]))
    drift = np.cumsum(by_year(rng, _YEARLY_DRIFT, everywhere, seed, "need", "drift", years_before=1), axis=0)
    need = population * level * np.exp(drift)
    numbers = count()

    def varied(basis: Shares, spread: float) -> Shares:
        lasting = rng.normal(0.0, spread, shape[1])
        passing: Shares = by_year(rng, spread / 4, everywhere, seed, "need", next(numbers), years_before=1)
        weights: Shares = basis * np.exp(lasting + passing)
        return weights

    referred = varied(need, _SPREAD_OF_REFERRALS)
    planned = varied(need, _SPREAD_OF_PLANS)
    weights = {
        "in_need_on_31_march": need,
        "referrals": referred,
        "re_referrals": varied(referred, _SPREAD_OF_OUTCOMES / 2),
        # Some authorities end a third of their referrals so, none much more.
        "no_further_action": np.minimum(varied(referred, _SPREAD_OF_NO_FURTHER_ACTION), 2.5 * referred),
        "assessed_not_in_need": varied(referred, _SPREAD_OF_OUTCOMES),
        "section_47": varied(need, _SPREAD_OF_OUTCOMES),
        "conferences": planned,
        "plans_starting": planned,
        "plans_second_or_subsequent": planned,
        "plans_after_another_in_year": planned,
        "plans_on_31_march": planned,
    }
    counts = {
        measure: np.array(
            [_shared_out(row, national[year, measure] * scale) for year, row in zip(years, rows, strict=True)]
        )
        for measure, rows in weights.items()
    }
    not_in_need = weights["assessed_not_in_need"]
    pending = np.array(
        [
            _shared_out(row, pending_at_the_end_of(year, last_year) * scale)
            for year, row in zip(years, not_in_need, strict=True)
        ]
    )
    opening = _shared_out(need[0], national[WARM_UP_YEAR, "in_need_on_31_march"] * scale * _OPENING_STOCK)
    opening_pending = _shared_out(not_in_need[0], pending_at_the_end_of(WARM_UP_YEAR - 1) * scale)
    opening_plans = _shared_out(planned[0], national[WARM_UP_YEAR, "plans_on_31_march"] * scale)
    columns = (*(counts[measure] for measure in (
        "referrals", "re_referrals", "no_further_action", "assessed_not_in_need")), pending,
        *(counts[measure] for measure in (
            "in_need_on_31_march", "section_47", "conferences", "plans_starting", "plans_second_or_subsequent",
            "plans_after_another_in_year", "plans_on_31_march")))  # fmt: skip
    return {
        patch.key: PatchOfNeed(
            opening=int(opening[index]),
            opening_pending=int(opening_pending[index]),
            opening_plans=int(opening_plans[index]),
            years=tuple(
                YearOfNeed(*(int(column[position, index]) for column in columns)) for position in range(shape[0])
            ),
        )
        for index, patch in enumerate(everywhere)
    }


def _shared_out(weights: Shares, total: float) -> npt.NDArray[np.int64]:
    """Whole numbers in proportion to the weights that add up to the rounded total."""
    steps = np.floor(np.cumsum(weights) / weights.sum() * total + 0.5).astype(np.int64)
    whole: npt.NDArray[np.int64] = np.diff(steps, prepend=0)
    return whole
