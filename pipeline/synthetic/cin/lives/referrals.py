"""A patch's referrals, year by year: who is referred, what comes of it and when it ends, so that totals are met.

Every case has a planned end from its first day. What a year still lacks of its targets is made up by closing the cases
next in turn a little early or late; the same holds for plans. Cases of children in care are given and only counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.synthetic.cin.lives import shares
from pipeline.synthetic.cin.lives.care import CareChild
from pipeline.synthetic.cin.lives.cases import CareTotals, Cases, Outcome
from pipeline.synthetic.cin.lives.chosen import Dice, Flags, Whole, ending
from pipeline.synthetic.cin.lives.protection import Protection
from pipeline.synthetic.cin.lives.targets import WARM_UP_YEAR, PatchOfNeed, YearOfNeed, promptness, years_run
from pipeline.synthetic.cin.lives.working_days import collection_year, working_days
from pipeline.synthetic.country.days import first_day, last_day
from pipeline.synthetic.country.draws import stable_seed
from pipeline.synthetic.country.patches import Patch

A_YEAR = 365
# Re-referrals are drawn in rounds, as a child may be referred a third and fourth time: shares of those left.
_ROUNDS = (0.62, 0.75, 0.8, 1.0, 1.0)
# In later rounds children already referred again this year come first: a fifth of re-referrals are not the first.
_ONCE_MORE = 12.0
# Children come back soon rather than late in the year that makes it a re-referral.
_SOON = 1.7
# Of referrals that are none within a year of another, those of children known from longer ago.
_KNOWN_FROM_BEFORE = 0.12
_OLDEST_AT_REFERRAL = int(17.8 * 365.25)
_ADULT = int(18 * 365.25)
# From the eighteenth birthday, and from the end of an assessment that finds no need.
_MEAN_DAYS_AS_ADULT, _MEAN_DAYS_TO_CLOSE = 25.0, 17.0
# Cases put off are closed within so many days of the new year.
_PUT_OFF = 75


def simulate_need(patch: Patch, target: PatchOfNeed, seed: int, care: list[CareChild]) -> Cases:
    """All referrals of the patch's children who are never in care, from the warm-up year to the last."""
    run = _Run(target, Dice(stable_seed(seed, "need", "flows", patch.key)), care_totals(care, years_run(patch)))
    run.open_stock()
    for year in years_run(patch):
        run.pass_year(year)
    return run.cases


def care_totals(care: list[CareChild], years: Sequence[int]) -> dict[int, CareTotals]:
    """What children in care add to each year's totals."""
    totals = {year: CareTotals() for year in years}
    last_days = [(year, last_day(year)) for year in years]
    for child in care:
        before = 0
        for case in child.cases:
            made = totals.get(collection_year(case.referred))
            if made:
                made.referrals += 1
                made.re_referrals += before > 0 and case.referred - before <= A_YEAR
            before = case.referred
            begun = totals.get(collection_year(case.enquiry)) if case.enquiry else None
            if begun:
                begun.enquiries += 1
            for year, last in last_days:
                if case.referred <= last and (not case.ended or case.ended > last):
                    totals[year].open_at_end += 1
    return totals


