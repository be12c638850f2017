"""The periods that returns are of: years, each named by the one in which it ends, and quarters of financial years."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

QUARTERS = (1, 2, 3, 4)
QUARTERS_PUBLISHED = {f"q{quarter}": quarter for quarter in QUARTERS}
"""The parts in which a release of quarters leaves, each with the quarter that is its latest."""
MONTHS_OF_A_QUARTER, MONTHS_OF_A_YEAR = 3, 12
LARGEST_YEAR = 9999
# The first month of a financial year.
APRIL = 4
_QUARTER_NAMED = re.compile("(20[0-9]{2})-([0-9]{2}) Q([1-4])")
ACADEMIC_YEAR = "Academic year"
"""What a data file writes beside years that are printed as both calendar years that they are in: 202425."""
_FINANCIAL_QUARTER = re.compile(r"Financial year Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or one quarter of a financial year (``quarter`` from 1, 0 for a whole year).

    ``year`` is the calendar year in which the year ends that it is, or is a part of: 2023 for 2022-23.
    """

    year: int
    quarter: int = 0

    @property
    def collection_year(self) -> int:
        """The number that stands for the period in every table: 2023, or 20234 for the last quarter of 2022-23."""
        return 10 * self.year + self.quarter if self.quarter else self.year

    @property
    def folder(self) -> tuple[str, ...]:
        """The folders of a returns folder in which its returns lie."""
        return (self._financial_year, f"Q{self.quarter}") if self.quarter else (str(self.year),)

    @property
    def time_period(self) -> str:
        """What a data file writes in ``time_period``."""
        return self._financial_year.replace("-", "") if self.quarter else str(self.year)

    def time_period_where(self, of_years: str) -> str:
        """The same where whole years are of a kind that is printed as two: academic years."""
        return self._financial_year.replace("-", "") if of_years == ACADEMIC_YEAR else self.time_period

    def time_identifier(self, of_years: str) -> str:
        """What it writes in ``time_identifier``; ``of_years`` is what a release writes for whole years."""
        return f"Financial year Q{self.quarter}" if self.quarter else of_years

    def __str__(self) -> str:
        """As a reader writes it: ``2023``, ``2022-23 Q4``."""
        return " ".join(self.folder)

    @property
    def quarter_days(self) -> tuple[date, date]:
        """The first and last day of a quarter. Raises ValueError for a whole year, of which its return says that."""
        if not self.quarter:
            raise ValueError("When a year ends is said by the return's specification.")
        months = MONTHS_OF_A_QUARTER * (self.quarter - 1) + APRIL - 1
        begins = date(self.year - 1 + months // 12, months % 12 + 1, 1)
        months += MONTHS_OF_A_QUARTER
        after = date(self.year - 1 + months // 12, months % 12 + 1, 1)
        return begins, date.fromordinal(after.toordinal() - 1)

    @property
    def first_day(self) -> date:
        """The first day of a quarter, or of the financial year that ends in the year."""
        return self.quarter_days[0] if self.quarter else date(self.year - 1, APRIL, 1)

    @property
    def last_day(self) -> date:
        """The last day of a quarter, or of the financial year that ends in the year."""
        return self.quarter_days[1] if self.quarter else date(self.year, APRIL - 1, 31)

    def back(self, periods: int) -> Period:
        """The period of the same length so many before."""
        if not self.quarter:
            return Period(self.year - periods)
        quarters = len(QUARTERS) * self.year + self.quarter - 1 - periods
        return Period(quarters // len(QUARTERS), quarters % len(QUARTERS) + 1)

    @property
    def _financial_year(self) -> str:
        return f"{self.year - 1}-{self.year % 100:02}"


def period_of(collection_year: int) -> Period:
    """The period that a number stands for, as ``Period.collection_year`` gives it.

    >>> print(period_of(2023), "and", period_of(20231))
    2023 and 2022-23 Q1
    """
    return Period(*divmod(collection_year, 10)) if collection_year > LARGEST_YEAR else Period(collection_year)


def year_of(collection_year: int) -> int:
    """The year that the period is, or is a part of: what holds from some year on holds for its quarters.

    >>> year_of(2023), year_of(20231)
    (2023, 2023)
    """
    # Asked of every label in every row of a file, so without making a period.
    return collection_year // 10 if collection_year > LARGEST_YEAR else collection_year


def period_named(text: str) -> Period | None:
    """The period that is called so in words, as ``str`` writes it; None for any other text."""
    if re.fullmatch("20[0-9]{2}", text):
        return Period(int(text))
    found = _QUARTER_NAMED.fullmatch(text)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    return Period(int(found[1]) + 1, int(found[3]))


def collection_year_named(text: str) -> int:
    """The number of the period that is called so. Raises ValueError for what is none."""
    period = period_named(text)
    if period is None:
        raise ValueError(f"{text!r} is neither a year nor a quarter")
    return period.collection_year


def period_printed(time_period: str, time_identifier: str) -> Period:
    """The period that a row of a data file is of. Raises ValueError for what is no year."""
    found = _FINANCIAL_QUARTER.fullmatch(time_identifier)
    if found is not None:
        return Period(int(time_period[:4]) + 1, int(found[1]))
    if time_identifier == ACADEMIC_YEAR:
        return Period(int(time_period[:4]) + 1)
    return Period(int(time_period))


def latest_of(edition: int, collection_years: Collection[int]) -> int:
    """The period that an edition is of: its year, or the latest of its quarters where there are quarters."""
    return max((one for one in collection_years if one > LARGEST_YEAR), default=edition)


def in_words(collection_years: Collection[int]) -> str:
    """A span of periods as readers write it: ``2022 to 2024``, ``2022-23 Q1 to 2022-23 Q4``."""
    ends = dict.fromkeys((min(collection_years), max(collection_years)))
    return " to ".join(str(period_of(one)) for one in ends)
