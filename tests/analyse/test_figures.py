"""Figures as published: rounding by level, ties up, and the reasons for which there is no number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pipeline.analyse.figures import Figures, Shown
from pipeline.design.figure import Figure, Marker

PLACE = ("children_counted", 2024)
LEVELS = {"E92000001": "national", "E12000001": "regional", "301": "local_authority", "302": "local_authority"}


def figures(counts: dict[str, dict[str, int]], suppressed: tuple[Shown, ...] = (), population: int = 50_000) -> Figures:
    return Figures(
        {(*PLACE, area): keys for area, keys in counts.items()},
        frozenset((*PLACE, area) for area in counts),
        frozenset((2024, area) for area in LEVELS),
        {(2024, area): population for area in LEVELS},
        LEVELS,
        {"national": 10, "regional": 10, "local_authority": 1},
        dict.fromkeys(suppressed, "primary"),
    )


def test_each_level_rounds_on_its_own_with_ties_up() -> None:
    shown = figures({"E92000001": {"": 25}, "E12000001": {"": 24}, "301": {"": 25}})
    assert shown.count(*PLACE, "E92000001", "") == Figure(30)
    assert shown.count(*PLACE, "E12000001", "") == Figure(20)
    assert shown.count(*PLACE, "301", "") == Figure(25)


def test_an_absent_key_of_a_known_area_is_nought_and_an_unknown_area_is_not() -> None:
    shown = figures({"301": {"": 25}})
    assert shown.count(*PLACE, "301", "sex=male") == Figure(0)
    assert shown.count(*PLACE, "302", "") == Figure(None, Marker.NOT_AVAILABLE)
    assert shown.count("children_counted", 2023, "301", "") == Figure(None, Marker.NOT_APPLICABLE)


def test_percentages_come_from_unrounded_counts() -> None:
    # 12 of 25 is 48 per cent; of the rounded 10 and 30 it would be 33.
    shown = figures({"E92000001": {"": 25, "sex=male": 12}})
    assert shown.percent(*PLACE, "E92000001", "sex=male", "", 0) == Figure(48)
    assert shown.percent(*PLACE, "E92000001", "sex=male", "", 1) == Figure(Decimal("48.0"))


def test_a_percentage_that_rounds_to_nought_is_negligible_and_nought_is_nought() -> None:
    shown = figures({"E92000001": {"": 1000, "sex=male": 4, "sex=other": 5}})
    assert shown.percent(*PLACE, "E92000001", "sex=male", "", 0) == Figure(None, Marker.NEGLIGIBLE)
    assert shown.percent(*PLACE, "E92000001", "sex=other", "", 0) == Figure(1)  # 0.5 goes up
    assert shown.percent(*PLACE, "E92000001", "sex=female", "", 0) == Figure(0)
    assert shown.percent(*PLACE, "E92000001", "", "sex=female", 0) == Figure(None, Marker.NOT_APPLICABLE)


def test_a_percentage_follows_its_numerator_and_its_denominator() -> None:
    counts = {"301": {"": 25, "sex=male": 12}}
    for key in ("sex=male", ""):
        shown = figures(counts, (Shown("count", *PLACE, "301", key),))
        assert shown.percent(*PLACE, "301", "sex=male", "", 0) == Figure(None, Marker.CONFIDENTIAL)
    alone = figures(counts, (Shown("percent", *PLACE, "301", "sex=male", ""),))
    assert alone.percent(*PLACE, "301", "sex=male", "", 0) == Figure(None, Marker.CONFIDENTIAL)
    assert alone.count(*PLACE, "301", "sex=male") == Figure(12)


def test_rates_and_differences_follow_their_counts() -> None:
    suppressed = (Shown("count", *PLACE, "301", ""),)
    shown = figures({"301": {"": 3, "sex=male": 1}, "302": {"": 25, "sex=male": 40}}, suppressed)
    assert shown.rate(*PLACE, "301", "") == Figure(None, Marker.CONFIDENTIAL)
    assert shown.rate(*PLACE, "302", "") == Figure(5)  # 25 x 10,000 / 50,000
    # 25 x 100 / 50,000 is 0.05, and a tie rounds up.
    share = Shown("percent_of_population", *PLACE, "302", "", decimals=1)
    assert shown.of(share) == Figure(Decimal("0.1"))
    assert shown.of(share._replace(area_code="301")) == Figure(None, Marker.CONFIDENTIAL)
    pair = (("children_counted", ""), ("children_counted", "sex=male"))
    assert shown.difference(*pair, 2024, "301") == Figure(None, Marker.CONFIDENTIAL)
    assert shown.difference(*pair, 2024, "302") == Figure(-15)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 2))
def test_percentages_are_exact_half_up(numerator: int, denominator: int, decimals: int) -> None:
    shown = figures({"301": {"": denominator, "sex=male": numerator}})
    figure = shown.percent(*PLACE, "301", "sex=male", "", decimals)
    exact = Fraction(numerator * 100, denominator)
    if figure.marker is Marker.NEGLIGIBLE:
        assert 0 < exact < Fraction(1, 2 * 10**decimals)
    else:
        assert figure.value is not None
        error = Fraction(figure.value) - exact
        assert -Fraction(1, 2 * 10**decimals) < error <= Fraction(1, 2 * 10**decimals)


@given(st.integers(0, 10**7))
def test_rounding_moves_a_count_by_at_most_half_its_base(count: int) -> None:
    value = figures({"E92000001": {"": count}}).count(*PLACE, "E92000001", "").value
    assert value is not None
    assert value % 10 == 0
    assert -5 < value - count <= 5