class _Run:
    """The state of one patch while its years pass."""

    def __init__(self, target: PatchOfNeed, dice: Dice, care: dict[int, CareTotals]) -> None:
        self.target = target
        self.dice = dice
        self.care = care
        self.cases = Cases(2 * target.opening + sum(year.referrals for year in target.years) + 100)
        self.protection = Protection(self.cases, dice)
        self.calendar = working_days()
        self.rows_of_last_year = 0

    def open_stock(self) -> None:
        """Cases open on the day before the warm-up year, and plans among them."""
        cases, dice, day = self.cases, self.dice, first_day(WARM_UP_YEAR) - 1
        pending = min(self.target.opening_pending, self.target.opening)
        in_need = max(0, self.target.opening - pending - self.care[WARM_UP_YEAR].open_at_end)
        referred = day - dice.bands(in_need, shares.DAYS_SINCE_REFERRAL).astype(np.int64)
        rows = self._add_new_children(referred, np.full(in_need, Outcome.NEED))
        elapsed = day - referred
        further = (dice.rng.exponential(1.0, in_need) * (40 + 0.8 * elapsed)).astype(np.int64)
        adult_on = cases.born[cases.child[rows]] + _ADULT + dice.waits(in_need, _MEAN_DAYS_AS_ADULT)
        cases.planned[rows] = day + 1 + np.minimum(further, np.maximum(adult_on - day, 30))
        referred = day - dice.days(np.zeros(pending, dtype=np.int64), 75)
        rows = self._add_new_children(referred, np.full(pending, Outcome.NOT_IN_NEED))
        cases.planned[rows] = day + 1 + dice.days(np.zeros(pending, dtype=np.int64), 45)
        self.protection.open_stock(self.target.opening_plans, day)

    def pass_year(self, year: int) -> None:
        """Let a year's referrals come and its cases close."""
        cases, target = self.cases, self.target.year(year)
        first, last = first_day(year), last_day(year)
        start = cases.rows
        self._refer(year, target, first, last)
        self._settle_pending(start, target.pending, first, last)
        self.protection.pass_year(year, target, self.care[year].enquiries, start)
        self._close(target, self.care[year].open_at_end, first, last)
        self.rows_of_last_year = start

    # Referrals

    def _refer(self, year: int, target: YearOfNeed, first: int, last: int) -> None:
        cases, care, dice = self.cases, self.care[year], self.dice
        count = max(0, target.referrals - care.referrals)
        again = min(count, max(0, target.re_referrals - care.re_referrals))
        outcomes = self._outcomes(target, count)
        made, afresh = 0, 0
        for share in (None, *_ROUNDS):
            if share is None:
                rows = self._refer_afresh(outcomes[: count - again], first, last)
                afresh = cases.rows
            else:
                wanted = round((count - made) * share)
                rows = self._refer_again(wanted, outcomes[made:], afresh, first, last)
            self._plan_ends(rows, year)
            made += len(rows)
        # Too few to be referred again (in a very small patch): others come in their place.
        self._plan_ends(self._add_new_children(dice.days(np.full(count - made, first), last), outcomes[made:]), year)

    def _outcomes(self, target: YearOfNeed, count: int) -> Whole:
        nothing = min(target.no_further_action, count)
        no_need = min(target.not_in_need + target.pending, count - nothing)
        outcomes = np.full(count, Outcome.NEED, dtype=np.int64)
        outcomes[:nothing] = Outcome.NO_FURTHER_ACTION
        outcomes[nothing : nothing + no_need] = Outcome.NOT_IN_NEED
        shuffled: Whole = self.dice.rng.permutation(outcomes)
        return shuffled

    def _refer_afresh(self, outcomes: Whole, first: int, last: int) -> Whole:
        """Children who were not referred within the year before: new ones, and some known from longer ago."""
        cases, dice = self.cases, self.dice
        used = slice(0, cases.rows)
        known = cases.where(
            cases.is_latest[used]
            & (cases.ended[used] > 0)
            & (cases.referred[used] < first - A_YEAR)
            & (cases.born[cases.child[used]] > first - _OLDEST_AT_REFERRAL)
        )
        back = dice.some(known, round(len(outcomes) * _KNOWN_FROM_BEFORE))
        dates = dice.days(np.full(len(outcomes), first), last)
        dates = np.maximum(first, self.calendar.mostly_working(dates, dice.chances(len(dates))))
        old_enough = cases.born[cases.child[back]] + _OLDEST_AT_REFERRAL
        dates[: len(back)] = np.maximum(first, np.minimum(dates[: len(back)], old_enough))
        self._add_new_children(dates[len(back) :], outcomes[len(back) :])
        cases.is_latest[back] = False
        cases.add(cases.child[back], dates[: len(back)], outcomes[: len(back)])
        return np.arange(cases.rows - len(outcomes), cases.rows)

    def _add_new_children(self, referred: Whole, outcomes: Whole) -> Whole:
        count, dice = len(referred), self.dice
        born = referred - (dice.bands(count, shares.AGES_AT_REFERRAL) * 365.25).astype(np.int64)
        disabled: Flags = dice.chances(count) < shares.DISABLED_AT_REFERRAL
        return self.cases.add(self.cases.add_children(born, disabled), referred, outcomes)

    def _refer_again(self, wanted: int, outcomes: Whole, afresh: int, first: int, last: int) -> Whole:
        """Children whose latest referral lies within a year and whose case is closed by then.

        Rows from ``afresh`` on are this year's re-referrals so far.
        """
        cases = self.cases
        recent = np.arange(self.rows_of_last_year, cases.rows)
        recent = recent[cases.is_latest[recent] & (cases.plan_started[recent] == 0)]
        closes = np.where(cases.ended[recent] > 0, cases.ended[recent], cases.planned[recent])
        span = cases.referred[recent] + A_YEAR - closes - 1
        dates = closes + 1 + (cases.again[recent] * span).astype(np.int64)
        fits = (span > 0) & (dates >= first) & (dates <= last)
        fits &= cases.busy_until[recent] <= closes
        fits &= dates - cases.born[cases.child[recent]] < _OLDEST_AT_REFERRAL
        candidates = np.flatnonzero(fits)
        weights = np.where(recent[candidates] >= afresh, _ONCE_MORE, 1.0)
        chosen = self.dice.some(candidates, wanted, weights)
        parents = recent[chosen]
        cases.is_latest[parents] = False
        cases.fixed[parents] = True
        return cases.add(cases.child[parents], dates[chosen], outcomes[: len(parents)])

    def _plan_ends(self, rows: Whole, year: int) -> None:
        """How long until the assessment is authorised, and until the case closes."""
        cases, dice, count = self.cases, self.dice, len(rows)
        referred, outcomes = cases.referred[rows], cases.outcome[rows]
        within = promptness(year)
        prompt = dice.bands(count, shares.ASSESSED_WITHIN_45)
        late = dice.bands(count, shares.ASSESSED_LATER)
        assessed_in = np.where(dice.chances(count) < within, prompt, late).astype(np.int64)
        assessed = self.calendar.all_after(referred + 1, assessed_in)
        disabled = cases.disabled[cases.child[rows]]
        usual = dice.bands(count, shares.DAYS_IN_NEED)
        days = np.where(disabled, dice.bands(count, shares.DAYS_IN_NEED_DISABLED), usual).astype(np.int64)
        # Need ends by the eighteenth birthday or soon after.
        adult_on = cases.born[cases.child[rows]] + _ADULT + dice.waits(count, _MEAN_DAYS_AS_ADULT)
        in_need = np.maximum(referred + 2, np.minimum(referred + days, np.maximum(adult_on, referred + 20)))
        after_assessment = assessed + dice.waits(count, _MEAN_DAYS_TO_CLOSE)
        planned = np.where(outcomes == Outcome.NEED, in_need, after_assessment)
        planned = np.where(outcomes == Outcome.NO_FURTHER_ACTION, referred, planned)
        cases.assessed_in[rows] = assessed_in
        cases.planned[rows] = planned
        cases.ended[rows] = np.where(outcomes == Outcome.NO_FURTHER_ACTION, referred, 0)
        cases.again[rows] = dice.chances(count) ** _SOON

    # Closing

    def _settle_pending(self, start: int, pending: int, first: int, last: int) -> None:
        """Close those not in need: everybody left from the year before, and all but ``pending`` of this year's."""
        cases, dice = self.cases, self.dice
        used = slice(0, cases.rows)
        rows = cases.where((cases.outcome[used] == Outcome.NOT_IN_NEED) & (cases.ended[used] == 0))
        before, rows = rows[rows < start], rows[rows >= start]
        cases.ended[before] = np.clip(cases.planned[before], first, last)
        closing = ending(cases.planned[rows], len(rows) - pending, cases.fixed[rows], np.zeros(len(rows), dtype=bool))
        closed, left = rows[closing], rows[~closing]
        cases.ended[closed] = np.minimum(cases.planned[closed], last)
        put_off = last + 1 + dice.days(np.zeros(len(left), dtype=np.int64), 45)
        cases.planned[left] = np.where(
            cases.planned[left] > last + 120, put_off, np.maximum(cases.planned[left], put_off)
        )
        cases.busy_until[left] = last + 1

    def _close(self, target: YearOfNeed, care_open: int, first: int, last: int) -> None:
        """Close cases of need until as many are left as the stock asks for."""
        cases, dice = self.cases, self.dice
        rows = cases.open_in_need()
        keep = max(0, target.in_need - target.pending - care_open)
        on_a_plan = (cases.plan_started[rows] > 0) & (cases.plan_ended[rows] == 0)
        locked = on_a_plan | (cases.busy_until[rows] > last) | (cases.referred[rows] >= last)
        closing = ending(cases.planned[rows], len(rows) - keep, cases.fixed[rows], locked)
        closed, left = rows[closing], rows[~closing]
        earliest = np.maximum(np.maximum(cases.busy_until[closed], cases.referred[closed] + 1), first)
        pulled = dice.days(earliest, last)
        planned = cases.planned[closed]
        cases.ended[closed] = np.where((planned > last) | (planned < earliest), pulled, planned)
        put_off = last + 1 + dice.days(np.zeros(len(left), dtype=np.int64), _PUT_OFF)
        cases.planned[left] = np.where(cases.planned[left] <= last, put_off, cases.planned[left])
