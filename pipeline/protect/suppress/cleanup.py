"""Clean-up after secondary suppression: show again, dearest first, every cell that no small number needs."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pipeline.protect.suppress.needs import Goal, Need, Witness
from pipeline.protect.suppress.rooms import Rooms
from pipeline.protect.suppress.secondary import Suppressor


def widen(suppressor: Suppressor, width: int, threshold: int) -> None:
    """Give secondary and watched cells just above the threshold room enough not to look like a small number.

    Room among what is suppressed already is preferred; only where there is none are further cells suppressed.
    """
    values, done = suppressor.problem.values, set[int]()
    watched = set(np.flatnonzero(suppressor.problem.watched).tolist())
    while True:
        near = [c for c in sorted((suppressor.secondary | watched) - done) if threshold < values[c] < threshold + width]
        if not near:
            return
        closed = Rooms(suppressor.problem)
        done.update(near)
        narrow = []
        for cell in near:
            rooms = _rooms(closed, Goal(cell), width, threshold)
            if rooms is None:
                narrow.append(Goal(cell))
            else:
                suppressor.keep_wide(Goal(cell), rooms)
        suppressor.protect(dict.fromkeys(narrow, width))
        suppressor.unmet = [goal for goal in suppressor.unmet if goal not in narrow]


def clean_up(suppressor: Suppressor, width: int, threshold: int, settled: Collection[int] = ()) -> None:
    """Show every redundant secondary cell again, then every derived number that contradicts no remaining room.

    Cells that are `settled`, since an earlier clean-up found them needed, are not tried again.
    """
    closed = Rooms(suppressor.problem)
    suppressor.tables.start_again(suppressor.witnesses.values())
    doubtful = suppressor.secondary - set(settled)
    while doubtful:
        order = sorted(doubtful, key=lambda one: (-float(suppressor.problem.cost[one]), one))
        before = len(suppressor.secondary)
        # What a small number needs stays needed; what another secondary cell needs may be needed no longer.
        doubtful = {cell for cell in order if not _try_without(suppressor, closed, cell, width, threshold)}
        if len(suppressor.secondary) == before:
            break
    suppressor.restore_items(lambda: Rooms(suppressor.problem).deviate)


def _try_without(suppressor: Suppressor, closed: Rooms, cell: int, width: int, threshold: int) -> bool:
    """Show `cell` again if that can be; return whether this is settled for good."""
    values = suppressor.problem.values
    closed.show(cell)
    leaning = sorted(suppressor.leaning.get(cell, ()), key=lambda need: (-abs(need.amount), need))
    for need in leaning:
        least = suppressor.wanted.get(need.goal, width)
        if need.cell != cell and values[need.cell] <= threshold and closed.most(need.cell) < least:
            closed.suppress_again(cell)
            suppressor.needed_by[cell] = need.cell
            return True
    found: dict[Need, Witness] = {}
    wide: dict[Goal, dict[Need, Witness]] = {}
    for need in leaning:
        if need.cell == cell or need.goal in wide:
            continue
        other = suppressor.tables.that_meets(need)
        if other is None and (other := closed.deviate(need)) is not None:
            suppressor.tables.learn(other)
        rooms = None
        if other is None:
            rooms = _rooms(closed, need.goal, suppressor.wanted.get(need.goal, width), threshold)
        if other is not None:
            found[need] = other
        elif rooms is not None:
            wide[need.goal] = rooms
        else:
            closed.suppress_again(cell)
            suppressor.needed_by[cell] = need.cell
            return int(values[need.cell]) <= threshold
    for need, other in found.items():
        if need.goal not in wide:
            suppressor.record(need, other)
    for one, rooms in sorted(wide.items()):
        suppressor.keep_wide(one, rooms)
    suppressor.release(cell)
    return True


def _rooms(closed: Rooms, goal: Goal, width: int, threshold: int) -> dict[Need, Witness] | None:
    """Find `width` for a goal in any way, {} if it cannot seem small at all, None if there is no way."""
    for up in (width, 0, *range(1, width)) if closed.most(goal.cell) >= width else ():
        rooms: dict[Need, Witness] = {}
        for amount in filter(None, (up, up - width)):
            need = Need(goal.cell, amount, goal.insider)
            other = closed.deviate(need)
            if other is None:
                break
            rooms[need] = other
        else:
            return rooms
    down = Need(goal.cell, threshold - int(closed.problem.values[goal.cell]), goal.insider)
    if down.amount >= 0:
        return None
    return {} if closed.deviate(down) is None and closed.is_sure else None
