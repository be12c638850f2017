"""Who comes into care and who leaves, day by day and patch by patch, so that every published total is met.

A patch is carried from its stock of 1 April 2013 through every year, whatever years are asked for: the same children
then have the same lives in every run. Only births, starts and ends are settled here; ``lives`` fills in the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from pipeline.synthetic.children.asylum import AsylumSeekers
from pipeline.synthetic.children.chances import Chances
from pipeline.synthetic.children.stays import Flows, Leaving, Stay
from pipeline.synthetic.country.days import ADULT, birthday, first_day, last_day
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import FIRST_YEAR, Patch
from pipeline.synthetic.country.shares import (
    AGES_AT_START,
    AGES_OF_OPENING_STOCK,
    HAZARD_BY_AGE,
    HAZARD_BY_YEARS_IN_CARE,
    HAZARD_IN_FIRST_YEAR,
    YEARS_IN_CARE,
)
from pipeline.synthetic.country.targets import PatchTarget, YearTarget
from pipeline.synthetic.country.transfers import Transfer

# A patch with this many starters in a year is large enough to be given the unusual cases of every edge.
LARGE = 20
_BACK_IN_CARE = 0.075
_STOPPED_AND_RESTARTED = 0.02
# Days from starting to an adoption order at the very least.
_QUICKEST_ADOPTION = 330
# As a share of the opening stock: some 8,500 a year, the published cohorts of 2014.
_CARE_LEAVERS_OF_EARLIER_YEARS = 0.385


def simulate(patch: Patch, target: PatchTarget, seed: int, transfers: Sequence[Transfer]) -> Flows:
    """Run a patch through all years; ``transfers`` are the moves between authorities in which it takes part."""
    run = _Run(target, Chances(stable_seed(seed, "flows", patch.key)))
    run.open_stock()
    for year in patch.years:
        run.pass_year(
            year,
            target.year(year),
            leaving=[move for move in transfers if move.year == year and move.origin == patch.key],
            arriving=[move for move in transfers if move.year == year and move.destination == patch.key],
        )
    run.finish(patch.years[-1])
    return run.flows


class _Run:
    """The state of one patch while its years pass: who is looked after now, and who might come back."""

    def __init__(self, target: PatchTarget, chances: Chances) -> None:
        self.target = target
        self.chances = chances
        self.rng = chances.rng
        self.flows = Flows()
        self.looked_after: list[int] = []
        self.asylum = AsylumSeekers(self.flows, chances)
        self.gone_home: list[int] = []
        self.adults: dict[int, int] = {}

    def open_stock(self) -> None:
        """Children already looked after on the day before the first year, with their starts in the years before."""
        day = first_day(FIRST_YEAR)
        for age in self.chances.ages(self.target.opening - self.target.asylum_opening, AGES_OF_OPENING_STOCK):
            born = min(day - 1, day - int(age * 365.25))
            years = float(self.rng.exponential(YEARS_IN_CARE[0 if self.rng.random() < YEARS_IN_CARE[2] else 1]))
            if years > age:
                years = age * float(self.rng.random())
            start = max(born, day - 1 - int(years * 365.25))
            self._start(born, start)
        self.asylum.open_stock(self.target.asylum_opening, day)
        self._former_children(day)

    def _former_children(self, day: int) -> None:
        """Young people who came of age in the three years before the first: its care leavers of 19 to 21."""
        for _ in range(round(self.target.opening * _CARE_LEAVERS_OF_EARLIER_YEARS)):
            adult_on = day - 1 - int(self.rng.integers(0, 3 * 365))
            child = self.flows.add_child(birthday(adult_on, -ADULT))
            start = adult_on - 100 - int(self.rng.exponential(1200.0))
            start = max(start, self.flows.dates_of_birth[child])
            self.flows.add_stay(child, start, birthday(self.flows.dates_of_birth[child], ADULT), Leaving.EIGHTEEN)

    def pass_year(
        self, year: int, target: YearTarget, *, leaving: Sequence[Transfer], arriving: Sequence[Transfer]
    ) -> None:
        """Let a year's children start and cease so that its targets are met."""
        others = max(0, target.started - self.asylum.pass_year(year, target))
        first, last = first_day(year), last_day(year)
        large = target.started >= LARGE
        begun = [number for number in self.looked_after if not self._stay(number).end]
        again = max(1, self.chances.rounded(others * _STOPPED_AND_RESTARTED)) if large else 0
        back = min(self.chances.rounded(others * _BACK_IN_CARE), len(self.gone_home))
        new = max(0, others - again - back - len(leaving) - len(arriving))
        wanted = len(begun) + others + target.restarts
        wanted -= target.looked_after - target.asylum_looked_after

        entrants = self._new_children(new, year, large)
        entrants += self._coming_back(back, first, last)
        self._transfer_out(leaving, first)
        entrants += self._transfer_in(arriving)
        self.looked_after = begun + entrants

        wanted -= len(leaving)
        wanted -= self._turn_eighteen(first, last)
        wanted -= self._adopt(target.adopted, first, last)
        left = self._leave(max(0, wanted), first, last, large)
        self._restart(left, target.restarts, again, first, last)
        if large:
            self._within_the_day(first, last)

    def finish(self, last_year: int) -> None:
        """Settle what was left open until the last year."""
        self.asylum.finish(last_day(last_year))

    # Starting

    def _start(self, born: int, start: int) -> int:
        number = self.flows.add_stay(self.flows.add_child(born), start)
        self.adults[number] = birthday(born, ADULT)
        self.looked_after.append(number)
        return number

    def _new_children(self, count: int, year: int, large: bool) -> list[int]:
        first, last = first_day(year), last_day(year)
        numbers = []
        leap_day = large
        for age in self.chances.ages(count, AGES_AT_START):
            start = self.chances.day(first, last)
            # Infants start mostly in their first days of life: AGES_AT_START gives them an age of days.
            born = start - int(age * 365.25)
            if leap_day and 2.0 < age < 14.0:
                born, leap_day = _leap_day_before(born), False
            numbers.append(self._start(born, start))
        return numbers

    def _coming_back(self, count: int, first: int, last: int) -> list[int]:
        """Former children of the patch who start again."""
        numbers = []
        for position in sorted(self.rng.permutation(len(self.gone_home))[:count].tolist(), reverse=True):
            former = self.flows.stays[self.gone_home.pop(position)]
            adult_on = birthday(self.flows.dates_of_birth[former.child], ADULT)
            if adult_on - 60 <= first:
                numbers.append(self._start(first - int(365.25 * 6 * self.rng.random()), first))
                continue
            former.leaving = Leaving.RETURNED_HOME
            start = self.chances.day(first, min(last, adult_on - 60))
            numbers.append(self._reopen(former.child, start))
        return numbers

    def _reopen(self, child: int, start: int) -> int:
        number = self.flows.add_stay(child, start)
        self.adults[number] = birthday(self.flows.dates_of_birth[child], ADULT)
        self.looked_after.append(number)
        return number

    def _transfer_out(self, moves: Sequence[Transfer], first: int) -> None:
        for move in moves:
            child = self.flows.add_child(move.date_of_birth)
            self.flows.identity_seeds[child] = move.identity_seed
            self.flows.add_stay(child, max(first, move.day - move.days_before), move.day, Leaving.TRANSFERRED)

    def _transfer_in(self, moves: Sequence[Transfer]) -> list[int]:
        numbers = []
        for move in moves:
            number = self._start(move.date_of_birth, move.day)
            self.flows.identity_seeds[self.flows.stays[number].child] = move.identity_seed
            numbers.append(number)
        return numbers

    # Ceasing

    def _turn_eighteen(self, first: int, last: int) -> int:
        """Everybody still looked after leaves on the eighteenth birthday; returns how many."""
        leavers = [number for number in self.looked_after if self.adults[number] <= last]
        for number in leavers:
            self._end(number, max(self.adults[number], first), Leaving.EIGHTEEN)
        return len(leavers)

    def _adopt(self, count: int, first: int, last: int) -> int:
        stays = [number for number in self.looked_after if self._stay(number).start + _QUICKEST_ADOPTION <= last]
        if not stays:
            return 0
        middle = (first + last) // 2
        ages = (middle - np.array([self._born(number) for number in stays])) / 365.25
        years = (middle - np.array([self._stay(number).start for number in stays])) / 365.25
        # Published averages: about three years old at adoption, after two and a quarter years in care.
        appeal = np.exp(-(((ages - 2.4) / 1.7) ** 2)) * np.exp(-(((years - 2.0) / 0.9) ** 2)) * (ages < 9)
        chosen = [stays[index] for index in self.chances.choose(appeal, count)]
        for number in chosen:
            earliest = max(first, self._stay(number).start + _QUICKEST_ADOPTION)
            self._end(number, self.chances.day(earliest, last), Leaving.ADOPTED)
        return len(chosen)

    def _leave(self, count: int, first: int, last: int, large: bool) -> list[int]:
        """Children who leave before eighteen for reasons other than adoption."""
        stays = self.looked_after
        if not stays or not count:
            return []
        starts = np.array([self._stay(number).start for number in stays])
        born = np.array([self._born(number) for number in stays])
        middle = (np.maximum(starts, first) + last) / 2
        edges, hazards = HAZARD_BY_YEARS_IN_CARE
        hazard = np.array(hazards)[np.searchsorted(edges, (middle - starts) / 365.25, side="right")]
        hazard = np.where(starts >= first, HAZARD_IN_FIRST_YEAR * np.sqrt((last - starts) / 365.25), hazard)
        ages, factors = HAZARD_BY_AGE
        hazard = hazard * np.array(factors)[np.searchsorted(ages, (middle - born) / 365.25, side="right")]
        hazard[starts > last - 2] = 0.0
        chosen = [stays[index] for index in self.chances.choose(hazard, count)]
        share = self.rng.random(len(chosen))
        for number, u in zip(chosen, share.tolist(), strict=True):
            start = self._stay(number).start
            if start >= first:
                end = start + 1 + int((last - start - 1) * u**1.4)
            else:
                end = first + 1 + int((last - first - 1) * u)
            self._end(number, end, Leaving.OTHER)
        if large:
            # By construction somebody leaves on the first day of the year and somebody on the last.
            standing = [number for number in chosen if self._stay(number).start < first]
            for number, day in zip(standing, (first, last), strict=False):
                self._stay(number).end = day
        self.gone_home = [number for number in self.gone_home if self._stay(number).end > first - 2 * 365]
        self.gone_home += [number for number in chosen if last + 400 < self.adults[number]]
        return chosen

    def _restart(self, left: list[int], restarts: int, again: int, first: int, last: int) -> None:
        """Some who left start again within the year: new starters as far as the stock asks, and former ones."""
        young = set(self.gone_home)
        early = [
            number
            for number in left
            if number in young and first < self._stay(number).end and self._stay(number).end + 30 < last
        ]
        joined = [number for number in early if self._stay(number).start >= first][:restarts]
        standing = [number for number in early if self._stay(number).start < first][:again]
        for number in joined + standing:
            stay = self._stay(number)
            stay.leaving = Leaving.RETURNED_HOME
            self.gone_home.remove(number)
            self._reopen(stay.child, int(self.rng.integers(stay.end + 5, last - 1)))
        # The stock counts on them: where too few left early, others start anew in their place.
        short = restarts + again - len(joined) - len(standing)
        for age in self.chances.ages(short, AGES_AT_START):
            start = self.chances.day(first, last)
            self._start(start - int(min(age, 16.0) * 365.25), start)

    def _within_the_day(self, first: int, last: int) -> None:
        """One child who is looked after for less than 24 hours, whom no statistic counts."""
        day = self.chances.day(first, last - 1)
        child = self.flows.add_child(day - self.chances.day(9 * 365, 15 * 365))
        self.flows.add_stay(child, day, day, Leaving.WITHIN_THE_DAY)

    # Small steps

    def _stay(self, number: int) -> Stay:
        return self.flows.stays[number]

    def _born(self, number: int) -> int:
        return self.flows.dates_of_birth[self._stay(number).child]

    def _end(self, number: int, day: int, leaving: Leaving) -> None:
        stay = self._stay(number)
        stay.end, stay.leaving = day, leaving
        self.looked_after.remove(number)


def _leap_day_before(day: int) -> int:
    """The last 29 February on or before a day."""
    year = date.fromordinal(day).year
    while True:
        if year % 4 == 0 and date(year, 2, 29).toordinal() <= day:
            return date(year, 2, 29).toordinal()
        year -= 1
