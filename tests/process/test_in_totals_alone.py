"""Figures that are not relied on and stand in totals alone: the rates of a region are of its other authorities."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.figures import Figures, Shown
from pipeline.analyse.unreliable_figures import out_of_rates
from pipeline.design.figure import Figure, Marker
from pipeline.process.decisions import Inclusion, Item, by_measure
from tests.process.test_estimation_decisions import ENGLAND as ALL
from tests.process.test_estimation_decisions import INNER, MEASURE, england
from tests.process.test_unreliable_figures import COUNTED, IN_TOTALS, YEARS, grossed
from tests.protect.test_unknowns import AREAS, REGION, YEAR

# Children and how many of them are young; days and episodes are other measures. 301 is in totals alone.
CHILDREN = {"301": (20, 10), "302": (30, 6), "303": (50, 10)}
DAYS = {"301": 900, "302": 60, "303": 100}
ABOVE = (REGION, ENGLAND.area_code)
MARKED = {("children", YEAR, "301"): "in doubt"}


def figures(marked: tuple[str, ...] = ("301",), measure: str = "children") -> Figures:
    counts: dict[tuple[str, int, str], dict[str, int]] = {}
    for code in CHILDREN:
        for area in (code, *ABOVE):
            everybody, young = CHILDREN[code]
            for name, key, number in (
                ("children", "", everybody), ("children", "age=young", young), ("days", "", DAYS[code])
            ):  # fmt: skip
                place = counts.setdefault((name, YEAR, area), {})
                place[key] = place.get(key, 0) + number
    places = [(measure, YEAR, code) for code in marked]
    return Figures(
        counts,
        frozenset(counts),
        AREAS.in_being,
        {(YEAR, "301"): 4_000, (YEAR, "302"): 3_000, (YEAR, "303"): 5_000, (YEAR, REGION): 12_000},
        AREAS.levels,
        {"local_authority": 1, "regional": 1, "national": 10},
        unreliable=frozenset(places),
        out_of_rates=out_of_rates(places, AREAS),
    )


def printed(figures: Figures, statistic: str, key: str = "", area: str = REGION, **more: object) -> Figure:
    measure = "days" if statistic == "average" else "children"
    return figures.of(Shown(statistic, measure, YEAR, area, key, **more))  # type: ignore[arg-type]


def test_numbers_have_it() -> None:
    assert printed(figures(), "count") == Figure(100)  # 20 + 30 + 50
    assert printed(figures(), "count", "age=young") == Figure(26)  # 10 + 6 + 10
    assert printed(figures(), "difference", minus=("children", "age=young")) == Figure(74)


def test_percentages_rates_and_averages_have_not() -> None:
    shares, of_all = figures(), figures(())
    assert printed(shares, "percent", "age=young") == Figure(20)  # 16 of 80
    assert printed(of_all, "percent", "age=young") == Figure(26)  # 26 of 100
    assert printed(shares, "percent", "age=young", ENGLAND.area_code) == Figure(20)
    assert printed(shares, "rate") == Figure(100)  # 80 for 8,000 children
    assert printed(of_all, "rate") == Figure(83)  # 100 for 12,000: 83.3
    average = {"of_measure": "children", "format": "decimal", "decimals": 1}
    assert printed(shares, "average", **average) == Figure(Decimal("2.0"))  # 160 of 80
    assert printed(of_all, "average", **average) == Figure(Decimal("10.6"))  # 1,060 of 100


def test_of_two_measures_the_mark_of_either_leaves_it_out_of_both() -> None:
    average = {"of_measure": "children", "format": "decimal", "decimals": 1}
    assert printed(figures(measure="days"), "average", **average) == Figure(Decimal("2.0"))
    assert printed(figures(measure="days"), "percent", "age=young") == Figure(26)


def test_its_own_figures_are_marked_and_those_of_others_are_not() -> None:
    for statistic in ("count", "percent", "rate"):
        assert printed(figures(), statistic, "age=young", "301") == Figure.marked(Marker.LOW_RELIABILITY)
    assert printed(figures(), "percent", "age=young", "302") == Figure(20)


def test_where_nobody_else_is_left_the_rate_is_marked_too() -> None:
    for statistic in ("percent", "rate"):
        assert printed(figures(("301", "302", "303")), statistic, "age=young") == Figure.marked(Marker.LOW_RELIABILITY)
    assert printed(figures(("301", "302", "303")), "count") == Figure(100)


def test_without_its_population_there_is_no_rate() -> None:
    unknown = figures()
    unknown.populations = {place: number for place, number in unknown.populations.items() if place[1] != "301"}
    assert printed(unknown, "rate") == Figure.marked(Marker.NOT_AVAILABLE)
    assert printed(unknown, "percent", "age=young") == Figure(20)


def test_totals_have_it_as_it_was_sent_and_coverage_says_so() -> None:
    with england(YEARS) as warehouse:
        cells = grossed(warehouse, IN_TOTALS)
        told = warehouse.connection.execute(
            "SELECT is_supplied, reason FROM grossed.coverage WHERE la_code = '204'"
        ).fetchall()
    assert told == [(True, "unreliable, in totals alone: half of the referrals are missing")]
    assert cells[INNER, ""] == (200, 200, False)  # 120 + 80
    assert cells[ALL, ""] == (380, 380, False)


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [("counted", "in totals alone", "in totals alone"), ("in totals alone", "left out", "left out")],
)
def test_of_marks_on_two_files_the_one_that_leaves_more_out_holds(one: str, other: str, holds: str) -> None:
    measure = replace(MEASURE, items=("Episodes", "OC2"))
    marks = [
        (Item(name), replace(COUNTED, inclusion=Inclusion(inclusion)))
        for name, inclusion in (("Episodes", one), ("OC2", other))
    ]
    for given in (marks, marks[::-1]):
        assert [found.inclusion for found in by_measure(given, [measure])] == [holds]
