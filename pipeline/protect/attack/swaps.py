"""Tables near one that is known: counts of one area move against one another, and the same of other areas back.

Within an area a few counts can move while every sum of the area stays as it is: the corners of a square, or of a cube,
where several tables share them. Where other areas have the same counts to move the other way round, every sum over
areas stays too, so that no solver is needed to find such a table. Tables are proposed here; swapped.py checks them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from pipeline.foundation.numbers import IntArray

MOST_CORNERS = 8
"""Counts of one area that move together at most."""

MOST_TRIED = 60
"""Counts that are tried as corners before the search for further moves of one count is given up."""

MOST_MOVES = 6
"""Moves of one count for which other areas are looked for that move back."""

Move = dict[int, int]
"""By unknown, how far it moves when the count that the move is for goes up by one."""

Swap = tuple[list[int], list[int]]
"""A proposed table: the unknowns that move, the one asked for first, and how far each does."""


class Swaps:
    """Looks for swaps around one table of a system of rows."""

    def __init__(
        self,
        rows: tuple[IntArray, IntArray, IntArray],
        row_room: tuple[IntArray, IntArray],
        areas: IntArray,
        room: tuple[IntArray, IntArray],
    ) -> None:
        """Take compressed rows (starts, columns, coefficients) and the area of each unknown.

        `row_room` is how far each row's sum may go down and up from what it is in the table (0 or less, 0 or more),
        `room` the same of each unknown.
        """
        starts, columns, coefficients = rows
        self.areas: list[int] = areas.tolist()
        self.down: list[int] = (-room[0]).tolist()
        self.up: list[int] = room[1].tolist()
        self.row_down: list[int] = (-row_room[0]).tolist()
        self.row_up: list[int] = row_room[1].tolist()
        of_entry = areas[columns]
        several = np.minimum.reduceat(of_entry, starts[:-1]) < np.maximum.reduceat(of_entry, starts[:-1])
        is_fixed = row_room[0] == row_room[1]
        # Rows that only narrow what an area's counts may do are looked at when a move is complete.
        sort = np.where(several, 2, np.where(is_fixed, 0, 1)).tolist()
        self.own: tuple[list[list[tuple[int, int]]], ...] = tuple([[] for _ in self.areas] for _ in range(3))
        self.members: dict[int, list[tuple[int, int]]] = {}
        row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        for at, column, coefficient in zip(row.tolist(), columns.tolist(), coefficients.tolist(), strict=True):
            self.own[sort[at]][column].append((at, coefficient))
            if sort[at] < 2:
                self.members.setdefault(at, []).append((column, coefficient))
        # Counts that stand in the same sums over areas can take one another's place there.
        kinds: dict[tuple[tuple[int, int], ...], int] = {}
        self.kind = [-1] * len(self.areas)
        self.of_kind: list[dict[int, int]] = []
        for column, sums in enumerate(self.own[2]):
            if sums:
                self.kind[column] = kinds.setdefault(tuple(sums), len(kinds))
                if self.kind[column] == len(self.of_kind):
                    self.of_kind.append({})
                self.of_kind[self.kind[column]][self.areas[column]] = column

    def of(self, unknown: int, way: int, most: int, apart: Collection[int] = ()) -> Swap | None:
        """A swap in which a count goes up (`way` 1) or down (-1) by as much as is found, `most` at most.

        None of the areas that are to be left `apart` moves in it.
        """
        best: Swap | None = None
        reached = 0
        for tried, move in enumerate(self._moves(unknown, way)):
            found = self._completed(unknown, way, move, most, apart)
            if found is not None and abs(found[1][0]) > reached:
                best, reached = found, abs(found[1][0])
            if tried + 1 >= MOST_MOVES or reached >= most:
                break
        return best

    def _room(self, move: Mapping[int, int], way: int, most: int) -> int:
        """How often a move can be made, `most` at most, for the bounds of its counts and of its area's rows."""
        for one, step in move.items():
            most = min(most, (self.up[one] if step * way > 0 else self.down[one]) // abs(step))
        if most and any(self.own[1][one] for one in move):
            sums: dict[int, int] = {}
            for one, step in move.items():
                for row, coefficient in self.own[1][one]:
                    sums[row] = sums.get(row, 0) + way * step * coefficient
            for row, change in sums.items():
                if change:
                    most = min(most, (self.row_up[row] if change > 0 else self.row_down[row]) // abs(change))
        return most

    def _completed(self, unknown: int, way: int, move: Move, most: int, apart: Collection[int]) -> Swap | None:
        """The move, made as often as others can move back what it changes of sums over areas."""
        most = left = self._room(move, way, most)
        moved: Move = {}
        sums = [(self.kind[one], step) for one, step in move.items() if self.kind[one] >= 0]
        partners = self._partners({self.areas[unknown], *apart}, sums, -way, most) if most and sums else []
        for room, there in partners:
            often = min(room, left)
            moved |= {one: -way * often * step for one, step in there.items()}
            left -= often
            if not left:
                break
        often = most - left if sums else most
        if not often:
            return None
        first = {one: way * often * step for one, step in move.items()}
        return [*first, *moved], [*first.values(), *moved.values()]

    def _partners(
        self, without: Collection[int], sums: list[tuple[int, int]], way: int, most: int
    ) -> list[tuple[int, Move]]:
        """The moves of other areas that make up for these changes of sums, with how often each can be made."""
        found = []
        (kind, step), *rest = sums
        for area, cell in self.of_kind[kind].items():
            if area in without:
                continue
            there: Move = {cell: step}
            for other_kind, other_step in rest:
                other = self.of_kind[other_kind].get(area)
                if other is None:
                    break
                there[other] = other_step
            else:
                room = self._room(there, way, most) if self._keeps_sums(there) else 0
                if room:
                    found.append((room, there))
        found.sort(key=lambda one: -one[0])
        return found

    def _keeps_sums(self, move: Move) -> bool:
        return not any(self._change(move, 0).values())

    def _change(self, move: Move, sort: int) -> Move:
        """By row of one sort, how far a move changes its sum; in the order in which its counts meet the rows."""
        found: Move = {}
        for one, step in move.items():
            for row, coefficient in self.own[sort][one]:
                found[row] = found.get(row, 0) + coefficient * step
        return found

    def _also(self, changes: Move, one: int, step: int, sort: int) -> Move:
        """The changes of rows of one sort with those that one more count makes, in the order of ``_change``."""
        if not self.own[sort][one]:
            return changes
        found = dict(changes)
        for row, coefficient in self.own[sort][one]:
            found[row] = found.get(row, 0) + coefficient * step
        return found

    def _moves(self, unknown: int, way: int, often: int = 1) -> Iterator[Move]:
        """Moves of the count's area alone that keep what its rows say if made so `often`, those of few counts first."""
        tries = [MOST_TRIED]
        move = {unknown: 1}
        changes = self._change(move, 0), self._change(move, 1)
        broken = self._broken(changes, way, often)
        if broken is None:
            yield dict(move)
            return
        for corners in range(2, MOST_CORNERS + 1):
            yield from self._corners(move, changes, broken, (way, often, corners), tries)
            if tries[0] <= 0:
                return

    def _broken(self, changes: tuple[Move, Move], way: int, often: int) -> tuple[int, int] | None:
        """A row of the area that a move with these changes breaks, and by how much it changes it."""
        for row, change in changes[0].items():
            if change:
                return row, change
        for row, change in changes[1].items():
            if often * abs(change) > (self.row_up[row] if change * way > 0 else self.row_down[row]):
                return row, change
        return None

    def _corners(
        self,
        move: Move,
        changes: tuple[Move, Move],
        broken: tuple[int, int],
        asked: tuple[int, int, int],
        tries: list[int],
    ) -> Iterator[Move]:
        """Complete a move that breaks a row to exactly so many counts.

        `changes` is how far it changes its area's rows, fixed and other; `asked` which way it is made, how often, and
        of how many counts; `tries` holds how many more may be tried.
        """
        (row, wrong), (way, often, corners) = broken, asked
        is_last = len(move) + 1 == corners
        for one, coefficient in self.members[row]:
            if one in move or wrong % coefficient:
                continue
            step = -wrong // coefficient
            if (self.up[one] if step * way > 0 else self.down[one]) < often * abs(step):
                continue
            tries[0] -= 1
            if tries[0] < 0:
                return
            there = self._also(changes[0], one, step, 0), self._also(changes[1], one, step, 1)
            still = self._broken(there, way, often)
            # One that is complete with fewer counts was found when those were asked for.
            if (still is None) is not is_last:
                continue
            move[one] = step
            if still is None:
                yield dict(move)
            else:
                yield from self._corners(move, there, still, asked, tries)
            del move[one]
