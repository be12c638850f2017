"""Narrowing what a reader knows until nothing changes; what contradicts the numbers is not believed there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.disclosure.attack import System
from pipeline.disclosure.model import UNBOUNDED, DisclosureError, IntArray

ROUNDS = 40
"""How often every row is used; what has not settled by then is left to the programmes."""

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
    for _ in range(ROUNDS):
        if not len(now.row_lower):
            break
        low, high = _narrowed(now)
        wrong = np.unique(places[low > high])
        if len(wrong):
            against = np.union1d(against, wrong)
            there = np.isin(places, wrong)
            low[there], high[there] = first_lower[there], first_upper[there]
            of_row = places[now.columns[now.starts[:-1]]]
            now = without(now, np.flatnonzero(~np.isin(of_row, wrong)))
        elif np.array_equal(low, now.lower) and np.array_equal(high, now.upper):
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
        low, high = _settled(here)
        wrong = low > high
        entries = np.flatnonzero(wrong[here.columns])
        np.minimum.at(trusted, here.columns[entries], trust[rows[here.rows()[entries]]])
        least = trust[rows[here.rows()[entries]]] == trusted[here.columns[entries]]
        doubted[rows[here.rows()[entries[least]]]] = True
        again = without(system, np.flatnonzero(np.isin(of_row, against) & ~doubted))
        against = narrow(again, places)
        system.lower, system.upper = again.lower, again.upper
    raise DisclosureError("What a reader is taken to believe contradicts the published numbers again and again.")


def _settled(system: System) -> tuple[IntArray, IntArray]:
    """The bounds after the step in which the first contradiction shows, or when nothing changes any more."""
    now = replace(system, lower=system.lower.copy(), upper=system.upper.copy())
    for _ in range(ROUNDS):
        low, high = _narrowed(now)
        if (low > high).any():
            break
        now.lower, now.upper = low, high
    return low, high


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
