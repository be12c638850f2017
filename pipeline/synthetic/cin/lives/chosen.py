"""Choosing and dating whole arrays at once: the steps by which a year is made to meet its targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Dice:
    """A patch's stream of random arrays."""

    def __init__(self, seed: int) -> None:
        """Start the stream."""
        self.rng = np.random.default_rng(seed)

    def some(self, rows: Whole, count: int, weights: Real | None = None) -> Whole:
        """Up to ``count`` of the rows, likelier where the weight is larger, in their own order."""
        if count >= len(rows):
            return rows
        keys = self.rng.exponential(1.0, len(rows))
        if weights is not None:
            keys = keys / np.maximum(weights, 1e-12)
        chosen: Whole = rows[np.sort(np.argsort(keys, kind="stable")[: max(0, count)])]
        return chosen

    def days(self, low: Whole, high: Whole | int) -> Whole:
        """A day between low and high, both included, for every row (low where high is below it)."""
        span = np.maximum(high - low, 0) + 1
        days: Whole = low + (self.rng.random(len(low)) * span).astype(np.int64)
        return days

    def waits(self, count: int, mean: float) -> Whole:
        """Waiting times in days with the given mean."""
        days: Whole = self.rng.exponential(mean, count).astype(np.int64)
        return days

    def bands(self, count: int, bands: Sequence[tuple[float, float, float]]) -> Real:
        """Amounts from bands of (from, to, weight)."""
        table = np.array(bands)
        cumulative = np.cumsum(table[:, 2])
        band = np.searchsorted(cumulative, self.rng.random(count) * cumulative[-1], side="right")
        band = np.minimum(band, len(table) - 1)
        amounts: Real = table[band, 0] + (table[band, 1] - table[band, 0]) * self.rng.random(count)
        return amounts

    def chances(self, count: int) -> Real:
        """Numbers from 0 up to 1."""
        return self.rng.random(count)


def ending(planned: Whole, count: int, first: Flags, never: Flags) -> Flags:
    """Which ``count`` rows end: ``first`` ones before others, then by the day planned; of ``never``, none."""
    keys = np.where(first, -1, planned)
    count = min(max(count, 0), int((~never).sum()))
    keys = np.where(never, np.iinfo(np.int64).max, keys)
    chosen = np.zeros(len(planned), dtype=np.bool_)
    chosen[np.argsort(keys, kind="stable")[:count]] = True
    return chosen
