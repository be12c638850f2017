"""Secondary suppression: suppress just enough for every small number to keep the room that the criterion asks for.

The flow method: for each small number, the cheapest set of further cells whose suppressing lets it deviate up and down
by the width together, found by linear programmes in a neighbourhood (its authority, then its region, then everything).
Parents' rounding is free room. Clean-up (cleanup.py) then shows again what turned out not to be needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray, Level, SolverFailed
from pipeline.protect.suppress.block import Block
from pipeline.protect.suppress.needs import Goal, Need, Rooms, Witness
from pipeline.protect.suppress.neighbourhoods import by_area, by_region, by_two_regions, everywhere
from pipeline.protect.suppress.problem import NOTHING, SIMPLE, Problem
from pipeline.protect.suppress.reach import Reach
from pipeline.protect.suppress.tables import Tables

MOST_EVERYWHERE = 1_000_000
"""Needs times cells beyond which regions are searched alone and in pairs before, or in place of, all of England."""


class Suppressor:
    """Suppresses cells of one problem until every need is met; `problem.suppressed` holds the outcome."""

    def __init__(self, problem: Problem, follows: dict[int, IntArray], denominators: list[IntArray]) -> None:
        """Take a problem whose small cells are suppressed; `follows` gives the rows of each derived number.

        `denominators` gives the cells that must keep their true counts while it is shown.
        """
        self.problem = problem
        self.rows_of_item = follows
        self.denominators = denominators
        self.secondary: set[int] = set()
        self.suppressed_items: set[int] = set()
        self.witnesses: dict[Need, Witness] = {}
        self.leans: dict[Need, list[int]] = {}
        self.leaning: dict[int, set[Need]] = {}
        self.tables = Tables(problem)
        self.reach = Reach(problem)
        self.failed: dict[tuple[Goal, int, bool], int] = {}
        self.unmet: list[Goal] = []
        self.wanted: dict[Goal, int] = {}
        self.is_last_resort = False
        self.highest: int = Level.NATIONAL
        self.needed_by: dict[int, int] = {}
        """By secondary cell, one that would have too little room if it alone were shown, as clean-up found last."""
        self.own: dict[Goal, tuple[Need, ...]] = {}

    def protect(self, wanted: Mapping[Goal, int]) -> None:
        """Give every goal of `wanted` its width, up and down together; those that cannot have it go to `unmet`.

        Numbers of areas above the `highest` level are not suppressed for it.
        """
        problem = self.problem
        self.wanted.update(wanted)
        every = sorted(wanted, key=lambda goal: (int(problem.values[goal.cell]), goal))
        hopeless = {goal for goal in every if self._failed_at(goal) >= Level.LOCAL_AUTHORITY}
        pending = [goal for goal in every if goal not in hopeless]
        leaves = ~problem.is_total & (problem.levels == 0)
        pending = self._tier(pending, by_region(problem, pending, leaves, ~problem.is_grand), leaves, SIMPLE)
        if problem.is_rounded:
            pending = self._tier(pending, by_area(problem, pending), problem.levels == 0, SIMPLE)
        for openable in (leaves, problem.levels == 0):
            pending = self._tier(pending, by_region(problem, pending, openable, problem.levels >= 0), openable, SIMPLE)
        left = hopeless.union(pending)
        pending = [goal for goal in every if goal in left]
        for level in range(self.highest + 1):
            pending = self._beyond_their_region(pending, level)
        self.unmet += pending

    def _beyond_their_region(self, pending: list[Goal], level: int) -> list[Goal]:
        """Look further away for what can be had while only numbers of areas up to `level` are suppressed."""
        problem = self.problem
        openable = problem.levels <= level
        worth_it = [goal for goal in pending if self._failed_at(goal) < level]
        able = self.reach.within(
            worth_it, self.wanted, openable if self.is_last_resort else openable & ~problem.last_resort
        )
        tried = [goal for goal in worth_it if goal in able]
        every = problem.levels >= 0
        # Percentages and rates are given up only after everything else but regions' and England's numbers.
        for telling in (SIMPLE, NOTHING) if level < Level.NATIONAL else (NOTHING,):
            is_last = bool(openable.all()) and telling == NOTHING
            if self._are_many(tried):
                tried = self._tier(tried, by_region(problem, tried, openable, every), openable, telling)
                tried = self._tier(tried, by_two_regions(problem, tried, openable), openable, telling)
            if is_last or not self._are_many(tried):
                tried = self._tier(tried, everywhere(problem, tried, openable), openable, telling)
        met = able - set(tried)
        self.failed |= {(goal, self.wanted[goal], self.is_last_resort): level for goal in worth_it if goal not in met}
        return [goal for goal in pending if goal not in met]

    def _failed_at(self, goal: Goal) -> int:
        """Up to which level everything was tried for a goal in vain, -1 if nothing was."""
        return self.failed.get((goal, self.wanted[goal], self.is_last_resort), -1)

    def _are_many(self, pending: list[Goal]) -> bool:
        return len(pending) * len(self.problem.values) > MOST_EVERYWHERE

    def _tier(
        self, pending: list[Goal], neighbourhoods: Iterator[IntArray], openable: BoolArray, telling: int
    ) -> list[Goal]:
        if not pending:
            return []
        if not self.is_last_resort:
            openable = openable & ~self.problem.last_resort
        place = {goal: at for at, goal in enumerate(pending)}
        of_cell: dict[int, list[Goal]] = {}
        for goal in pending:
            of_cell.setdefault(goal.cell, []).append(goal)
        asked = np.zeros(len(self.problem.values), dtype=np.bool_)
        asked[list(of_cell)] = True
        met: set[Goal] = set()
        for cells in neighbourhoods:
            mine = [goal for cell in cells[asked[cells]].tolist() for goal in of_cell[cell]]
            mine.sort(key=place.__getitem__)
            block: Block | None = None
            for goal in mine:
                if goal in met:
                    continue
                if self._already(goal):
                    met.add(goal)
                    continue
                block = block or Block(self.problem, cells, openable, telling)
                rooms = self._cheapest(block, goal)
                if rooms is None and block.undecided and openable.all():
                    raise SolverFailed(
                        "The solver could not tell whether more suppressing would help; nothing is published."
                    )
                if rooms is not None:
                    met.add(goal)
                    if self._adopt(goal, rooms):
                        block.refresh()
        return [goal for goal in pending if goal not in met]

    def _cheapest(self, block: Block, goal: Goal) -> Rooms | None:
        """Find the width of a cell, up and down together, where that takes the least suppression; None if nowhere."""
        width, best, price = self.wanted[goal], None, np.inf
        found: dict[int, Witness | None] = {}
        block.undecided = False
        # By size, since a programme's prices are those of one size.
        for up in sorted(range(width + 1), key=lambda up: (-max(up, width - up), -up)):
            rooms: Rooms = {}
            for amount in sorted(filter(None, (up, up - width)), key=abs, reverse=True):
                if amount not in found:
                    found[amount] = block.deviate(goal.cell, amount, goal.insider)
                table = found[amount]
                if table is None:
                    break
                rooms[Need(goal.cell, amount, goal.insider)] = table
            else:
                opened = self._opened(rooms)
                cost = float(self.problem.cost[opened].sum())
                if cost < price:
                    best, price = rooms, cost
                if not len(opened):
                    break
        return best

    def _opened(self, rooms: Rooms) -> IntArray:
        """The cells that must be suppressed, and are not yet, for these tables."""
        beyond = np.concatenate([self.tables.beyond(found) for found in rooms.values()])
        return np.unique(beyond) if len(beyond) else beyond

    def _already(self, goal: Goal) -> bool:
        """Whether tables found for other cells give this one its width too; keeps them as its room if so."""
        cell, insider = goal
        (rise, up), (fall, down) = (self.tables.furthest(cell, sign, insider) for sign in (1, -1))
        width = self.wanted[goal]
        if rise + fall < width:
            return False
        rooms: Rooms = {}
        if up is not None:
            rooms[Need(cell, min(rise, width), insider)] = up
        if down is not None and rise < width:
            rooms[Need(cell, rise - width, insider)] = down
        self.keep_wide(goal, rooms)
        return True

    def _adopt(self, goal: Goal, rooms: Rooms) -> bool:
        problem = self.problem
        opened = self._opened(rooms)
        problem.suppressed[opened] = True
        if (problem.last_resort[opened] | (problem.levels[opened] > 0)).any():
            # Goals that failed without these may not fail with them.
            self.failed = {}
        self.take(opened.tolist())
        for found in rooms.values():
            for row in problem.rows_broken(found.cells, found.deviations).tolist():
                self._hide_item(int(problem.item[row]))
            self.tables.learn(found)
        self.keep_wide(goal, rooms)
        return bool(len(opened))

    def take(self, cells: list[int]) -> None:
        """Count `cells`, suppressed just now, as secondary, with the derived numbers that follow them."""
        self.secondary.update(cells)
        self.drop_items(np.array(cells, dtype=np.int64))

    def drop_items(self, cells: IntArray) -> None:
        """Suppress every derived number that follows one of `cells`."""
        for item in self.problem.items_following(cells):
            self._hide_item(item)

    def _hide_item(self, item: int) -> None:
        if item in self.suppressed_items:
            return
        self.suppressed_items.add(item)
        self.problem.held_by[self.denominators[item]] -= 1
        self.problem.active[self.rows_of_item[item]] = False

    def record(self, need: Need, found: Witness) -> None:
        """Keep `found` as the room of `need`, in place of what it had."""
        self.forget(need)
        self.witnesses[need] = found
        self.leans[need] = [cell for cell in self.tables.outside(found).tolist() if cell in self.secondary]
        for cell in self.leans[need]:
            self.leaning.setdefault(cell, set()).add(need)

    def forget(self, need: Need) -> None:
        """Drop the room of a need, if it has any."""
        self.witnesses.pop(need, None)
        for cell in self.leans.pop(need, ()):
            self.leaning[cell].discard(need)

    def keep_wide(self, goal: Goal, rooms: Rooms) -> None:
        """Let these be the rooms that keep a cell from being nearly known, in place of those that it had."""
        for need in self.own.pop(goal, ()):
            self.forget(need)
        for need, found in rooms.items():
            self.record(need, found)
        self.own[goal] = tuple(rooms)

    def release(self, cell: int) -> None:
        """Forget a cell that is shown again, with the room it had been given for itself."""
        self.secondary.discard(cell)
        self.keep_wide(Goal(cell), {})
        del self.own[Goal(cell)]

    def restore_items(self, search: Callable[[], Callable[[Need], Witness | None]]) -> None:
        """Suppress just the derived numbers that follow a suppressed count or contradict the room of a small number.

        `search` gives what finds room among what is suppressed already, while derived numbers are shown: room that
        contradicts some of them is replaced where there is other room.
        """
        problem = self.problem
        for item in self.suppressed_items:
            problem.active[self.rows_of_item[item]] = True
            problem.held_by[self.denominators[item]] += 1
        self.suppressed_items = set()
        self.drop_items(np.flatnonzero(problem.suppressed))
        deviate = search()
        for need, found in sorted(self.witnesses.items(), key=lambda one: one[0]):
            broken = problem.rows_broken(found.cells, found.deviations)
            other = deviate(need) if len(broken) else None
            if other is not None and len(again := problem.rows_broken(other.cells, other.deviations)) < len(broken):
                self.record(need, other)
                broken = again
            for row in broken.tolist():
                self._hide_item(int(problem.item[row]))

    def settle_unmet(self) -> None:
        """Ask for less where a width cannot be had; headlines and England's numbers go only where it would be none."""
        asked = {goal: self.wanted[goal] for goal in self.unmet}
        exact = self.ask_for_less()
        if not exact:
            return
        self.is_last_resort = True
        self.protect(dict.fromkeys(exact, 1))
        self.is_last_resort = False
        # What has gone now may leave all of them what they asked for first.
        known, self.unmet = set(self.unmet), []
        self.protect({goal: width for goal, width in asked.items() if goal not in known})
        self.ask_for_less()

    def ask_for_less(self) -> list[Goal]:
        """Lower what is asked for where it cannot be had; return the goals that cannot have anything."""
        exact: list[Goal] = []
        while self.unmet:
            exact += [goal for goal in self.unmet if self.wanted[goal] == 1]
            less = {goal: self.wanted[goal] - 1 for goal in self.unmet if self.wanted[goal] > 1}
            self.unmet = []
            self.protect(less)
        return exact

    def attained(self) -> tuple[IntArray, IntArray]:
        """Return, for every cell, the bounds that the room kept for it is proved to reach."""
        low, high = self.problem.values.copy(), self.problem.values.copy()
        for need, found in self.witnesses.items():
            value = int(self.problem.values[need.cell]) + found.deviation_of(need.cell)
            low[need.cell] = min(int(low[need.cell]), value)
            high[need.cell] = max(int(high[need.cell]), value)
        return low, high
