"""Sums that single places rule out: what is not asked of a solver has no answer."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.protect.reader.sums import is_impossible

PARTS, PLACES = 4, 3
Bounds = tuple[int, int]
bounds = st.tuples(st.integers(-3, 9), st.integers(0, 6)).map(lambda one: (one[0], one[0] + one[1]))
tables = st.lists(st.lists(bounds, min_size=PARTS + 1, max_size=PARTS + 1), min_size=PLACES, max_size=PLACES)


def asked(table: list[list[Bounds]]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The parts' bounds and the whole's, which is the last of each place."""
    low, high = (np.array([[pair[end] for pair in place] for place in table], dtype=np.int64) for end in range(2))
    return low[:, :-1], high[:, :-1], low[:, -1], high[:, -1]


@given(tables)
def test_what_is_ruled_out_no_choice_of_parts_satisfies(table: list[list[Bounds]]) -> None:
    low, high, least, most = asked(table)
    fits = [
        ((low * chosen).sum(axis=1) <= most).all() and ((high * chosen).sum(axis=1) >= least).all()
        for chosen in map(np.array, product((0, 1), repeat=PARTS))
    ]
    if is_impossible(low, high, least, most):
        assert not any(fits)


def test_a_part_that_one_place_needs_and_another_has_no_room_for() -> None:
    """First place: 7 of 3 + 4 needs both; second place: the 9 is more than the whole's 5."""
    low, high, least, most = asked([[(3, 3), (4, 4), (7, 7)], [(9, 9), (1, 1), (5, 5)]])
    assert is_impossible(low, high, least, most)
    assert not is_impossible(low[:1], high[:1], least[:1], most[:1])
