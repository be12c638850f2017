"""Cells that deviate as one, tied by a relation of two, and the rows that are left between them, each once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.foundation.numbers import IntArray
from pipeline.protect.suppress.problem import Problem, positions


@dataclass(frozen=True)
class Tied:
    """`class_of` numbers, from 0 to `count`, what each cell deviates with.

    The rest are the rows over these classes in compressed form: `low <= coefficients x deviations <= high`.
    """

    class_of: IntArray
    count: int
    starts: IntArray
    columns: IntArray
    coefficients: IntArray
    low: IntArray
    high: IntArray


def tie(problem: Problem, cells: IntArray, rows: IntArray) -> Tied:
    """Tie `cells` of a problem together where one of its `rows` says that two deviate alike."""
    scratch = problem.scratch
    scratch[cells] = np.arange(len(cells))
    at = positions(problem.starts, rows)
    local = scratch[problem.columns[at]]
    inside = local >= 0
    row = np.repeat(np.arange(len(rows)), problem.starts[rows + 1] - problem.starts[rows])[inside]
    local, coefficient = local[inside], problem.coefficients[at][inside]
    scratch[cells] = -1
    low, high = problem.slack_lower[rows], problem.slack_upper[rows]
    first = np.searchsorted(row, np.arange(len(rows)))
    pair = np.flatnonzero((np.bincount(row, minlength=len(rows)) == 2) & (low == 0) & (high == 0))
    pair = pair[coefficient[first[pair]] == -coefficient[first[pair] + 1]]
    class_of = _joined(len(cells), local[first[pair]], local[first[pair] + 1])
    count = int(class_of.max()) + 1
    codes, inverse = np.unique(row * count + class_of[local], return_inverse=True)
    sums = np.zeros(len(codes), dtype=np.int64)
    np.add.at(sums, inverse, coefficient)
    codes, sums = codes[sums != 0], sums[sums != 0]
    return _distinct(class_of, codes // count, codes % count, sums, low, high)


def _joined(count: int, some: IntArray, others: IntArray) -> IntArray:
    root = list(range(count))
    for a, b in zip(some.tolist(), others.tolist(), strict=True):
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        root[max(a, b)] = min(a, b)
    for index in range(count):
        root[index] = root[root[index]]
    return np.asarray(np.unique(np.array(root, dtype=np.int64), return_inverse=True)[1], dtype=np.int64)


def _distinct(
    class_of: IntArray, row: IntArray, column: IntArray, sums: IntArray, low: IntArray, high: IntArray
) -> Tied:
    edges = np.flatnonzero(np.diff(row, prepend=-1, append=-1))
    first, lengths = edges[:-1], np.diff(edges)
    kept = np.ones(len(first), dtype=np.bool_)
    seen: set[tuple[bytes, bytes, int, int]] = set()
    for at in _alike(column, sums, first, lengths).tolist():
        start, end, one = int(first[at]), int(edges[at + 1]), int(row[first[at]])
        name = (column[start:end].tobytes(), sums[start:end].tobytes(), int(low[one]), int(high[one]))
        kept[at] = name not in seen
        seen.add(name)
    at, lengths = first[kept], lengths[kept]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    entries = np.arange(starts[-1]) + np.repeat(at - starts[:-1], lengths)
    return Tied(class_of, int(class_of.max()) + 1, starts, column[entries], sums[entries], low[row[at]], high[row[at]])


def _alike(column: IntArray, sums: IntArray, first: IntArray, lengths: IntArray) -> IntArray:
    """Where rows are that may equal another one: as long, and with the same sums over columns and coefficients."""
    if not len(first):
        return first
    weights = np.add.reduceat(sums * (column + 1) * (column % 7 + 1), first)
    _, which, often = np.unique(weights * (int(lengths.max()) + 1) + lengths, return_inverse=True, return_counts=True)
    return np.flatnonzero(often[which] > 1)
