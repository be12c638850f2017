"""Swaps propose tables: those that pass the audit's own check satisfy everything, and squares and cubes are found."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.foundation.numbers import UNBOUNDED, IntArray
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.search import Task, search
from pipeline.protect.attack.swapped import Swapped
from pipeline.protect.attack.swaps import Swaps
from pipeline.protect.attack.with_partners import known_to_nobody


def tables_of(areas: int, categories: int, counts: IntArray, groups: int = 1) -> tuple[System, IntArray]:
    """Counts by area, group and category from 0 up, of which every sum over one of the three is shown."""
    shape = (areas, groups, categories)
    number = np.arange(areas * groups * categories).reshape(shape)
    rows = [number[a, g, :] for a, g in itertools.product(range(areas), range(groups))]
    rows += [number[:, g, c] for g, c in itertools.product(range(groups), range(categories))]
    if groups > 1:
        rows += [number[a, :, c] for a, c in itertools.product(range(areas), range(categories))]
    columns = np.concatenate(rows)
    sums = np.array([counts[row].sum() for row in rows], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    system = System(
        np.zeros(len(counts), dtype=np.int64),
        np.full(len(counts), 40, dtype=np.int64),
        starts,
        columns.astype(np.int64),
        np.ones(len(columns), dtype=np.int64),
        sums,
        sums.copy(),
    )
    return system, np.repeat(np.arange(areas), groups * categories)


def test_the_corners_of_a_square() -> None:
    """Two areas with two counts each, 4 and 9, 9 and 4: one goes up by 3, the others follow."""
    counts = np.array([4, 9, 9, 4])
    system, areas = tables_of(2, 2, counts)
    ((unknowns, steps),) = Swapped(system, areas, counts).tables([0], 1, 3)
    assert dict(zip(unknowns.tolist(), steps.tolist(), strict=True)) == {0: 3, 1: -3, 2: -3, 3: 3}


def test_the_corners_of_a_cube() -> None:
    """Two areas, two groups, two categories: a single step needs all eight, and no more than the least of them has."""
    counts = np.array([2, 9, 9, 9, 9, 9, 9, 2])
    system, areas = tables_of(2, 2, counts, groups=2)
    ((unknowns, steps),) = Swapped(system, areas, counts).tables([1], 1, 3)
    assert len(unknowns) == 8
    assert (unknowns[0], steps[0], set(np.abs(steps).tolist())) == (1, 2, {2})


def test_several_areas_make_up_for_one() -> None:
    """Three other areas can give one each."""
    counts = np.array([5, 5, 1, 9, 1, 9, 1, 9])
    system, areas = tables_of(4, 2, counts)
    ((unknowns, steps),) = Swapped(system, areas, counts).tables([0], 1, 3)
    assert steps[0] == 3
    assert set(areas[unknowns].tolist()) == {0, 1, 2, 3}


def test_what_takes_a_chain_of_areas_is_left_to_the_programmes() -> None:
    """Of A and B the first area has counts, of B and C the second, of C and A the third: all three have to move."""
    counts = np.array([5, 5, 0, 0, 5, 5, 5, 0, 5])
    system, areas = tables_of(3, 3, counts)
    system.upper[counts == 0] = 0
    assert not list(Swapped(system, areas, counts).tables([0], 1, 3))
    system.lower[:] = 0
    everything = np.ones(9, dtype=np.bool_)
    task = Task(system, areas, everything, ~everything, np.full(9, -1), np.full(9, -1), 5, 3, table=counts)
    low, high, _ = search(task)
    assert (high - low)[counts > 0].min() >= 3


def test_what_only_bounds_a_sum_is_kept() -> None:
    """The first two counts of an area may be one more together: up by one only, whatever the others could give."""
    counts = np.array([4, 4, 9, 9, 9, 9])
    system, areas = tables_of(2, 3, counts)
    bound = replace(
        system,
        starts=np.append(system.starts, system.starts[-1] + 2),
        columns=np.append(system.columns, [0, 1]),
        coefficients=np.append(system.coefficients, [1, 1]),
        row_lower=np.append(system.row_lower, -UNBOUNDED),
        row_upper=np.append(system.row_upper, 9),
    )
    bound.lower[1] = 4
    ((_, steps),) = Swapped(bound, areas, counts).tables([0], 1, 3)
    assert steps[0] == 1


def test_a_proposal_that_breaks_a_row_is_dropped() -> None:
    """A row over areas that is no plain sum is not looked at by swaps, but by the check."""
    counts = np.array([4, 9, 9, 4])
    system, areas = tables_of(2, 2, counts)
    swapped = Swapped(system, areas, counts)
    system.row_upper = system.row_lower = system.row_lower + np.array([0, 0, 1, -1])
    assert not list(swapped.tables([0], 1, 3))


@settings(max_examples=200, deadline=None)
@given(
    shape=st.tuples(st.integers(2, 4), st.integers(2, 4), st.integers(1, 3)),
    seed=st.integers(0, 10_000),
    way=st.sampled_from([1, -1]),
)
def test_every_table_satisfies_everything(shape: tuple[int, int, int], seed: int, way: int) -> None:
    areas, categories, groups = shape
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 9, areas * categories * groups)
    system, of_area = tables_of(areas, categories, counts, groups)
    still = rng.random(len(counts)) < 0.3
    system.lower[still] = system.upper[still] = counts[still]
    swapped = Swapped(system, of_area, counts)
    for unknowns, steps in swapped.tables(range(len(counts)), way, 3):
        table = counts.copy()
        table[unknowns] += steps
        assert system.holds(table)
        assert 0 < way * steps[0] <= 3
        assert len(np.unique(unknowns)) == len(unknowns)


def test_without_a_partner_nothing_moves() -> None:
    counts = np.array([4, 9, 9, 4])
    system, areas = tables_of(2, 2, counts)
    rows = system.starts, system.columns, system.coefficients
    nothing = np.zeros(len(system.row_lower), dtype=np.int64)
    down, up = system.lower - counts, system.upper - counts
    down[2:] = up[2:] = 0
    assert Swaps(rows, (nothing, nothing), areas, (down, up)).of(0, 1, 3) is None


def square(counts: list[int]) -> np.ndarray:
    """Which of the first area's first count is known to nobody, where areas have two counts each."""
    system, areas = tables_of(len(counts) // 2, 2, np.array(counts))
    targets = np.arange(len(counts)) == 0
    return known_to_nobody(system, np.array(counts), targets, areas, np.ones(len(counts), dtype=np.bool_), 3)


def test_one_partner_knows_what_two_do_not() -> None:
    """With a single other authority, whoever holds its counts has the first ones; with two of them, neither has."""
    assert not square([4, 9, 9, 4]).any()
    assert square([4, 9, 9, 4, 9, 4])[0]


def test_partners_that_all_have_to_move_know() -> None:
    """Up by 3 takes two of the three others; whoever holds one of these is left with one up and one down at most."""
    assert not square([1, 9, 2, 0, 2, 0, 1, 0]).any()
