"""Draws for a whole patch at once: rounding by chance, choosing by weight, ages by band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class Chances:
    """A patch's stream of random numbers; ``rng`` is its generator."""

    def __init__(self, seed: int) -> None:
        """Start the stream from a seed."""
        self.rng = np.random.default_rng(seed)

    def day(self, low: int, high: int) -> int:
        """A day from low to high, both included."""
        return int(self.rng.integers(low, high + 1))

    def rounded(self, amount: float) -> int:
        """The amount rounded up or down by chance, so that small patches get their share."""
        return int(amount) + int(self.rng.random() < amount - int(amount))

    def choose(self, weights: npt.NDArray[np.float64], count: int) -> list[int]:
        """Positions drawn without replacement, likelier where the weight is larger; never one of weight 0."""
        with np.errstate(divide="ignore"):
            keys = self.rng.exponential(1.0, len(weights)) / weights
        order = np.argsort(keys, kind="stable")[: max(0, count)]
        return [int(index) for index in order if weights[index] > 1e-12]

    def ages(self, count: int, bands: Sequence[tuple[float, float, float]]) -> list[float]:
        """Ages in years drawn from bands of (from, to, weight)."""
        if count <= 0:
            return []
        weights = np.array([weight for _, _, weight in bands])
        chosen = self.rng.choice(len(bands), count, p=weights / weights.sum())
        low = np.array([low for low, _, _ in bands])[chosen]
        high = np.array([high for _, high, _ in bands])[chosen]
        ages: list[float] = (low + (high - low) * self.rng.random(count)).tolist()
        return ages
