"""Seeded random draws that give the same values on every machine and for every choice of years and authorities.

Only ``random.Random.seed`` with an integer and ``random()`` are used: Python keeps both stable between versions, which
it does not promise for its other methods. Each child has a seed: its history does not depend on who else is drawn.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from math import cos, exp, log, pi, sqrt
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stable_seed(*parts: object) -> int:
    """A 63-bit whole number from the parts' text; equal parts give equal seeds anywhere."""
    digest = hashlib.sha256("|".join(str(part) for part in parts).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


class Draw(Generic[T]):
    """A distribution over a few values; weights need not add up to 1."""

    __slots__ = ("_cumulative", "_values")

    def __init__(self, weights: Mapping[T, float]) -> None:
        """Take value -> weight; raises ValueError when no weight is positive."""
        total = sum(weights.values())
        if total <= 0:
            raise ValueError("a distribution needs a positive weight")
        self._values = tuple(weights)
        self._cumulative = tuple(accumulate(weight / total for weight in weights.values()))

    def pick(self, rng: Random) -> T:
        """Draw one value."""
        # The last cumulative weight may fall short of 1 by a rounding error.
        return self._values[min(bisect_right(self._cumulative, rng.random()), len(self._values) - 1)]


def between(rng: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included; low when high is not above it."""
    return low + int(rng.random() * (high - low + 1)) if high > low else low


def exponential(rng: Random, mean: float) -> float:
    """A waiting time with the given mean."""
    return -mean * log(1.0 - rng.random())


def lognormal(rng: Random, median: float, sigma: float) -> float:
    """A positive amount with the given median; sigma is the standard deviation of its logarithm."""
    normal = sqrt(-2.0 * log(1.0 - rng.random())) * cos(2.0 * pi * rng.random())
    return median * exp(sigma * normal)
