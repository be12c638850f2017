"""Confidence intervals of averages: 1.96 standard deviations by the root of the number, from the unrounded average."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from pipeline.analyse.intervals import interval_end
from pipeline.design.figure import Marker


@pytest.mark.parametrize(
    ("average", "spread", "people", "lower", "upper"),
    [
        # 1.96 x 1.282 / 10 = 0.251272: -1.17 less it is -1.421272, and with it -0.918728.
        (Fraction(-117, 100), Fraction(1282, 1000), 100, "-1.42", "-0.92"),
        # 1.96 x 1 / 14 = 0.14: ends that are ties of the second place go up.
        (Fraction(5, 1000), Fraction(1), 196, "-0.13", "0.15"),
        (Fraction(-5, 1000), Fraction(1), 196, "-0.14", "0.14"),
        # Of one pupil the interval is as wide as the spread of all.
        (Fraction(2), Fraction(6), 1, "-9.76", "13.76"),
    ],
)
def test_the_ends(average: Fraction, spread: Fraction, people: int, lower: str, upper: str) -> None:
    ends = [interval_end(average, spread, people, 2, is_upper=upper).value for upper in (False, True)]
    assert ends == [Decimal(lower), Decimal(upper)]


def test_an_end_that_rounds_to_0_is_negligible_and_0_is_0() -> None:
    assert interval_end(Fraction(1961, 1000), Fraction(1), 1, 2, is_upper=False).marker is Marker.NEGLIGIBLE
    assert interval_end(Fraction(196, 100), Fraction(1), 1, 2, is_upper=False).value == Decimal("0.00")
