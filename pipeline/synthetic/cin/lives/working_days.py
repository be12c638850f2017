"""Working days of England as ordinals, one at a time and by the array, and the yyyy-mm-dd text of a day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.reference import tables as reference

Days = npt.NDArray[np.int64]

# The earliest birthday of a care leaver and the latest day that any life is drawn up to.
_EARLIEST, _LATEST = date(1985, 1, 1).toordinal(), date(2040, 12, 31).toordinal()

# Every day's text as the census writes it.
ISO = {day: date.fromordinal(day).isoformat() for day in range(_EARLIEST, _LATEST + 1)}

_FIRST_DAYS = tuple(date(year, 4, 1).toordinal() for year in range(1985, 2041))


def collection_year(day: int) -> int:
    """The collection year in which a day falls."""
    return 1985 + bisect_right(_FIRST_DAYS, day)


class WorkingDays:
    """Counting in working days: weekdays that are not bank holidays (which are known from 2008)."""

    def __init__(self) -> None:
        """Number the working days."""
        days = np.arange(_EARLIEST, _LATEST + 1)
        # Ordinal 1 is a Monday.
        works = (days - 1) % 7 < 5
        holidays = np.array([holiday.toordinal() for holiday in reference.bank_holidays()])
        works[holidays - _EARLIEST] = False
        self._days: Days = days[works]
        self._until: Days = np.cumsum(works)
        self._day_list: list[int] = self._days.tolist()
        self._until_list: list[int] = self._until.tolist()

    def after(self, day: int, count: int) -> int:
        """The ``count``-th working day after a day; the day itself for 0."""
        return self._day_list[self._until_list[day - _EARLIEST] - 1 + count] if count else day

    def between(self, start: int, end: int) -> int:
        """Working days after ``start`` up to and including ``end``."""
        return self._until_list[end - _EARLIEST] - self._until_list[start - _EARLIEST]

    def on_or_after(self, day: int) -> int:
        """The day itself, or the next working day."""
        return self._day_list[self._until_list[day - 1 - _EARLIEST]]

    def all_on_or_after(self, days: Days) -> Days:
        """``on_or_after`` for arrays."""
        moved: Days = self._days[self._until[days - 1 - _EARLIEST]]
        return moved

    def all_after(self, days: Days, counts: Days) -> Days:
        """``after`` for arrays."""
        later: Days = np.where(counts > 0, self._days[self._until[days - _EARLIEST] - 1 + counts], days)
        return later

    def mostly_working(self, days: Days, chance: npt.NDArray[np.float64]) -> Days:
        """Days moved to the last working day before them where the chance is below nine tenths."""
        moved: Days = np.where(chance < 0.9, self._days[self._until[days - _EARLIEST] - 1], days)
        return moved


@cache
def working_days() -> WorkingDays:
    """The one calendar of this process."""
    return WorkingDays()
