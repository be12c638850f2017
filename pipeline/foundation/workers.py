"""Solving of independent parts side by side: which processes do it, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Part = TypeVar("Part")
Answer = TypeVar("Answer")


def solve_all(
    solve: Callable[[Part], Answer], parts: Sequence[Part], sizes: Sequence[int], processes: int
) -> list[Answer]:
    """Solve every part, the largest first so that no process waits for a late large one; answers in order of `parts`.

    `solve` must be a function of a module and `parts` picklable. Raises what `solve` raises.
    """
    if processes <= 1 or len(parts) <= 1:
        return [solve(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (-sizes[at], at))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        answers = dict(zip(order, pool.map(solve, [parts[at] for at in order], chunksize=1), strict=True))
    return [answers[at] for at in range(len(parts))]
