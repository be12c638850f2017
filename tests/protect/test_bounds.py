"""What the suppressor takes for impossible, or for known to be possible, without asking the solver."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.protect.relations import build_relations
from pipeline.protect.suppress.block import Block
from pipeline.protect.suppress.bounds import Reach
from pipeline.protect.suppress.needs import NOBODY, Need
from pipeline.protect.suppress.primary import small
from pipeline.protect.suppress.problem import Problem, tightened
from pipeline.protect.suppress.rooms import Rooms
from pipeline.protect.suppress.setting_up import gather, no_secret, set_up
from pipeline.protect.suppress.tables import Tables
from tests.protect.tables import england, policy

FURTHEST = 3
COUNTS = 4
EVERY = np.array(list(itertools.product(range(-FURTHEST, FURTHEST + 1), repeat=COUNTS)))


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[list[int], int, int]]:
    """Rows that the true table, in which nothing deviates, satisfies: coefficients, least and most."""
    sizes = st.lists(st.sampled_from((0, 1, -1, 2, -5)), min_size=COUNTS, max_size=COUNTS).filter(any)
    return draw(st.lists(st.tuples(sizes, st.integers(-2, 0), st.integers(0, 2)), min_size=1, max_size=4))


@given(rows(), st.lists(st.integers(0, FURTHEST), min_size=2 * COUNTS, max_size=2 * COUNTS))
@settings(max_examples=200, deadline=None)
def test_no_table_is_beyond_the_bounds(rows: list[tuple[list[int], int, int]], ends: list[int]) -> None:
    low, high = -np.array(ends[:COUNTS]), np.array(ends[COUNTS:])
    entries = [[(column, size) for column, size in enumerate(row) if size] for row, _, _ in rows]
    written = (
        np.cumsum([0] + [len(one) for one in entries]),
        np.array([column for one in entries for column, _ in one]),
        np.array([size for one in entries for _, size in one]),
        np.array([least for _, least, _ in rows]),
        np.array([most for _, _, most in rows]),
    )
    possible = EVERY[((low <= EVERY) & (high >= EVERY)).all(axis=1)]
    for row, least, most in rows:
        sums = possible @ np.array(row)
        possible = possible[(sums >= least) & (sums <= most)]
    narrow_low, narrow_high = tightened(written, low, high, 30)
    assert (possible >= narrow_low).all() and (possible <= narrow_high).all()


def test_a_row_of_one_suppressed_number_tells_it() -> None:
    row = (np.array([0, 3]), np.array([0, 1, 2]), np.array([1, -1, -1]), np.array([0]), np.array([0]))
    low, high = tightened(row, np.array([0, -4, 0]), np.array([0, 9, 0]), 30)
    assert low.tolist() == high.tolist() == [0, 0, 0]


def problem_of(seed: int) -> Problem:
    """A small England in which every second number that may be suppressed is, beside the small ones."""
    cells, hierarchies, ratios = england(seed, regions=2, authorities=4)
    relations = build_relations(cells.keys, hierarchies, ratios)
    values, levels, published, sensitive = gather(cells, relations)
    rules = policy("ees")
    primary = small(values, published, sensitive, rules)
    problem, _ = set_up(relations, values, levels, published, sensitive, primary, rules, None, (), no_secret, None)
    problem.suppressed[np.flatnonzero(problem.may_suppress & (problem.levels == 0))[::2]] = True
    return problem


def second(problem: Problem) -> list[int]:
    return np.flatnonzero(problem.suppressed & problem.may_suppress).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_bounds_follow_what_is_shown_and_go_back(seed: int) -> None:
    problem = problem_of(seed)
    reach = Reach(problem)
    narrowed = 0
    for at, cell in enumerate(second(problem)):
        before = list(reach.low), list(reach.high)
        reach.show(cell)
        narrowed += (reach.low, reach.high) != before
        if at % 2:
            reach.back()
            assert (reach.low, reach.high) == before
        else:
            problem.suppressed[cell] = False
    afresh = Reach(problem)
    assert (reach.low, reach.high) == (afresh.low, afresh.high)
    assert narrowed > 5


@pytest.mark.parametrize("seed", range(4))
def test_what_a_programme_finds_is_within_the_bounds(seed: int) -> None:
    problem = problem_of(seed)
    cells, nothing = np.arange(len(problem.values)), np.zeros(len(problem.values), dtype=np.bool_)
    outcomes = set()
    for shown in (None, *second(problem)[::3]):
        if shown is not None:
            problem.suppressed[shown] = False
        block, rooms = Block(problem, cells, nothing), Rooms(problem)
        for cell, amount in itertools.product(np.flatnonzero(problem.target_lower < problem.target_upper), (-2, 1, 3)):
            need = Need(int(cell), amount)
            found, beyond = block.deviate(int(cell), amount), rooms.is_beyond(need)
            assert found is None or not beyond
            assert found is not None or rooms.deviate(need) is None
            outcomes.add((found is not None, beyond))
    assert {(True, False), (False, True)} <= outcomes


@pytest.mark.parametrize("seed", range(4))
def test_what_bounds_rule_out_no_programme_finds_whatever_it_may_suppress(seed: int) -> None:
    problem = problem_of(seed)
    cells = problem.of_place(int(problem.regions[problem.levels == 0][0]), True)
    problem.suppressed[second(problem)] = False
    openable = ~problem.is_total & (problem.levels == 0) & (np.arange(len(problem.values)) % 4 == 0)
    block, unbounded = Block(problem, cells, openable), Block(problem, cells, openable)
    everything = np.full(block.count, -1_000), np.full(block.count, 1_000)
    ruled_out = 0
    insiders = [NOBODY, *np.unique(problem.areas[cells]).tolist()]
    unbounded._reach = dict.fromkeys(insiders, everything)
    mine = [cell for cell in cells.tolist() if problem.target_lower[cell] < problem.target_upper[cell]]
    for cell, amount, insider in itertools.product(mine, (-3, 1, 3), insiders):
        found, other = block.deviate(cell, amount, insider), unbounded.deviate(cell, amount, insider)
        assert (found is None) == (other is None)
        ruled_out += other is None
    assert ruled_out > 5


def test_a_known_table_serves_while_it_is_possible_and_whom_it_does_not_move() -> None:
    problem = problem_of(0)
    block = Block(problem, np.arange(len(problem.values)), np.zeros(len(problem.values), dtype=np.bool_))
    small_cells = np.flatnonzero(problem.target_lower < problem.target_upper).tolist()
    need, found = next(
        (Need(cell, 3, NOBODY), table) for cell in small_cells if (table := block.deviate(cell, 3)) is not None
    )
    tables = Tables(problem)
    assert tables.that_meets(need) is None
    tables.learn(found)
    assert tables.that_meets(need) is found
    assert tables.that_meets(need._replace(amount=4)) is None
    assert tables.that_meets(need._replace(amount=-1)) is None
    moved = {int(area) for area in problem.areas[found.cells]}
    assert tables.that_meets(need._replace(insider=min(moved))) is None
    assert tables.that_meets(need._replace(insider=max(moved) + 1)) is found
    leant_on = next(cell for cell in tables.outside(found).tolist() if cell != need.cell)
    problem.suppressed[leant_on] = False
    assert tables.beyond(found).tolist() == [leant_on]
    assert tables.that_meets(need) is None
