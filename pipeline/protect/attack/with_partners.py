"""Which small counts no authority knows, as tables near the true one show in which other authorities move along.

Whoever holds one authority's counts drops the tables in which these are other than they are: where two sets of partners
serve, with no authority in both, nobody drops all of them.
"""

from __future__ import annotations

import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.swapped import Swapped

TURNS = 2
"""How often tables up and down are looked for around the true one, each time without the authorities before."""

NOBODY = -1
"""In place of an authority's area: a reader who holds no counts of its own."""

Tables = list[tuple[int, set[int]]]
"""Of tables around the true one, how far a count moves in each, and the areas of which something moves."""


def known_to_nobody(
    system: System, truth: IntArray, targets: BoolArray, areas: IntArray, of_insider: BoolArray, width: int
) -> BoolArray:
    """Mark the targets that are left `width` beside any authority's own counts; what is not marked may be left as much.

    ``targets`` are counts of authorities, ``of_insider`` all such counts, `areas` numbers the area of each unknown.
    """
    found = np.zeros_like(targets)
    if not len(system.row_lower):
        return found
    swapped = Swapped(system, areas, truth)
    tables: dict[int, Tables] = {one: [] for one in np.flatnonzero(targets).tolist()}
    apart: dict[int, set[int]] = {one: set() for one in tables}
    for _ in range(TURNS):
        for way in (1, -1):
            left = [one for one in tables if not found[one]]
            looked_at = set[int]()
            for unknowns, steps in swapped.tables(left, way, width, apart):
                target = int(unknowns[0])
                moved = set(areas[unknowns[of_insider[unknowns]]].tolist()) - {int(areas[target])}
                tables[target].append((int(steps[0]), moved))
                looked_at.add(target)
            for target in looked_at:
                everybody = {NOBODY}.union(*(moved for _, moved in tables[target]))
                found[target] = all(room_left(tables[target], one) >= width for one in everybody)
        for target, several in tables.items():
            apart[target] = set[int]().union(*(moved for _, moved in several))
    return found


def room_left(tables: Tables, insider: int) -> int:
    """How far apart the values of a count are in the tables that an insider cannot drop, the true one among them."""
    moves = [0, *(move for move, moved in tables if insider not in moved)]
    return max(moves) - min(moves)
