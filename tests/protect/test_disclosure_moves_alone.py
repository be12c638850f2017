"""The audit as insiders finds what a search for every authority and every count finds, on small regions at random."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.foundation.numbers import Cells
from pipeline.protect.attack import insiders
from pipeline.protect.attack.alone import moves_alone, side_by_side
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.told_to_readers import Attacker
from pipeline.protect.relations import Relations
from pipeline.protect.suppress.view import published_view
from tests.protect.tables import POLICIES
from tests.protect.test_disclosure_insiders import regions, suppressed_as
from tests.protect.test_disclosure_nearest import EVERY, systems

AUTHORITIES = st.lists(st.tuples(*[st.sampled_from((0, 2, 5, 30))] * 3), min_size=1, max_size=3)
Found = set[tuple[int, int, int, int]]


def tried(cells: Cells, relations: Relations, edition: str, second: list[tuple[str, str]], width: int) -> list[Found]:
    """What is found of each part in the usual way, beside what a search of every pair finds."""
    rules, parts = POLICIES[edition], list[insiders._Part]()
    view = published_view("test", cells, relations, rules, suppressed_as(cells, relations, second))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(insiders, "solve_all", lambda _, tasks, *rest: [parts.append(one) or [] for one in tasks])
        insiders.audit_insiders(view, relations, cells, Attacker.of(rules), width)
    usual = {(at, *one) for at, part in enumerate(parts) for one in insiders._try_each(part)}
    slow = {(at, *one) for at, part in enumerate(parts) for one in every_pair(part)}
    return [usual, slow]


def every_pair(part: insiders._Part) -> Found:
    found: Found = set()
    for insider in np.unique(part.areas[part.of_insider]).tolist():
        mine = np.zeros_like(part.targets)
        for target in np.flatnonzero(part.targets & (part.of_insider | part.is_regional)).tolist():
            mine[target] = insider not in insiders._within(part, target)
        found |= set(insiders._known(part, insider, mine))
    return found


@given(st.lists(AUTHORITIES, min_size=1, max_size=2), st.data(), st.sampled_from((1, 3)))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("edition", ["ees", "cin-actual"])
def test_the_quick_way_finds_what_trying_every_pair_finds(
    edition: str, by_region: list[list[tuple[int, int, int]]], data: st.DataObject, width: int
) -> None:
    cells, relations = regions(*(tuple(one) for one in by_region))
    large = [
        (one.area_code, one.breakdown)
        for one, value in zip(cells.keys, cells.values.tolist(), strict=True)
        if value > 5 and one.breakdown
    ]
    second = data.draw(st.lists(st.sampled_from(large), unique=True)) if large else []
    usual, slow = tried(cells, relations, edition, second, width)
    assert usual == slow


def test_some_of_what_is_tried_is_known() -> None:
    """Two suppressed in each row of a region of two: the test above would pass where nothing was ever found."""
    cells, relations = regions(((5, 40, 60), (22, 33, 44)))
    usual, slow = tried(cells, relations, "cin-actual", [("L0", "b=c1"), ("L1", "b=c0"), ("L1", "b=c1")], 3)
    assert usual == slow and usual


@given(st.lists(systems((0, 1, -1, 3)), min_size=1, max_size=3), st.data(), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_what_moves_alone_has_two_tables_so_far_apart(several: list[System], data: st.DataObject, width: int) -> None:
    tables = [[table for table in EVERY if one.holds(table)] for one in several]
    truth = np.concatenate([data.draw(st.sampled_from(one)) for one in tables])
    places = np.split(np.arange(len(truth)), len(several))
    alone = moves_alone(side_by_side(several), truth, np.ones(len(truth), dtype=np.bool_), places, width)
    rooms = np.concatenate([np.ptp(np.array(one), axis=0) for one in tables])
    assert (rooms[alone] >= width).all()


def test_all_that_shares_one_row_moves_alone() -> None:
    row = System(*(np.array(one) for one in ([0] * 3, [9] * 3, [0, 3], [0, 1, 2], [1, 1, -1], [-2], [2])))
    groups = [np.array([0, 2]), np.array([1, 2])]
    alone = moves_alone(row, np.array([3, 4, 7]), np.array([True, True, False]), groups, 3)
    assert list(itertools.compress("abc", alone.tolist())) == ["a", "b"]
