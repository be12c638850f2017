"""Amounts that go with the number of people: of a region or England they tell no more of it than its rounding."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.rounding import round_half_up
from pipeline.design.statistic import Cell, Statistic

SESSIONS, PUPILS, POINTS = "sessions", "pupils", "points"
YEAR, REGION, AUTHORITY = 2025, "E12000001", "301"


def figures(pupils: int, sessions: int, spread: int = 1400) -> Figures:
    places = [(measure, YEAR, area) for measure in (SESSIONS, PUPILS, POINTS) for area in (REGION, AUTHORITY)]
    amounts = {PUPILS: pupils, SESSIONS: sessions, POINTS: sessions}
    return Figures(
        counts={place: {"": amounts[place[0]]} for place in places},
        known=frozenset(places),
        in_being=frozenset({(YEAR, REGION), (YEAR, AUTHORITY)}),
        populations={},
        levels={REGION: "regional", AUTHORITY: "local_authority"},
        rounding={"regional": 10, "local_authority": 1},
        decimals={POINTS: 3},
        of_rounded_people={SESSIONS: PUPILS, POINTS: PUPILS},
        spreads={(POINTS, YEAR): {"": spread}},
    )


def test_a_sum_is_that_of_the_rounded_number_and_an_authoritys_its_own() -> None:
    # 184 pupils with 66,240 sessions have 360 each: of 180 they are 64,800.
    told = figures(184, 66_240)
    assert told.count(SESSIONS, YEAR, REGION, "").value == 64_800
    assert told.count(SESSIONS, YEAR, AUTHORITY, "").value == 66_240


def test_a_sum_is_rounded_once() -> None:
    # 65,478 x 180 / 184 is 64,054.57, and nearer to 64,050, though to a whole number it is 64,055.
    assert figures(184, 65_478).count(SESSIONS, YEAR, REGION, "").value == 64_050


def test_nobody_has_no_sessions() -> None:
    assert figures(0, 0).count(SESSIONS, YEAR, REGION, "").value == 0


@given(st.integers(6, 400), st.integers(300, 380))
def test_two_numbers_that_round_alike_have_the_same_sum_at_the_same_average(pupils: int, each: int) -> None:
    rounded = round_half_up(pupils, 10)
    sums = {
        figures(one, one * each).count(SESSIONS, YEAR, REGION, "").value
        for one in range(rounded - 5, rounded + 5)
        if one > 0
    }
    assert len(sums) == 1


@given(st.integers(6, 400), st.integers(-2000, 2000))
def test_the_width_of_an_interval_tells_the_rounded_number_alone(pupils: int, each: int) -> None:
    rounded = round_half_up(pupils, 10)
    ends = set()
    for one in range(rounded - 5, rounded + 5):
        told = figures(one, one * each)
        shown = [
            Shown.of(
                Statistic("average", "pupils:", decimals=2, format=end),
                Cell(POINTS, ""),
                Cell(PUPILS, ""),
                YEAR,
                REGION,
            )
            for end in ("lower_95", "upper_95")
        ]
        ends.add(tuple((told.of(end).value, told.of(end).marker) for end in shown))
    assert len(ends) == 1
