"""Birthdays, completed years and calendar months for the recount."""

from __future__ import annotations

import calendar
from datetime import date


def birthday(born: date, age: int) -> date:
    """The day a person turns that age; born on 29 February: 1 March in a year without one."""
    year = born.year + age
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def completed_years(born: date, on: date) -> int:
    """Age on a day; negative before birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_band(start: date, end: date, bands: tuple[tuple[int, str], ...], longest: str) -> str:
    """The first band whose number of calendar months has not passed between the days."""
    return next((name for months, name in bands if end < months_later(start, months)), longest)
