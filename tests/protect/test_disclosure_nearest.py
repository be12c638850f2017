"""The audit's nearest tables, against trying every table of small systems."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.protect.attack.attack import System
from pipeline.protect.attack.nearest import Nearest
from pipeline.protect.attack.ranges import Ranges
from pipeline.protect.attack.whole import Changes

LARGEST = 4
COUNTS = 5
EVERY = np.array(list(itertools.product(range(LARGEST + 1), repeat=COUNTS)))


def system_of(rows: list[tuple[list[int], int, int]]) -> System:
    """Counts from 0 to LARGEST; a row is its coefficients, one a count, with its least and largest sum."""
    entries = [[(column, size) for column, size in enumerate(row[0]) if size] for row in rows]
    return System(
        np.zeros(COUNTS, dtype=np.int64),
        np.full(COUNTS, LARGEST, dtype=np.int64),
        np.cumsum([0] + [len(one) for one in entries]).astype(np.int64),
        np.array([column for one in entries for column, _ in one], dtype=np.int64),
        np.array([size for one in entries for _, size in one], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
    )


def possible(system: System) -> np.ndarray:
    return np.array([table for table in EVERY if system.holds(table)])


@st.composite
def systems(draw: st.DrawFn, sizes: tuple[int, ...]) -> System:
    """Rows that at least one table, drawn first, satisfies."""
    table = np.array(draw(st.lists(st.integers(0, LARGEST), min_size=COUNTS, max_size=COUNTS)))
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.lists(st.sampled_from(sizes), min_size=COUNTS, max_size=COUNTS).filter(any))
        around = draw(st.integers(0, 2))
        rows.append((row, int(table @ row) - around, int(table @ row) + around))
    return system_of(rows)


@given(systems((0, 1, -1, 20, -7)), st.integers(0, COUNTS - 1), st.integers(0, LARGEST))
@settings(max_examples=150, deadline=None)
def test_what_is_seen_is_possible_and_nothing_else_is_believed(system: System, unknown: int, value: int) -> None:
    ranges, tables = Ranges(system), possible(system)
    Nearest(ranges).reach(np.array([unknown]), np.array([value]))
    for count in range(COUNTS):
        assert {ranges.lower[count], ranges.upper[count]} <= set(tables[:, count].tolist())


@given(st.lists(st.integers(0, LARGEST), min_size=2, max_size=2))
@settings(max_examples=25, deadline=None)
def test_a_value_that_is_possible_is_reached_in_sums_along_one_line(values: list[int]) -> None:
    """Rows over consecutive counts make every corner whole, so that the programme itself must find the value."""
    rows = [([1, 1, 1, 0, 0], 3, 6), ([0, 0, 1, 1, 1], 2, 5), ([1, 1, 1, 1, 1], 6, 8)]
    line = system_of(rows)
    ranges, tables = Ranges(line), possible(line)
    nearest = Nearest(ranges)
    nearest.reach(np.array([0, 4]), np.array(values))
    for count, value in zip((0, 4), values, strict=True):
        if value in tables[:, count]:
            assert ranges.lower[count] <= value <= ranges.upper[count]


def test_two_values_that_exclude_each_other_are_both_reached_one_after_the_other() -> None:
    ranges = Ranges(system_of([([1, 1, 0, 0, 0], 4, 4)]))
    Nearest(ranges).reach(np.array([0, 1]), np.array([4, 4]))
    assert ranges.upper[:2].tolist() == [4, 4]


def test_a_fraction_is_settled_in_whole_numbers() -> None:
    """Counts 0 and 1 are half of count 2 each, so that it is even, though fractions would let it be odd."""
    ranges = Ranges(system_of([([2, 0, -1, 0, 0], 0, 0), ([0, 2, -1, 0, 0], 0, 0)]))
    start = int(ranges.table[2])
    Nearest(ranges).reach(np.array([2]), np.array([3 if start != 3 else 1]))
    assert {ranges.lower[2], ranges.upper[2]} <= {0, 2, 4}
    assert ranges.upper[2] > start or ranges.lower[2] < start


@given(systems((0, 1, -1, 2)), st.lists(st.floats(0, LARGEST), min_size=COUNTS, max_size=COUNTS))
@settings(max_examples=150, deadline=None)
def test_a_whole_table_near_fractions_satisfies_everything(system: System, fractions: list[float]) -> None:
    """Wherever it starts from, and however far it has to go; that none is found proves nothing."""
    found = Changes(system).whole_near(np.array(fractions))
    assert found is None or found.tolist() in possible(system).tolist()


def test_fractions_that_satisfy_everything_lead_to_a_whole_table_beside_them() -> None:
    """Three pairs of one each, of counts 0, 1 and 2, would be halves; count 3 makes up for what rounding takes."""
    rows = [([1, 1, 0, 0, 0], 1, 1), ([0, 1, 1, 0, 0], 1, 1), ([1, 0, 1, 1, 0], 1, 1)]
    found = Changes(system_of(rows)).whole_near(np.array([0.5, 0.5, 0.5, 0.0, 2.0]))
    assert found is not None
    assert system_of(rows).holds(found)
    assert found[4] == 2, "what was whole stays"


def test_values_that_no_whole_table_has_are_not_found() -> None:
    """Twice count 0 and count 1 alike are one more than twice count 2: odd on one side, even on the other."""
    parity = system_of([([2, 2, -2, 0, 0], 1, 1)])
    assert Changes(parity).whole_near(np.array([0.5, 0.0, 0.0, 0.0, 0.0])) is None
