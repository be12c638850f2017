"""Child protection in a patch, year by year: enquiries, conferences and plans, so that their totals are met."""

from __future__ import annotations

import numpy as np

from pipeline.synthetic.cin.lives import shares
from pipeline.synthetic.cin.lives.cases import Cases, Enquiry, FormerPlans, Outcome
from pipeline.synthetic.cin.lives.chosen import Dice, Whole, ending
from pipeline.synthetic.cin.lives.targets import YearOfNeed, national_targets
from pipeline.synthetic.cin.lives.working_days import working_days
from pipeline.synthetic.country.days import first_day, last_day

# A plan is likelier, and an enquiry much likelier, in a case of this year than in an older one.
_PLAN_IN_OLDER_CASE, _ENQUIRY_IN_OLDER_CASE = 0.30, 0.09
# Plans of children who came with one from another authority: a conference, but no enquiry here.
_MOVED_IN = 0.025
_DAYS_TO_ENQUIRY, _DAYS_TO_ENQUIRY_BEFORE_PLAN = 7.0, 22.0
_OLDEST_ON_A_NEW_PLAN = int(17.3 * 365.25)
_STEPPED_DOWN = 70.0
# Of plans that begin in the year in which another of the child ended, those that do on the day after, and how likely a
# plan of the same year is to be that other one, beside a plan of an earlier year. Ours, so that plans starting are some
# 0.3 per cent more than children: published for 2025 are 61,840 plans of 61,660 children.
_AT_ONCE, _BEGUN_IN_SAME_YEAR = 0.15, 0.13
_DAYS_FROM_ENQUIRY_TO_PLAN = 21
_DAYS_AFTER_ENQUIRY = 6


