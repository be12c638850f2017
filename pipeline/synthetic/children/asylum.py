"""Unaccompanied asylum-seeking children of one patch: they start in their teens and mostly leave at eighteen."""

from __future__ import annotations

import numpy as np

from pipeline.synthetic.children.chances import Chances
from pipeline.synthetic.children.stays import Flows, Leaving
from pipeline.synthetic.country.days import ADULT, birthday, first_day, last_day
from pipeline.synthetic.country.targets import YearTarget

_DAYS_IN_CARE_AT_OPENING = 300.0
# How far from strictly first come, first gone: mean days by which a child's turn is put off.
_SPREAD_OF_TURNS = 260.0
_LEAVES_AT_EIGHTEEN = 0.9
_LEAVES_BEFORE_BY_AT_MOST = 500
_YEARS_TO_EIGHTEEN_AT_MOST = 4.5


class AsylumSeekers:
    """Those of a patch who are looked after. A child's date of birth is set when its last day in care is known."""

    def __init__(self, flows: Flows, chances: Chances) -> None:
        """Take the patch's flows, to which children and stays are added."""
        self._flows = flows
        self._chances = chances
        self._looked_after: list[int] = []

    def open_stock(self, count: int, day: int) -> None:
        """Children who started before ``day``."""
        for _ in range(count):
            self._start(day - 1 - int(self._chances.rng.exponential(_DAYS_IN_CARE_AT_OPENING)))

    def pass_year(self, year: int, target: YearTarget) -> int:
        """Let children start and leave so that the year's targets are met; returns how many started."""
        rng, stays = self._chances.rng, self._flows.stays
        first, last = first_day(year), last_day(year)
        before = len(self._looked_after)
        # In a small patch, rounding may leave fewer starters than its stock grows by.
        started = max(target.asylum_started, target.asylum_looked_after - before)
        for start in np.sort(rng.integers(first, last + 1, started)).tolist():
            self._start(start)
        leavers = before + started - target.asylum_looked_after
        starts = np.array([stays[number].start for number in self._looked_after], dtype=float)
        order = np.argsort(starts + rng.exponential(_SPREAD_OF_TURNS, len(starts)), kind="stable")[:leavers]
        gone = {self._looked_after[index] for index in order.tolist()}
        self._looked_after = [number for number in self._looked_after if number not in gone]
        for number in sorted(gone):
            self._leave(number, first, last)
        return started

    def finish(self, last: int) -> None:
        """Give those who are still looked after at the very end an age: they are near eighteen."""
        for number in self._looked_after:
            stay = self._flows.stays[number]
            latest = stay.start + int(_YEARS_TO_EIGHTEEN_AT_MOST * 365.25)
            adult_on = min(latest, self._chances.day(last + 1, last + 700))
            self._flows.dates_of_birth[stay.child] = birthday(max(adult_on, last + 1), -ADULT)

    def _start(self, start: int) -> None:
        self._looked_after.append(self._flows.add_stay(self._flows.add_child(0, asylum=True), start))

    def _leave(self, number: int, first: int, last: int) -> None:
        stay = self._flows.stays[number]
        if stay.start == last:
            # Nobody leaves before staying a night, so a start on the very last day moves back.
            stay.start -= 1
        stay.end = self._chances.day(max(first, stay.start + 1), last)
        if self._chances.rng.random() < _LEAVES_AT_EIGHTEEN:
            stay.leaving = Leaving.EIGHTEEN
            self._flows.dates_of_birth[stay.child] = birthday(stay.end, -ADULT)
            # Eighteen years after the date of birth may be a day later when the last day is a 29 February.
            stay.end = birthday(self._flows.dates_of_birth[stay.child], ADULT)
        else:
            stay.leaving = Leaving.OTHER
            younger = self._chances.day(1, _LEAVES_BEFORE_BY_AT_MOST)
            self._flows.dates_of_birth[stay.child] = birthday(stay.end + younger, -ADULT)
