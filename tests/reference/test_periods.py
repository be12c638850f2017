"""Years and quarters: what stands for them, how they are written and read again, and which comes before."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reference.periods import (
    Period,
    in_words,
    latest_of,
    period_named,
    period_of,
    period_printed,
    year_of,
)

PERIODS = st.builds(Period, st.integers(2001, 2099), st.integers(0, 4))


@given(PERIODS)
def test_a_period_is_read_again_however_it_is_written(period: Period) -> None:
    assert period_of(period.collection_year) == period
    assert period_named(str(period)) == period
    assert period_printed(period.time_period, period.time_identifier("Reporting year")) == period
    assert year_of(period.collection_year) == period.year


@given(PERIODS, st.integers(0, 30))
def test_periods_before_are_in_order_and_lead_back(period: Period, back: int) -> None:
    before = period.back(back)
    assert before.back(-back) == period
    assert (before == period) if back == 0 else (before < period)
    assert (before.quarter == 0) == (period.quarter == 0)


@given(st.integers(2001, 2099))
def test_the_quarters_of_a_financial_year_are_its_days(year: int) -> None:
    days = [Period(year, quarter).quarter_days for quarter in (1, 2, 3, 4)]
    assert days[0][0] == date(year - 1, 4, 1) and days[3][1] == date(year, 3, 31)
    for (_, ended), (begun, _) in pairwise(days):
        assert (begun - ended).days == 1


def test_the_last_quarter_of_a_leap_year() -> None:
    assert Period(2024, 4).quarter_days == (date(2024, 1, 1), date(2024, 3, 31))
    with pytest.raises(ValueError, match="specification"):
        _ = Period(2024).quarter_days


@pytest.mark.parametrize("text", ["2022-24 Q4", "2022-23", "2022-23 Q5", "22-23 Q1", "", "1999", "2022-23 Q4 "])
def test_what_is_no_period(text: str) -> None:
    assert period_named(text) is None


def test_a_span_in_words() -> None:
    assert in_words([2022, 2023, 2024]) == "2022 to 2024"
    assert in_words([20234]) == "2022-23 Q4"
    assert latest_of(2023, [20231, 20233]) == 20233 and latest_of(2023, [2021, 2022]) == 2023