class Protection:
    """The protective part of a patch's cases, filled in as the years pass."""

    def __init__(self, cases: Cases, dice: Dice) -> None:
        """Take the patch's cases and its dice."""
        self.cases = cases
        self.dice = dice
        self.calendar = working_days()
        # Enquiries that a plan of the next year will turn out to have had in this one.
        self._still_to_come = 0

    def open_stock(self, plans: int, day: int) -> None:
        """Plans open on a day, in cases open on it."""
        cases, dice = self.cases, self.dice
        rows = cases.open_in_need()
        started = day - dice.bands(len(rows), shares.DAYS_SINCE_PLAN).astype(np.int64)
        young = cases.born[cases.child[rows]] > day - _OLDEST_ON_A_NEW_PLAN
        chosen = dice.some(np.flatnonzero((started > cases.referred[rows] + 14) & young), plans)
        self._begin(rows[chosen], started[chosen])

    def pass_year(self, year: int, target: YearOfNeed, enquiries_of_care: int, first_row: int) -> None:
        """Begin and end a year's plans and hold its enquiries; rows from ``first_row`` on are this year's referrals."""
        lists_before = len(self.cases.enquiries)
        began = self._start_plans(year, target, first_row)
        self._end_plans(target.plans, first_day(year), last_day(year))
        begun_before = sum(int((each.started < first_day(year)).sum()) for each in self.cases.enquiries[lists_before:])
        enquiries = target.section_47 - enquiries_of_care - self._enquiries_within(year) - self._still_to_come
        self._still_to_come = begun_before
        self._enquire(year, enquiries, target.conferences - began, first_row)

    def _weights(self, rows: Whole, first_row: int, in_older_case: float) -> Whole:
        weights: Whole = np.where(rows >= first_row, 1.0, in_older_case)
        return weights

    def _start_plans(self, year: int, target: YearOfNeed, first_row: int) -> int:
        """Begin the year's plans and return how many there are."""
        again = min(target.plans_again, target.plans_second, target.plans_starting)
        began = self._start_in_cases_without(
            year, target.plans_starting - again, target.plans_second - again, first_row
        )
        begun_again = self._start_after_others(year, again)
        # Too few plans to follow on (in a very small patch): others begin in their place.
        wanting = again - begun_again
        return began + begun_again + self._start_in_cases_without(year, wanting, wanting, first_row)

    def _start_in_cases_without(self, year: int, count: int, second: int, first_row: int) -> int:
        """Begin plans in cases that have had none, ``second`` of them not the child's first; return how many."""
        if not count:
            return 0
        cases, dice = self.cases, self.dice
        first, last = first_day(year), last_day(year)
        rows = cases.open_in_need()
        rows = rows[(cases.plan_started[rows] == 0) & ~cases.fixed[rows] & (cases.referred[rows] < last - 2)]
        this_year = rows >= first_row
        referred = cases.referred[rows]
        soon = referred + dice.waits(len(rows), _DAYS_TO_ENQUIRY_BEFORE_PLAN)
        in_older = dice.days(np.full(len(rows), first - 22), last - 12)
        begun = self.calendar.all_on_or_after(np.where(this_year, soon, np.maximum(referred, in_older)))
        held = self._conferences(year, begun)
        # Whoever moves in is new here, and so is the case.
        moved_in = (dice.chances(len(rows)) < _MOVED_IN) & this_year
        held = np.where(moved_in, np.maximum(first, referred + 1 + dice.waits(len(rows), 9.0)), held)
        fits = (held >= first) & (held <= last) & (cases.born[cases.child[rows]] > held - _OLDEST_ON_A_NEW_PLAN)
        candidates = np.flatnonzero(fits)
        weights = self._weights(rows[candidates], first_row, _PLAN_IN_OLDER_CASE)
        chosen = dice.some(candidates, count, weights.astype(np.float64))
        plans, held, begun, moved_in = rows[chosen], held[chosen], begun[chosen], moved_in[chosen]
        self._count_earlier_plans(plans, second)
        self._begin(plans, held)
        cases.conference[plans] = np.where(moved_in, held, 0)
        cases.enquiries.append(Enquiry(plans[~moved_in], begun[~moved_in], held[~moved_in]))
        return len(plans)

    def _start_after_others(self, year: int, count: int) -> int:
        """End plans in the year and begin others after them in the same cases; return how many, up to ``count``."""
        cases, dice = self.cases, self.dice
        first, last = first_day(year), last_day(year)
        rows = cases.on_a_plan()
        started = cases.plan_started[rows]
        ended = self._days_of_ending(rows, first, last)
        at_once = dice.chances(len(rows)) < _AT_ONCE
        within_plan = np.maximum(ended - _DAYS_FROM_ENQUIRY_TO_PLAN, started + 1)
        after_plan = dice.days(ended + 1, last - _DAYS_FROM_ENQUIRY_TO_PLAN)
        begun = self.calendar.all_on_or_after(np.where(at_once, within_plan, after_plan))
        held = self._conferences(year, begun)
        ended = np.where(at_once, held - 1, ended)
        fits = (ended >= first) & (held <= last) & (cases.born[cases.child[rows]] > held - _OLDEST_ON_A_NEW_PLAN)
        candidates = np.flatnonzero(fits)
        weights = np.where(started[candidates] >= first, _BEGUN_IN_SAME_YEAR, 1.0)
        chosen = dice.some(candidates, count, weights)
        rows = rows[chosen]
        cases.former_plans.append(FormerPlans(rows, started[chosen], ended[chosen], cases.plans_before[rows]))
        cases.plans_before[rows] = cases.earlier_plans[cases.child[rows]]
        self._begin(rows, held[chosen])
        cases.enquiries.append(Enquiry(rows, begun[chosen], held[chosen]))
        return len(rows)

    def _conferences(self, year: int, begun: Whole) -> Whole:
        """The days of the conferences to which enquiries lead."""
        dice, count = self.dice, len(begun)
        within = national_targets()[year, "conferences_within_15_days_percent"] / 100
        prompt, late = dice.bands(count, shares.CONFERENCE_WITHIN_15), dice.bands(count, shares.CONFERENCE_LATER)
        days = np.where(dice.chances(count) < within, prompt, late).astype(np.int64)
        return self.calendar.all_after(begun, days)

    def _count_earlier_plans(self, plans: Whole, second: int) -> None:
        """See to it that so many of the plans are not their child's first."""
        cases, dice = self.cases, self.dice
        children = cases.child[plans]
        known = cases.earlier_plans[children] > 0
        grown = cases.born[children] < cases.referred[plans] - 500
        had = dice.some(children[~known & grown], second - int(known.sum()))
        cases.earlier_plans[had] = 1 + np.minimum(dice.waits(len(had), 0.8), 4)
        cases.plans_before[plans] = cases.earlier_plans[children]

    def _begin(self, rows: Whole, started: Whole) -> None:
        cases, dice = self.cases, self.dice
        cases.plan_started[rows] = started
        days = dice.bands(len(rows), shares.DAYS_ON_A_PLAN).astype(np.int64)
        cases.plan_planned[rows] = started + days
        cases.earlier_plans[cases.child[rows]] += 1

    def _end_plans(self, keep: int, first: int, last: int) -> None:
        """End plans until as many are left as the stock asks for; no case closes before its plan ends."""
        cases, dice = self.cases, self.dice
        rows = cases.on_a_plan()
        new = cases.plan_started[rows] >= last - 5
        closing = ending(cases.plan_planned[rows], len(rows) - keep, np.zeros(len(rows), dtype=bool), new)
        ended, left = rows[closing], rows[~closing]
        cases.plan_ended[ended] = self._days_of_ending(ended, first, last)
        cases.busy_until[ended] = np.maximum(cases.busy_until[ended], cases.plan_ended[ended])
        put_off = last + 1 + dice.days(np.zeros(len(left), dtype=np.int64), 60)
        cases.plan_planned[left] = np.where(cases.plan_planned[left] <= last, put_off, cases.plan_planned[left])
        for some, until in ((ended, cases.plan_ended[ended]), (left, cases.plan_planned[left])):
            stepped_down = until + dice.waits(len(some), _STEPPED_DOWN)
            cases.planned[some] = np.maximum(cases.planned[some], stepped_down)

    def _days_of_ending(self, rows: Whole, first: int, last: int) -> Whole:
        """The days on which plans end if they end in the year: as planned, or at any time where that cannot be."""
        earliest = np.maximum(self.cases.plan_started[rows] + 1, first)
        planned = self.cases.plan_planned[rows]
        pulled = self.dice.days(earliest, last)
        days: Whole = np.where((planned > last) | (planned < earliest), pulled, planned)
        return days

    def _enquiries_within(self, year: int) -> int:
        first, last = first_day(year), last_day(year)
        return sum(int(((each.started >= first) & (each.started <= last)).sum()) for each in self.cases.enquiries)

    def _enquire(self, year: int, count: int, conferences: int, first_row: int) -> None:
        """Enquiries that lead to no plan, some of them to a conference all the same."""
        cases, dice = self.cases, self.dice
        first, last = first_day(year), last_day(year)
        used = slice(0, cases.rows)
        # Cases that closed before this year are out; this year's own closures are not settled yet.
        rows = cases.where((cases.outcome[used] == Outcome.NEED) & (cases.ended[used] == 0))
        rows = rows[(cases.plan_started[rows] == 0) | (cases.plan_ended[rows] > 0)]
        referred = cases.referred[rows]
        soon = referred + dice.waits(len(rows), _DAYS_TO_ENQUIRY)
        started = np.where(rows >= first_row, soon, dice.days(np.full(len(rows), first), last))
        # After its plan a child may be enquired into again, not in it.
        started = np.where(cases.plan_ended[rows] > 0, cases.plan_ended[rows] + 20, started)
        started = self.calendar.all_on_or_after(started)
        until = np.where(cases.fixed[rows], np.minimum(cases.planned[rows], last), last)
        candidates = np.flatnonzero((started >= np.maximum(first, referred)) & (started <= until))
        weights = self._weights(rows[candidates], first_row, _ENQUIRY_IN_OLDER_CASE)
        chosen = dice.some(candidates, count, weights.astype(np.float64))
        rows, started, until = rows[chosen], started[chosen], until[chosen]
        held = self._conferences(year, started)
        with_conference = dice.some(np.flatnonzero(held <= until), conferences)
        kept = np.zeros(len(rows), dtype=np.int64)
        kept[with_conference] = held[with_conference]
        cases.enquiries.append(Enquiry(rows, started, kept))
        busy = np.maximum(np.minimum(started + _DAYS_AFTER_ENQUIRY, until), kept)
        cases.busy_until[rows] = np.maximum(cases.busy_until[rows], busy)
