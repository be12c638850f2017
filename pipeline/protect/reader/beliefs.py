"""Narrowing what a reader knows until nothing changes; what contradicts the numbers is not believed there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.foundation.numbers import UNBOUNDED, BoolArray, DisclosureError, IntArray
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.ranges import NoTable, Ranges

ROUNDS = 100
"""How often every row is used; bounds that still move by then creep towards a contradiction."""

DOUBTS = 40
"""How many rows are doubted at one place before its numbers are taken to be beyond explanation."""


def narrow(system: System, places: IntArray) -> IntArray:
    """Narrow the bounds by every row in turn until nothing changes; returns the places whose numbers contradict it.

    ``places`` numbers the place of each unknown; every row is of one place. Bounds at a place with a contradiction are
    left as they were given.
    """
    first_lower, first_upper = system.lower.copy(), system.upper.copy()
    against = np.zeros(0, dtype=np.int64)
    now = system
    turn = 0
    while len(now.row_lower):
        low, high = _narrowed(now)
        turn += 1
        moves = (low != now.lower) | (high != now.upper)
        wrong = np.unique(places[(low > high) | (moves if turn >= ROUNDS else False)])
        if len(wrong):
            against = np.union1d(against, wrong)
            there = np.isin(places, wrong)
            low[there], high[there] = first_lower[there], first_upper[there]
            of_row = places[now.columns[now.starts[:-1]]]
            now = without(now, np.flatnonzero(~np.isin(of_row, wrong)))
        elif not moves.any():
            break
        now.lower, now.upper = low, high
    system.lower, system.upper = now.lower, now.upper
    return against


def _narrowed(system: System) -> tuple[IntArray, IntArray]:
    row, column, coefficient = system.rows(), system.columns, system.coefficients
    size, positive, starts = np.abs(coefficient), coefficient > 0, system.starts[:-1]
    lower, upper = system.lower[column], system.upper[column]
    least, most = coefficient * np.where(positive, lower, upper), coefficient * np.where(positive, upper, lower)
    at_most = system.row_upper[row] - np.add.reduceat(least, starts)[row] + least
    at_least = system.row_lower[row] - np.add.reduceat(most, starts)[row] + most
    low, high = system.lower.copy(), system.upper.copy()
    np.maximum.at(low, column, np.where(positive, -(-at_least // size), -(at_most // size)))
    np.minimum.at(high, column, np.where(positive, at_most // size, -at_least // size))
    return low, high


def believed(system: System, trust: IntArray, places: IntArray) -> IntArray:
    """Narrow the system by the rows that a reader believes, and return them.

    Of the rows around a contradiction those with the least ``trust`` are not believed at that place. Raises
    DisclosureError when there is no end to them.
    """
    of_row = places[system.columns[system.starts[:-1]]]
    doubted = np.zeros(len(of_row), dtype=np.bool_)
    against = narrow(system, places)
    for _ in range(DOUBTS):
        if not len(against):
            return np.flatnonzero(~doubted)
        rows = np.flatnonzero(np.isin(of_row, against) & ~doubted)
        here = without(system, rows)
        trusted = np.full(len(system.lower), UNBOUNDED)
        wrong = _wrong(here)
        entries = np.flatnonzero(wrong[here.columns])
        np.minimum.at(trusted, here.columns[entries], trust[rows[here.rows()[entries]]])
        least = trust[rows[here.rows()[entries]]] == trusted[here.columns[entries]]
        doubted[rows[here.rows()[entries[least]]]] = True
        again = without(system, np.flatnonzero(np.isin(of_row, against) & ~doubted))
        against = narrow(again, places)
        system.lower, system.upper = again.lower, again.upper
    raise DisclosureError("What a reader is taken to believe contradicts the published numbers again and again.")


def _wrong(system: System) -> BoolArray:
    """The unknowns in which the first contradiction shows, or which still move in the end."""
    now = replace(system, lower=system.lower.copy(), upper=system.upper.copy())
    moves = np.zeros(len(now.lower), dtype=np.bool_)
    for _ in range(ROUNDS):
        low, high = _narrowed(now)
        moves = (low != now.lower) | (high != now.upper)
        if (low > high).any():
            return np.asarray(low > high, dtype=np.bool_)
        now.lower, now.upper = low, high
    return np.asarray(moves, dtype=np.bool_)


def possible(system: System, trust: IntArray) -> tuple[System, IntArray | None]:
    """One part of a system, its bounds narrowed, without the rows of least ``trust`` that no whole table satisfies.

    Beside it a table that satisfies the rest; None where no row is left. Fractions are no people: what only fractions
    satisfy is a contradiction too. Raises SolverFailed where the solver cannot tell.
    """
    while True:
        now = replace(system, lower=system.lower.copy(), upper=system.upper.copy())
        if not len(trust):
            return now, None
        table = _table(now)
        if table is not None:
            return now, table
        kept = np.flatnonzero(trust > trust.min())
        system, trust = without(system, kept), trust[kept]


def _table(system: System) -> IntArray | None:
    """A whole table within the bounds, which are narrowed, that satisfies every row; None where there is none."""
    try:
        system.tighten()
    except DisclosureError:
        return None
    moved, base = system.from_least()
    try:
        table: IntArray = Ranges(moved).table + base
        return table
    except NoTable:
        return None


def without(system: System, kept: IntArray) -> System:
    """The system with some of its rows only."""
    lengths = np.diff(system.starts)[kept]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    at = np.arange(starts[-1]) + np.repeat(system.starts[kept] - starts[:-1], lengths)
    return replace(
        system,
        starts=starts,
        columns=system.columns[at],
        coefficients=system.coefficients[at],
        row_lower=system.row_lower[kept],
        row_upper=system.row_upper[kept],
    )
