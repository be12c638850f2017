"""Ranks, changes and neighbours' averages: from the figures shown, with ties, nothing where a figure is suppressed."""

from __future__ import annotations

import pytest

from pipeline.analyse.comparisons import Comparisons, read_with
from pipeline.analyse.figures import Shown
from pipeline.design.figure import Figure, Marker
from pipeline.reference.neighbours import neighbours_of

YEAR = 2024
SUPPRESSED, ABSENT = Figure.marked(Marker.CONFIDENTIAL), Figure.marked(Marker.NOT_AVAILABLE)


class Printed:
    """Figures as a file prints them."""

    def __init__(self, **by_area: int | Figure) -> None:
        self.by_area = {area[1:]: one if isinstance(one, Figure) else Figure.of(one) for area, one in by_area.items()}

    def of(self, shown: Shown) -> Figure:
        if shown.year < YEAR:
            return self.by_area.get(f"{shown.area_code}_before", Figure.marked(Marker.NOT_APPLICABLE))
        return self.by_area.get(shown.area_code, Figure.marked(Marker.NOT_APPLICABLE))


def percent(area: str, year: int = YEAR) -> Shown:
    return Shown("percent", "placements_1", year, area, "result=in_numerator")


def compare(printed: Printed, area: str, how: str) -> Figure:
    codes = [code for code in printed.by_area if len(code) == 3]
    return Comparisons(printed, codes).of(percent(area), how)


def test_equal_figures_share_the_better_rank_and_the_next_is_further_down() -> None:
    printed = Printed(_301=10, _302=12, _303=12, _304=15, _305=SUPPRESSED, _306=ABSENT)
    highest = {code: compare(printed, code, "rank_from_highest").value for code in ("304", "303", "302", "301")}
    assert highest == {"304": 1, "303": 2, "302": 2, "301": 4}
    lowest = {code: compare(printed, code, "rank_from_lowest").value for code in ("301", "302", "303", "304")}
    assert lowest == {"301": 1, "302": 2, "303": 2, "304": 4}


@pytest.mark.parametrize("how", ["rank_from_highest", "rank_from_lowest", "change"])
def test_what_is_not_shown_has_neither_rank_nor_change(how: str) -> None:
    printed = Printed(_301=10, _302=SUPPRESSED, _303=ABSENT, _302_before=10, _303_before=10)
    assert compare(printed, "302", how) == SUPPRESSED
    assert compare(printed, "303", how) == ABSENT


def test_a_figure_that_rounds_to_nothing_ranks_with_0() -> None:
    printed = Printed(_301=0, _302=Figure.marked(Marker.NEGLIGIBLE), _303=1)
    assert [compare(printed, code, "rank_from_lowest").value for code in ("301", "302", "303")] == [1, 1, 3]


def test_a_region_has_no_rank_and_no_neighbours() -> None:
    printed = Printed(_301=10, _E12000001=11)
    for how in ("rank_from_highest", "neighbours"):
        assert compare(printed, "E12000001", how) == Figure.marked(Marker.NOT_APPLICABLE)


def test_a_change_is_of_the_figures_shown_and_suppressed_with_either() -> None:
    printed = Printed(_301=10, _301_before=12, _302=10, _302_before=SUPPRESSED, _303=10)
    assert compare(printed, "301", "change") == Figure.of(-2)
    assert compare(printed, "302", "change") == SUPPRESSED
    assert compare(printed, "303", "change") == ABSENT


def test_both_years_of_a_change_go_to_disclosure_control() -> None:
    assert read_with(percent("301"), "change") == [percent("301"), percent("301", YEAR - 1)]
    assert read_with(percent("301"), "rank_from_highest") == [percent("301")]


def test_a_neighbours_average_is_of_the_neighbours_shown_and_of_five_at_least() -> None:
    near = neighbours_of("301", YEAR)
    assert len(near) == 10
    values: dict[str, int | Figure] = {f"_{code}": 10 + place for place, code in enumerate(near[:5])}
    values |= {f"_{near[5]}": SUPPRESSED, "_301": 40}
    assert compare(Printed(**values), "301", "neighbours") == Figure.of(12)
    del values[f"_{near[0]}"]
    assert compare(Printed(**values), "301", "neighbours") == ABSENT


def test_an_average_that_ends_in_a_half_rounds_up() -> None:
    near = neighbours_of("301", YEAR)
    values: dict[str, int | Figure] = {f"_{code}": 10 + place % 2 for place, code in enumerate(near[:6])}
    assert compare(Printed(**values, _301=1), "301", "neighbours") == Figure.of(11)


def test_an_authority_that_is_in_one_model_only_has_the_neighbours_of_that_model() -> None:
    assert neighbours_of("942", 2024) == neighbours_of("942", 2025) != ()
    assert neighbours_of("835", 2025) == neighbours_of("835", 2014)
    assert neighbours_of("301", 2024) != neighbours_of("301", 2025)
    assert neighbours_of("999", 2024) == ()


def test_over_the_years_a_mean_may_be_of_the_same_neighbours() -> None:
    of_2021, of_2025 = neighbours_of("301", 2024), neighbours_of("301", 2025)
    values: dict[str, int | Figure] = {f"_{code}": 100 if code in of_2021 else 10 for code in {*of_2021, *of_2025}}
    printed = Printed(**values, _301=1)
    codes = list(printed.by_area)
    own, same = Comparisons(printed, codes), Comparisons(printed, codes, 2024)
    assert own.of(percent("301", 2025), "neighbours") != own.of(percent("301", 2024), "neighbours") == Figure.of(100)
    assert same.of(percent("301", 2025), "neighbours") == Figure.of(100)
    # A quarter has the neighbours of its own time, and no later ones.
    assert own.of(percent("301", 20244), "neighbours") == Figure.of(100)
