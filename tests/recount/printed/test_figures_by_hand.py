"""The recount's own arithmetic and reading of labels, by hand."""

from __future__ import annotations

from fractions import Fraction

import pandas
import pytest

from tests.recount.children_looked_after.tally import COLUMNS

from .adoption_sets import adopters
from .cells import Counts, cells
from .figures import Area, Count, Figure, Form, Mean, Median, Rate, Share, Sum, YearsAndMonths, nearest, written
from .placement_words import placement_of
from .words import number_of, plain

ROWS = [
    (2024, "301", "children", "total", "total", "", "", "", "", 1014),
    (2024, "301", "children", "sex", "male", "", "", "", "", 5),
    (2024, "301", "children", "sex", "female", "", "", "", "", 1009),
    (2024, "302", "children", "total", "total", "", "", "", "", 1),
    (2024, "302", "children", "days", "2", "", "", "", "", 1),
    (2024, "302", "children", "days", "9", "", "", "", "", 1),
    (2024, "302", "days", "total", "total", "", "", "", "", 700),
]
CHILDREN, MALE, DAYS = cells("children"), cells("children", sex="male"), cells("days")


@pytest.mark.parametrize(
    ("figure", "las", "round_to", "expected"),
    [
        (Count(CHILDREN), ["301", "302"], 10, "1020"),  # 1,015 ends in 5 and goes up
        (Count(CHILDREN), ["301"], 1, "1014"),
        (Sum((MALE,), less=(CHILDREN,)), ["301"], 1, "-1009"),
        (Sum((MALE,), less=(cells("children", sex=("male", "female")),)), ["301"], 10, "-1010"),  # 5 less 1,014: -1,009
        (Share(MALE, CHILDREN), ["301"], 10, "k"),  # 5 of 1,014 is 0.49 per cent: not 0, and not 1
        (Share(MALE, CHILDREN), ["302"], 10, "0"),  # none of 1
        (Share(MALE, MALE), ["302"], 10, "z"),  # none of none
        (Rate(CHILDREN), ["301"], 10, "676"),  # 1,014 * 10,000 / 15,000
        (Mean((DAYS,), CHILDREN), ["302"], 10, "700"),
        (YearsAndMonths((DAYS,), CHILDREN), ["302"], 10, "1:11"),  # 700 / 30.4375 = 22.998 months
        (Median(cells("children"), "days"), ["302"], 10, "2"),  # of 2 and 9 the first is not exceeded by half
    ],
)
def test_a_figure_is_written(figure: Figure, las: list[str], round_to: int, expected: str) -> None:
    counts = Counts(pandas.DataFrame(ROWS, columns=COLUMNS))
    assert written(figure, counts, 2024, Area(las, 15_000), Form(round_to)) == expected


def test_ties_go_away_from_zero() -> None:
    assert [int(nearest(Fraction(number), Fraction(10))) for number in (5, 15, -5, 14)] == [10, 20, -10, 10]


def test_the_number_of_a_label_is_no_part_of_its_words() -> None:
    assert plain("1a.1i With relative or friend") == "with relative or friend"
    assert plain("4c.2 Children\u2019s home / hostel") == "children's home/hostel"
    assert plain("1 to 4 years") == "1 to 4 years"
    assert number_of("10 to 15 years") == ""
    assert number_of("3. Total Asian or Asian British") == "3"
    # The same words stand under inside and outside: only their number tells.
    words = "With other foster carer not FFA/concurrent planning"
    assert placement_of(f"1a.2ii {words}", 2024) == {"q2_inside", "u4_inside", "u6_inside"}
    assert placement_of(f"1b.2ii {words}", 2024) == {"q2_outside", "u4_outside", "u6_outside"}


def test_a_label_without_meaning_is_an_error() -> None:
    with pytest.raises(KeyError):
        adopters("Gender and legal status of adopters", "6 Neighbours", 2024)
