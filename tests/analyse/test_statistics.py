"""Averages, percentages across measures and quantiles as published, and the reasons for which there is no number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.analyse.distribution import Distribution, Distributions
from pipeline.analyse.figures import Figures, Shown
from pipeline.design.figure import Figure, Marker, YearsAndMonths

YEAR, AREA, REGION = 2024, "301", "E12000001"
LEVELS = {AREA: "local_authority", REGION: "regional", "302": "local_authority"}


def figures(counts: dict[str, dict[str, int]], suppressed: tuple[Shown, ...] = (), area: str = AREA) -> Figures:
    """Figures of one area; the measures are those that ``counts`` names."""
    return Figures(
        {(measure, YEAR, area): keys for measure, keys in counts.items()},
        frozenset((measure, YEAR, area) for measure in counts),
        frozenset((YEAR, code) for code in LEVELS),
        {},
        LEVELS,
        {"national": 10, "regional": 10, "local_authority": 1},
        dict.fromkeys(suppressed, "small count"),
    )


def average(decimals: int = 1, style: str = "decimal", key: str = "", of_key: str = "") -> Shown:
    return Shown("average", "days", YEAR, AREA, key, of_key, decimals=decimals, of_measure="children", format=style)


def percent(decimals: int = 0) -> Shown:
    return Shown("percent", "missing", YEAR, AREA, "", decimals=decimals, of_measure="children")


def test_a_percentage_of_another_measure_is_of_unrounded_counts() -> None:
    counts = {"missing": {"": 12}, "children": {"": 25}}
    assert figures(counts).of(percent()) == Figure(48)
    regional = figures(counts, area=REGION)
    assert regional.of(Shown("percent", "missing", YEAR, REGION, "", of_measure="children")) == Figure(48)
    assert regional.count("missing", YEAR, REGION, "") == Figure(10)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"missing": {"": 12}}, Marker.NOT_AVAILABLE),
        ({"children": {"": 12}}, Marker.NOT_AVAILABLE),
        ({"missing": {"": 0}, "children": {"": 0}}, Marker.NOT_APPLICABLE),
        ({"missing": {"": 1}, "children": {"": 900}}, Marker.NEGLIGIBLE),
    ],
)
def test_why_a_percentage_of_another_measure_has_no_number(counts: dict[str, dict[str, int]], expected: Marker) -> None:
    assert figures(counts).of(percent()) == Figure(None, expected)


def test_a_percentage_of_another_measure_follows_both_counts() -> None:
    counts = {"missing": {"": 12}, "children": {"": 25}}
    for measure in counts:
        suppressed = (Shown("count", measure, YEAR, AREA, ""),)
        assert figures(counts, suppressed).of(percent()) == Figure(None, Marker.CONFIDENTIAL)
    assert figures(counts, (percent(),)).of(percent()) == Figure(None, Marker.CONFIDENTIAL)
    # Another statistic of the same cells is another figure.
    assert figures(counts, (percent(1),)).of(percent()) == Figure(48)


def test_an_average_is_of_unrounded_numbers_to_its_decimals() -> None:
    # 100 days of 8 children are 12.5: to a whole number 13, ties up.
    counts = {"days": {"": 100, "sex=male": 1}, "children": {"": 8, "sex=male": 3}}
    assert figures(counts).of(average(0)) == Figure(13)
    assert figures(counts).of(average(1)) == Figure(Decimal("12.5"))
    assert figures(counts).of(average(2, key="sex=male", of_key="sex=male")) == Figure(Decimal("0.33"))
    assert figures(counts).of(average(1, key="sex=female")) == Figure(Decimal("0.0"))


def test_an_average_of_nobody_does_not_apply_unless_the_count_is_suppressed() -> None:
    counts = {"days": {"": 0}, "children": {"": 0}}
    assert figures(counts, (average(),)).of(average()) == Figure(None, Marker.NOT_APPLICABLE)
    suppressed = (Shown("count", "children", YEAR, AREA, ""),)
    assert figures(counts, suppressed).of(average()) == Figure(None, Marker.CONFIDENTIAL)


@pytest.mark.parametrize(
    ("days", "children", "text"),
    [
        # 365.25 days are 12 months, so 15.21875 days are half a month and go up.
        (0, 10, "0:0"),
        (152, 10, "0:0"),
        (153, 10, "0:1"),
        (365, 1, "1:0"),
        (334, 1, "0:11"),
        (3652, 5, "2:0"),
        (821, 1, "2:3"),
    ],
)
def test_durations_are_years_and_months_to_the_nearest_month(days: int, children: int, text: str) -> None:
    counts = {"days": {"": days}, "children": {"": children}}
    shown = figures(counts).of(average(0, "years_and_months")).value
    assert isinstance(shown, YearsAndMonths)
    assert str(shown) == text
    padded = figures(counts).of(average(0, "padded_years_and_months")).value
    assert str(padded) == ":".join(part.rjust(2, "0") for part in text.split(":"))


@given(st.integers(0, 10**7), st.integers(1, 10**4))
def test_a_duration_is_off_by_half_a_month_at_most(days: int, children: int) -> None:
    shown = figures({"days": {"": days}, "children": {"": children}}).of(average(0, "years_and_months")).value
    assert isinstance(shown, YearsAndMonths)
    exact = Fraction(days, children) * 12 / Fraction(1461, 4)
    assert -Fraction(1, 2) < shown.months - exact <= Fraction(1, 2)


def quantile(at: str = "0.5", key: str = "") -> Shown:
    return Shown("quantile", "assessments", YEAR, AREA, key, quantile=at, histogram="days")


def test_a_quantile_is_the_smallest_number_that_the_share_does_not_exceed() -> None:
    """Of 2, 3, 3, 10 half have 3 or less and a quarter 2 or less; of an even number it is the lower of the middle."""
    counts = {"assessments": {"": 4, "days=2": 1, "days=3": 2, "days=10": 1, "kind=core;days=10": 9}}
    shown = figures(counts)
    assert [shown.of(quantile(at)).value for at in ("0.25", "0.5", "0.75")] == [2, 3, 3]
    assert Distribution(((1, 1), (2, 1))).quantile(Fraction(1, 2)) == 1
    assert Distribution(((1, 0), (2, 1))).quantile(Fraction(1, 4)) == 2
    with pytest.raises(ValueError, match="Nobody"):
        Distribution(()).quantile(Fraction(1, 2))


def test_a_quantile_within_a_cell_is_of_that_cell_alone() -> None:
    counts = {"assessments": {"": 12, "days=1": 3, "days=10;kind=core": 9, "days=2;kind=initial": 1}}
    assert figures(counts).of(quantile(key="kind=core")) == Figure(10)
    found = Distributions({("assessments", YEAR, AREA): counts["assessments"]})
    assert found.within(("assessments", YEAR, AREA), "", "days").pairs == ((1, 3),)
    assert found.within(("assessments", YEAR, AREA), "kind=other", "days").total == 0


def test_why_a_quantile_has_no_number() -> None:
    counts = {"assessments": {"": 4, "days=2": 4}}
    assert figures({}).of(quantile()) == Figure(None, Marker.NOT_AVAILABLE)
    assert figures({"assessments": {}}).of(quantile()) == Figure(None, Marker.NOT_APPLICABLE)
    # There are assessments, and nobody knows how long they took: an estimate has no distribution.
    assert figures({"assessments": {"": 4}}).of(quantile()) == Figure(None, Marker.NOT_AVAILABLE)
    assert figures(counts, (quantile(),)).of(quantile()) == Figure(None, Marker.CONFIDENTIAL)
    suppressed = (Shown("count", "assessments", YEAR, AREA, ""),)
    assert figures(counts, suppressed).of(quantile()) == Figure(None, Marker.CONFIDENTIAL)


@given(st.dictionaries(st.integers(0, 90), st.integers(1, 30), min_size=1), st.sampled_from(["0.25", "0.5", "0.75"]))
def test_a_quantile_is_as_defined(numbers: dict[int, int], at: str) -> None:
    counts = {"assessments": {f"days={number}": count for number, count in numbers.items()}}
    found = figures(counts).of(quantile(at)).value
    everybody = sorted(number for number, count in numbers.items() for _ in range(count))
    share = Fraction(at) * len(everybody)
    assert found == min(x for x in everybody if sum(one <= x for one in everybody) >= share)
