"""Rows over variables written out for a solver that knows no negative columns: each variable is two, up and down."""

from __future__ import annotations

import numpy as np

from pipeline.foundation.numbers import IntArray


def in_pairs(
    starts: IntArray, columns: IntArray, coefficients: IntArray, second: IntArray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return starts, columns and coefficients of the rows in pairs of columns: pair p is columns 2p and 2p + 1.

    A variable is the pair of its own number, and of `second` too, where that is not -1.
    """
    also = second[columns]
    copies = np.where(also >= 0, 4, 2)
    ends = np.concatenate([[0], np.cumsum(copies)])
    pair = np.repeat(columns, copies)
    last = ends[1:][also >= 0]
    pair[last - 1] = pair[last - 2] = also[also >= 0]
    place = (np.arange(ends[-1]) - np.repeat(ends[:-1], copies)) % 2
    value = np.repeat(coefficients, copies) * np.where(place == 0, 1, -1)
    return ends[starts].astype(np.int32), (2 * pair + place).astype(np.int32), value.astype(float)
