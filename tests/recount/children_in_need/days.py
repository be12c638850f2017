"""Days as the recount counts them: collection years, ages, calendar months and working days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy

ENGLAND = holidays.country_holidays("GB", subdiv="ENG", years=range(2005, 2027))
BANK_HOLIDAYS = numpy.array(sorted(ENGLAND), dtype="datetime64[D]")


@dataclass(frozen=True, slots=True)
class CollectionYear:
    """The year ending 31 March of a calendar year."""

    year: int

    @property
    def first(self) -> date:
        """1 April of the calendar year before."""
        return date(self.year - 1, 4, 1)

    @property
    def last(self) -> date:
        """31 March, the reference date."""
        return date(self.year, 3, 31)

    def __contains__(self, day: object) -> bool:
        """Whether a day lies in the year; no day does not."""
        return isinstance(day, date) and self.first <= day <= self.last


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the month's last day if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days(start: date, end: date) -> int:
    """Mondays to Fridays that are no bank holiday, after ``start`` up to and with ``end``, which is not earlier."""
    after, until = start + timedelta(1), end + timedelta(1)
    return int(numpy.busday_count(after, until, holidays=BANK_HOLIDAYS))


def completed_years(born: date, on: date) -> int:
    """Age on a day; a birthday of 29 February falls on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def band_of_months(start: date, end: date) -> str:
    """How long something lasted that began on a day and went on until another."""
    if end < start:
        return "duration_not_known"
    if end <= months_later(start, 3):
        return "3_months_or_less"
    if end <= months_later(start, 6):
        return "over_3_to_6_months"
    if end < months_later(start, 12):
        return "over_6_months_to_1_year"
    if end < months_later(start, 24):
        return "1_to_2_years"
    return "2_years_or_more"
