"""How the audit widens ranges: whole tables that move many unknowns at once, then each remaining one by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.disclosure.attack import CEILING, FREE, Ranges, System
from pipeline.disclosure.model import UNBOUNDED, BoolArray, IntArray
from pipeline.disclosure.neighbourhood import SIZES, Nearby, Neighbourhoods

ROUNDS = 24
"""Tables that move many unknowns at once before each is tried by itself."""

WIDE = 3
"""Least width of the bounds of a shown number that can be kept off their ends."""

MARGIN = 0.2
"""Share of its bounds by which a shown number is kept off their ends while others are moved."""


@dataclass(frozen=True)
class Task:
    """One connected system, which of its unknowns to examine, and what range would be enough for each.

    `floor` and `ceiling` are the ends that a small number must reach (-1 where only a width is asked); `areas` numbers
    the area of each unknown.
    """

    system: System
    areas: IntArray
    examined: BoolArray
    unpublished: BoolArray
    floor: IntArray
    ceiling: IntArray
    threshold: int
    width: int
    exact: bool


def search(task: Task) -> tuple[IntArray, IntArray, BoolArray]:
    """Return for every unknown the least and largest value found possible, and whether nothing beyond is possible."""
    ranges = Ranges(task.system)
    if not task.exact:
        _move_together(task, ranges)
        _move_nearby(task, ranges)
    for unknown in np.flatnonzero(task.examined).tolist():
        for largest in (False, True):
            if task.exact:
                done = _settled(ranges, unknown, largest)
            else:
                done = _enough(task, ranges)[unknown] or _settled(ranges, unknown, largest)
            if not done:
                ranges.extreme(unknown, largest)
    low, high = ranges.lower, ranges.upper
    settled = (low == ranges.outer_lower) & (high == ranges.outer_upper)
    free = high >= FREE
    return low, np.where(free, UNBOUNDED, high), settled | (free & (low == ranges.outer_lower))


def _move_nearby(task: Task, ranges: Ranges) -> None:
    """Widen ranges one by one by programmes of the nearest unknowns, around a table off the ends of what is shown."""
    width = task.system.upper - task.system.lower
    ranges.middle(~task.examined & (width >= WIDE) & (width < CEILING), MARGIN)
    table = ranges.table
    for group in _areas(task, ranges):
        _widen(task, ranges, Nearby(ranges, group, table), group)
    neighbourhoods = Neighbourhoods(task.system)
    for size in SIZES:
        for unknown in np.flatnonzero(~_enough(task, ranges)).tolist():
            if not _enough(task, ranges)[unknown]:
                group = neighbourhoods.of(unknown, size)
                _widen(task, ranges, Nearby(ranges, group, table), np.array([unknown]))


def _areas(task: Task, ranges: Ranges) -> list[IntArray]:
    wanted = np.unique(task.areas[~_enough(task, ranges)]).tolist()
    return [np.flatnonzero(task.areas == area) for area in wanted]


def _widen(task: Task, ranges: Ranges, nearby: Nearby, unknowns: IntArray) -> None:
    for unknown in unknowns.tolist():
        for largest in (False, True):
            if not _enough(task, ranges)[unknown] and not _settled(ranges, unknown, largest):
                nearby.extreme(unknown, largest)


def _settled(ranges: Ranges, unknown: int, largest: bool) -> bool:
    if largest:
        return bool(ranges.upper[unknown] >= min(int(ranges.outer_upper[unknown]), FREE))
    return bool(ranges.lower[unknown] <= ranges.outer_lower[unknown])


def _enough(task: Task, ranges: Ranges) -> BoolArray:
    """Return which unknowns need no further search."""
    width = ranges.upper - ranges.lower
    plain = (width >= task.width) | (ranges.outer_lower > task.threshold) | (task.unpublished & (ranges.lower == 0))
    cover = (ranges.lower <= task.floor) & (ranges.upper >= task.ceiling)
    return np.asarray(~task.examined | np.where(task.floor >= 0, cover, plain), dtype=np.bool_)


def _move_together(task: Task, ranges: Ranges) -> None:
    """Solve for tables in which many unknowns are small, or large, at once.

    Which of them go up and which down follows the bits of their number, so that any two go apart in some round.
    """
    order = np.cumsum(task.examined) - 1
    stale = 0
    for step in range(ROUNDS):
        enough = _enough(task, ranges)
        left = int((~enough).sum())
        if not left or stale >= 4:
            return
        up = ((order >> (step // 2)) + step) % 2 == 0
        needs_up = ~enough & (ranges.upper < np.where(task.floor >= 0, task.ceiling, ranges.lower + task.width))
        needs_down = ~enough & (ranges.lower > np.where(task.floor >= 0, task.floor, 0))
        rise = needs_up & (~needs_down | up)
        fall = needs_down & ~rise
        ranges.aim(rise, fall, np.where(task.floor >= 0, task.ceiling, ranges.lower + task.width))
        stale = stale + 1 if int((~_enough(task, ranges)).sum()) == left else 0
