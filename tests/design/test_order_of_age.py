"""Spans of years stand youngest first, whatever the order of the department's files."""

from __future__ import annotations

import pytest

from pipeline.design.order_of_age import youngest_first


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            ("1 to 4 years", "10 to 15 years", "16 years and over", "5 to 9 years", "Total children", "Under 1 year"),
            ("Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over", "Total children"),
        ),
        (("10 years", "4 years and under", "5 years"), ("4 years and under", "5 years", "10 years")),
        (("All", "20 to 29 years old", "Under 20 years old"), ("All", "Under 20 years old", "20 to 29 years old")),
        # Numbers that begin another label are no years.
        (("2. Mixed", "1. White", "10 or more"), ("2. Mixed", "1. White", "10 or more")),
    ],
)
def test_spans_are_in_the_order_of_their_years(given: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert youngest_first(given, str) == list(expected)


def test_groups_stay_apart() -> None:
    rows = [("Age", "5 to 9"), ("Age", "Under 1"), ("Duration", "5 to 9"), ("Duration", "Under 1")]
    assert youngest_first(rows, lambda one: one[1], lambda one: one[0]) == [rows[1], rows[0], rows[3], rows[2]]
