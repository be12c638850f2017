"""Every referral of a patch as columns of numbers: whose, when, what came of it, its plan and its enquiries.

Days are ordinals; 0 is no day. The columns have room for all years and are filled as these pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from pipeline.synthetic.cin.lives.chosen import Flags, Whole


class Outcome(IntEnum):
    """What came of a referral. CARE: the case belongs to a child who is looked after at some time in it."""

    NO_FURTHER_ACTION = 0
    NOT_IN_NEED = 1
    NEED = 2
    CARE = 3


@dataclass(slots=True)
class Enquiry:
    """Section 47 enquiries begun together: rows of cases, first days, and conference days (0: none was needed)."""

    cases: Whole
    started: Whole
    conferences: Whole


@dataclass(slots=True)
class FormerPlans:
    """Plans after which another began in the same case: rows of cases, first and last days, and plans before each."""

    cases: Whole
    started: Whole
    ended: Whole
    plans_before: Whole


class Cases:
    """The referrals of children who never come into care, by row, and these children by number."""

    def __init__(self, rows: int) -> None:
        """Make room for so many referrals."""

        def column() -> Whole:
            return np.zeros(rows, dtype=np.int64)

        self.rows = 0
        self.children = 0
        self.child = column()
        self.referred = column()
        # When the case is to close, as far as known, and when it has closed.
        self.planned = column()
        self.ended = column()
        self.outcome = column()
        # Working days until the first assessment is authorised.
        self.assessed_in = column()
        # No closing before this day: something happens on it.
        self.busy_until = column()
        # Closed by the planned day, because the child is referred again after it.
        self.fixed: Flags = np.zeros(rows, dtype=np.bool_)
        self.is_latest: Flags = np.zeros(rows, dtype=np.bool_)
        # Where in the time left the child would be referred again, from 0 to 1.
        self.again = np.zeros(rows)
        # The latest plan of the case; those before it are among the former ones.
        self.plan_started = column()
        self.plan_planned = column()
        self.plan_ended = column()
        self.plans_before = column()
        # The day of a conference that followed no enquiry of this authority.
        self.conference = column()
        self.born = column()
        self.disabled: Flags = np.zeros(rows, dtype=np.bool_)
        self.earlier_plans = column()
        self.enquiries: list[Enquiry] = []
        self.former_plans: list[FormerPlans] = []

    def add_children(self, born: Whole, disabled: Flags) -> Whole:
        """Add children and return their numbers."""
        numbers = np.arange(self.children, self.children + len(born))
        self.born[numbers] = born
        self.disabled[numbers] = disabled
        self.children += len(born)
        return numbers

    def add(self, children: Whole, referred: Whole, outcomes: Whole) -> Whole:
        """Add referrals, each the latest of its child, and return their rows."""
        rows = np.arange(self.rows, self.rows + len(children))
        self.child[rows] = children
        self.referred[rows] = referred
        self.outcome[rows] = outcomes
        self.is_latest[rows] = True
        self.rows += len(children)
        return rows

    def where(self, flags: Flags) -> Whole:
        """Rows for which a flag (one for each row in use) is set."""
        return np.flatnonzero(flags)

    def open_in_need(self) -> Whole:
        """Rows of children in need whose case is open so far."""
        used = slice(0, self.rows)
        return self.where((self.outcome[used] == Outcome.NEED) & (self.ended[used] == 0))

    def on_a_plan(self) -> Whole:
        """Rows with a plan that is open so far."""
        used = slice(0, self.rows)
        return self.where((self.plan_started[used] > 0) & (self.plan_ended[used] == 0))


@dataclass(slots=True)
class CareTotals:
    """What the cases of children in care add to a year's totals."""

    referrals: int = 0
    re_referrals: int = 0
    enquiries: int = 0
    open_at_end: int = 0
