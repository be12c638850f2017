"""What the line above a table says of the authorities that figures were estimated for."""

from __future__ import annotations

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.estimated_areas import MOST_NAMED, EstimatedArea, estimates_behind
from pipeline.analyse.figures import Shown
from pipeline.design.statistic import Cell, Statistic

SHOWN = Shown.of(Statistic(), Cell("children", ""), None, 2024, ENGLAND.area_code)


def said_of(names: tuple[str, ...]) -> list[str]:
    return estimates_behind([EstimatedArea("children", 2024, ENGLAND, names, None, None)], [SHOWN])


def test_authorities_are_named_while_they_are_few() -> None:
    few = tuple(f"Authority {number}" for number in range(1, MOST_NAMED + 1))
    (line,) = said_of(few)
    assert line == f"2024: figures for England include estimates for {', '.join(few[:-1])} and {few[-1]}."
    (line,) = said_of((*few, "One too many"))
    more = "Authority 1, Authority 2, Authority 3 and 10 more, all listed in coverage.csv."
    assert line == f"2024: figures for England include estimates for {more}"
    assert said_of(("One",)) == ["2024: figures for England include estimates for One."]


def test_nothing_is_said_of_a_measure_that_the_table_has_not() -> None:
    assert estimates_behind([EstimatedArea("others", 2024, ENGLAND, ("One",), None, None)], [SHOWN]) == []
