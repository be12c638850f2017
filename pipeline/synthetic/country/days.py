"""Days as proleptic ordinals (``date.toordinal``): collection years, birthdays and the dd/mm/yyyy text of a return.

The synthesis handles millions of dates; whole numbers are added, compared and formatted several times faster.
"""

from __future__ import annotations

from datetime import date
from functools import cache

# Being looked after ends with the eighteenth birthday.
ADULT = 18
_EARLIEST, _LATEST = date(1980, 1, 1).toordinal(), date(2045, 12, 31).toordinal()


def ordinal(year: int, month: int, day: int) -> int:
    """The ordinal of a calendar day."""
    return date(year, month, day).toordinal()


@cache
def first_day(year: int) -> int:
    """1 April of the calendar year before: the first day of collection year ``year``."""
    return ordinal(year - 1, 4, 1)


@cache
def last_day(year: int) -> int:
    """31 March of ``year``: the last day of collection year ``year``."""
    return ordinal(year, 3, 31)


def birthday(date_of_birth: int, age: int) -> int:
    """The day on which ``age`` is reached; 29 February falls on 1 March in years without one."""
    born = date.fromordinal(date_of_birth)
    try:
        return born.replace(year=born.year + age).toordinal()
    except ValueError:
        return ordinal(born.year + age, 3, 1)


def completed_years(date_of_birth: int, on: int) -> int:
    """Age in completed years on a day."""
    born, then = date.fromordinal(date_of_birth), date.fromordinal(on)
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def weekday_before(day: int) -> int:
    """The day itself, or the Friday before it when it falls on a weekend."""
    # Ordinal 1 is a Monday.
    return day - max(0, (day - 1) % 7 - 4)


@cache
def _texts() -> tuple[str, ...]:
    return tuple(date.fromordinal(day).strftime("%d/%m/%Y") for day in range(_EARLIEST, _LATEST + 1))


def text(day: int) -> str:
    """dd/mm/yyyy, or the empty string for 0 (no day)."""
    return _texts()[day - _EARLIEST] if day else ""
