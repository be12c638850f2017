"""Amounts that go with the number of people: of a region or England they tell no more of it than its rounding."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from pipeline.analyse.amounts import AmountsOfPeople
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.rounding import round_half_up
from pipeline.design.figure import Marker
from pipeline.design.statistic import Cell, Statistic

SESSIONS, PUPILS, POINTS = "sessions", "pupils", "points"
YEAR, REGION, SECOND, AUTHORITY = 2025, "E12000001", "E12000002", "301"
ENGLAND = "E92000001"


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
        of_rounded_people=AmountsOfPeople({SESSIONS: PUPILS, POINTS: PUPILS}),
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


Leaves = Mapping[tuple[str, str], tuple[int, int]]
# By region and phase: pupils, and the sessions that they missed.
LEAVES: Leaves = {
    (REGION, "primary"): (9, 137),
    (REGION, "special"): (5, 185),
    (SECOND, "primary"): (60, 900),
    (SECOND, "special"): (50, 1000),
}
KEYS = {
    "": "social_care_group=cino",
    **{phase: f"phase={phase};social_care_group=cino" for phase in ("primary", "special")},
}


def by_phase(leaves: Leaves, decimals: int = 0) -> Figures:
    """Two regions, and England of both, by phase."""
    counts: dict[tuple[str, int, str], dict[str, int]] = {}
    for at, measure in enumerate((PUPILS, SESSIONS)):
        for area in (REGION, SECOND, ENGLAND):
            for phase, key in KEYS.items():
                within = [one for one in leaves if area in (one[0], ENGLAND) and phase in (one[1], "")]
                counts.setdefault((measure, YEAR, area), {})[key] = sum(leaves[one][at] for one in within)
    return Figures(
        counts=counts,
        known=frozenset(counts),
        in_being=frozenset((YEAR, area) for area in (REGION, SECOND, ENGLAND)),
        populations={},
        levels={REGION: "regional", SECOND: "regional", ENGLAND: "national"},
        rounding={"regional": 10, "national": 10},
        decimals={SESSIONS: decimals},
        of_rounded_people=AmountsOfPeople({SESSIONS: PUPILS}, {REGION: (ENGLAND,), SECOND: (ENGLAND,)}),
    )


def printed(told: Figures, area: str, phase: str) -> int | None:
    figure = told.count(SESSIONS, YEAR, area, KEYS[phase])
    assert figure.marker in (None, Marker.LOW_RELIABILITY)
    return figure.value if isinstance(figure.value, int) else None


def test_a_phase_that_would_have_more_sessions_than_all_phases_is_not_shown() -> None:
    """9 and 5 pupils print as 10 and 10, and together as 10: 322 x 10/14 are 230, and 185 x 10/5 would be 370."""
    told = by_phase(LEAVES)
    assert [printed(told, REGION, phase) for phase in ("", "primary", "special")] == [230, 150, None]
    assert [printed(told, SECOND, phase) for phase in ("", "primary", "special")] == [1900, 900, 1000]
    assert told.unrounded(SESSIONS, YEAR, REGION, KEYS["special"]) == 185


def test_points_may_be_more_than_those_of_a_whole() -> None:
    """What some of a whole have below nought leaves others with more than it."""
    told = by_phase({**LEAVES, (REGION, "primary"): (9, -137_000), (REGION, "special"): (5, 185_000)}, decimals=3)
    assert told.count(SESSIONS, YEAR, REGION, KEYS["special"]).value == 370


@given(st.tuples(*[st.tuples(st.integers(1, 40), st.integers(0, 400))] * len(LEAVES)))
def test_what_is_shown_of_a_part_is_no_more_than_its_whole(numbers: tuple[tuple[int, int], ...]) -> None:
    told = by_phase({one: (pupils, pupils * each) for one, (pupils, each) in zip(LEAVES, numbers, strict=True)})
    for area, where in ((REGION, REGION), (REGION, ENGLAND), (SECOND, ENGLAND), (ENGLAND, ENGLAND)):
        for phase, whole in (("primary", ""), ("special", ""), ("primary", "primary")):
            part, of = printed(told, area, phase), printed(told, where, whole)
            assert part is None or of is None or part <= of


def test_an_authority_shows_its_own_sessions() -> None:
    told = figures(5, 185)
    assert told.count(SESSIONS, YEAR, AUTHORITY, "").value == 185


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
