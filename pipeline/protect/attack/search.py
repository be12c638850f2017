"""How the audit widens ranges: by swaps, by the nearest tables that move a few numbers far apart, and one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.foundation.numbers import UNBOUNDED, BoolArray, IntArray
from pipeline.protect.attack.attack import FREE, System
from pipeline.protect.attack.nearest import Nearest
from pipeline.protect.attack.ranges import Ranges
from pipeline.protect.attack.swapped import Swapped

AT_ONCE = 12
"""Unknowns that are tried with one programme: each needs little besides its own area and one that balances it."""

STRIDE = 17
"""Neighbouring areas share a region, whose total ties them: those that are tried at once are this many areas apart."""


@dataclass(frozen=True)
class Task:
    """One connected system, which of its unknowns to examine, and what range would be enough for each.

    `floor` and `ceiling` are the ends that a small number must reach (-1 where only a width is asked); where they are
    less than `width` apart, the range is settled. `areas` numbers the area of each unknown. `table` is one that
    satisfies everything, where one is known.
    """

    system: System
    areas: IntArray
    examined: BoolArray
    unpublished: BoolArray
    floor: IntArray
    ceiling: IntArray
    threshold: int
    width: int
    exact: bool = False
    table: IntArray | None = None


def search(task: Task) -> tuple[IntArray, IntArray, BoolArray]:
    """Return for every unknown the least and largest value found possible, and whether nothing beyond is possible."""
    ranges = Ranges(task.system, task.table)
    if not task.exact:
        _swap(task, ranges)
        _move_apart(task, ranges)
    enough = np.zeros_like(task.examined) if task.exact else _enough(task, ranges)
    for unknown in np.flatnonzero(task.examined).tolist():
        for largest in (False, True):
            if not enough[unknown] and not _settled(ranges, unknown, largest):
                ranges.extreme(unknown, largest)
                enough = enough if task.exact else _enough(task, ranges)
    low, high = ranges.lower, ranges.upper
    settled = (low == ranges.outer_lower) & (high == ranges.outer_upper)
    free = high >= FREE
    return low, np.where(free, UNBOUNDED, high), settled | (free & (low == ranges.outer_lower))


def _swap(task: Task, ranges: Ranges) -> None:
    """Widen by swaps around the table seen last, as far as they reach."""
    if not len(task.system.row_lower):
        return
    swapped = Swapped(task.system, task.areas, ranges.table)
    for way in (1, -1):
        left = np.flatnonzero(~_enough(task, ranges)).tolist()
        for unknowns, steps in swapped.tables(left, way, task.width):
            ranges.widen(unknowns, swapped.table[unknowns] + steps)


def _move_apart(task: Task, ranges: Ranges) -> None:
    """Widen what needs it by the nearest tables in which a few numbers, of areas far apart, are as asked for."""
    nearest = Nearest(ranges)
    for few in _far_apart(task, np.flatnonzero(~_enough(task, ranges))):
        for end in range(2):
            left = few[~_enough(task, ranges)[few]]
            values = np.array([_asked_for(task, ranges, unknown)[end] for unknown in left.tolist()], dtype=np.int64)
            new = (values < ranges.lower[left]) | (values > ranges.upper[left])
            if new.any():
                nearest.reach(left[new], values[new])


def _far_apart(task: Task, unknowns: IntArray) -> list[IntArray]:
    """Put the unknowns into groups, each area at most once in a group as long as there are enough of them."""
    by_area = unknowns[np.argsort(task.areas[unknowns], kind="stable")]
    of_area = np.unique(task.areas[by_area], return_index=True, return_counts=True)
    place = np.arange(len(by_area)) - np.repeat(of_area[1], of_area[2])
    order = by_area[np.lexsort((task.areas[by_area] % STRIDE, place))]
    return [order[at : at + AT_ONCE] for at in range(0, len(order), AT_ONCE)]


def _asked_for(task: Task, ranges: Ranges, unknown: int) -> tuple[int, ...]:
    """Values that are enough if they are possible, the nearest first where any of them is."""
    lower, upper = int(ranges.lower[unknown]), int(ranges.upper[unknown])
    if task.floor[unknown] >= 0:
        return int(task.floor[unknown]), int(task.ceiling[unknown])
    outer_lower, outer_upper = int(ranges.outer_lower[unknown]), int(ranges.outer_upper[unknown])
    if task.unpublished[unknown]:
        return outer_lower, min(lower + task.width, outer_upper)
    return min(lower + task.width, outer_upper), max(upper - task.width, outer_lower)


def _settled(ranges: Ranges, unknown: int, largest: bool) -> bool:
    if largest:
        return bool(ranges.upper[unknown] >= min(int(ranges.outer_upper[unknown]), FREE))
    return bool(ranges.lower[unknown] <= ranges.outer_lower[unknown])


def _enough(task: Task, ranges: Ranges) -> BoolArray:
    """Return which unknowns need no further search."""
    width = ranges.upper - ranges.lower
    plain = (width >= task.width) | (ranges.outer_lower > task.threshold) | (task.unpublished & (ranges.lower == 0))
    cover = (ranges.lower <= task.floor) & (ranges.upper >= task.ceiling)
    cover &= (width >= task.width) | (ranges.outer_lower > task.threshold)
    return np.asarray(~task.examined | np.where(task.floor >= 0, cover, plain), dtype=np.bool_)
