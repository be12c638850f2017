"""Processes that work side by side: which there are, in what order they work, and that none outlives its parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain
from multiprocessing import connection, get_context
from typing import Any, TypeVar

from pipeline.foundation.kept_answers import KEPT, key_of
from pipeline.foundation.stages import MachineFailed

LARGE, DOZEN = 256, 12
"""How many parts are handed over one by one, and how many of the smaller ones at once."""
WORTH_PROCESSES = 4_000
"""Of what size all parts are together to be shared out: less is solved before other processes have started."""
Part = TypeVar("Part")
Answer = TypeVar("Answer")


@contextmanager
def workers(
    processes: int, prepare: Callable[..., object] | None = None, arguments: Sequence[Any] = ()
) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes, each prepared by ``prepare(*arguments)``; they end with the block, and with their parent.

    Started afresh rather than forked: DuckDB's threads do not survive a fork.
    Raises MachineFailed when the system ended one of them.
    """
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(prepare, tuple(arguments))
    )
    try:
        yield pool
        pool.shutdown()
    except BrokenProcessPool as error:
        raise MachineFailed(
            "A process that worked on a part of this was ended by the system, most often for want of memory. "
            "Nothing half-written is left. Close other programs, or use a machine with more memory, and start again."
        ) from error
    except BaseException:
        # Whatever stopped the parent, their work is of no more use, and waiting for it would look like a command that
        # does not stop.
        for worker in multiprocessing.active_children():
            worker.terminate()
        pool.shutdown(cancel_futures=True)
        raise


def _begin(prepare: Callable[..., object] | None, arguments: tuple[Any, ...]) -> None:
    """A worker's first act. Control-C reaches it too, but it is its parent that says what becomes of the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # by which its parent ends it, whatever the parent itself ignores
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def solve_all(
    solve: Callable[[Part], Answer], parts: Sequence[Part], sizes: Sequence[int], processes: int
) -> list[Answer]:
    """Solve every part, the largest first so that no process waits for a late large one; answers in order of `parts`.

    `solve` must be a function of a module, `parts` picklable, and the answer follow from the part alone: where the run
    keeps answers, parts that were solved before are not solved again. Raises what `solve` raises.
    """
    kept = KEPT.get()
    if kept is None:
        return _solve_all(solve, parts, sizes, processes)
    keys = [key_of(solve, part) for part in parts]
    known = kept.answers(keys)
    left = [at for at, key in enumerate(keys) if key not in known]
    found = _solve_all(solve, [parts[at] for at in left], [sizes[at] for at in left], processes)
    new = {keys[at]: answer for at, answer in zip(left, found, strict=True)}
    kept.keep(new)
    known |= new
    return [known[key] for key in keys]


def _solve_all(
    solve: Callable[[Part], Answer], parts: Sequence[Part], sizes: Sequence[int], processes: int
) -> list[Answer]:
    if processes <= 1 or len(parts) <= 1 or sum(sizes) < WORTH_PROCESSES:
        return [solve(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (-sizes[at], at))
    # Of many parts the small ones go by the dozen, as handing over one takes about as long as solving it.
    large, small = order[:LARGE], order[LARGE:]
    with workers(processes) as pool:
        begun = [
            pool.map(solve, [parts[at] for at in some], chunksize=dozen) for some, dozen in ((large, 1), (small, DOZEN))
        ]
        answers = dict(zip(order, chain(*begun), strict=True))
    return [answers[at] for at in range(len(parts))]
