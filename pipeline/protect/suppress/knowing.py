"""Protection against insiders: an authority that knows its own counts must not work out its neighbours' small ones.

Whoever holds the true counts of one authority sees fewer tables as possible: those in which its own counts are other
than they are drop out. Every small count of another area needs a table among the rest in which it differs. Most have
one, since the tables that protect them move no other authority; only where they do must something else be found, and
suppressed if need be.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.foundation.numbers import IntArray, Level
from pipeline.protect.suppress.needs import Goal
from pipeline.protect.suppress.secondary import Suppressor

KnownToInsider = tuple[int, int, int, int]
"""A cell, the insider's area, and the bounds that it is sure to be left with."""


def protect_from_insiders(suppressor: Suppressor, small_cells: IntArray, width: int) -> list[KnownToInsider]:
    """Leave every insider `width` or more of every small count of another area; return those that cannot have it.

    Numbers of regions are suppressed only where an insider would have a count exactly, headlines and England's never.
    """
    suppressor.tables.start_again(suppressor.witnesses.values())
    asked = {
        Goal(cell, insider): least
        for cell in small_cells.tolist()
        if (least := min(width, suppressor.wanted.get(Goal(cell), 0)))
        for insider in sorted(_who_knows_more(suppressor, cell, least))
    }
    general, suppressor.unmet = suppressor.unmet, []
    suppressor.highest = Level.LOCAL_AUTHORITY
    suppressor.protect({goal: least for goal, least in asked.items() if goal not in suppressor.own})
    exact = suppressor.ask_for_less()
    suppressor.highest = Level.REGIONAL
    suppressor.protect(dict.fromkeys(exact, 1))
    suppressor.highest, suppressor.unmet = Level.NATIONAL, general
    return _left(suppressor, asked)


def _who_knows_more(suppressor: Suppressor, cell: int, least: int) -> set[int]:
    """The authorities that rule out so many of the tables that protect a cell that fewer than `least` are left.

    A sum that holds an insider's own count tells it no more than its neighbours' counts, which are protected.
    """
    problem = suppressor.problem
    if not problem.of_insider[cell] and problem.levels[cell] != Level.REGIONAL:
        return set()
    needs = suppressor.own.get(Goal(cell), ())
    lost: dict[int, int] = {}
    for need in needs:
        moved = suppressor.witnesses[need].cells
        moved = moved[problem.of_insider[moved]]
        if not problem.of_insider[cell]:
            moved = moved[problem.regions[moved] != problem.regions[cell]]
        for area in np.unique(problem.areas[moved]).tolist():
            lost[area] = lost.get(area, 0) + abs(need.amount)
    room = sum(abs(need.amount) for need in needs)
    return {area for area, amount in lost.items() if room - amount < least} - {int(problem.areas[cell])}


def _left(suppressor: Suppressor, asked: Mapping[Goal, int]) -> list[KnownToInsider]:
    found = []
    for goal, least in asked.items():
        value = int(suppressor.problem.values[goal.cell])
        rooms = [suppressor.witnesses[need].deviation_of(goal.cell) for need in suppressor.own.get(goal, ())]
        low, high = value + min([0, *rooms]), value + max([0, *rooms])
        if high - low < least:
            found.append((*goal, low, high))
    return found
