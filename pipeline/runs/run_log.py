"""The log of a run: what it said and when, kept with the release; and how long each step took the last time."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from pipeline.foundation.stages import UserError
from pipeline.runs.run import ReleaseRun

LOG = "run.log"
Report = Callable[[str], None]


@contextmanager
def logged(run: ReleaseRun, report: Report) -> Iterator[Report]:
    """Report, and write each line with its time: beside the release while the run lasts, then in ``restricted/``.

    The log of a run that stopped stays beside the release, until the next run. It says which error it was, and of an
    error that is no user's only its kind: what it was about may be a child.
    """
    path = run.warehouse_path.with_suffix(".log")
    with path.open("w", encoding="utf-8") as file:

        def told(words: str) -> None:
            file.write(_line(words))
            file.flush()
            report(words)

        file.write(f"First Release {version('first-release')}, Python {platform.python_version()}; times are UTC\n")
        try:
            yield told
            told("Done")
        except BaseException as error:
            words = str(error) if isinstance(error, UserError) else type(error).__name__
            file.write(_line(f"Stopped: {words}"))
            raise
    path.replace(run.folder / "restricted" / LOG)


def add_line(log: Path, words: str) -> None:
    """Write one more line into the log of a release that was made before."""
    with log.open("a", encoding="utf-8") as file:
        file.write(_line(words))


def _line(words: str) -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {words}\n"


def seconds_last_time(log: Path) -> dict[str, float]:
    """How many seconds passed between a line and the next, by the words of the line; nothing where there is no log."""
    try:
        lines = log.read_text(encoding="utf-8").splitlines()[1:]
        told = [(datetime.strptime(line[:19], "%Y-%m-%d %H:%M:%S"), line[20:]) for line in lines]
    except (OSError, ValueError):
        return {}
    return {words: (after - at).total_seconds() for (at, words), (after, _) in pairwise(told)}


def with_place(steps: Sequence[str], last: dict[str, float], report: Report) -> Report:
    """A report that says of each step which of how many it is, and how long the rest took the last time."""

    def told(words: str) -> None:
        if words not in steps:
            report(words)
            return
        at = steps.index(words)
        left = round(sum(last.get(step, 0) for step in steps[at:]))
        about = f"; about {_in_words(left)} left, if it takes as long as the last time" if left else ""
        report(f"{words} (step {at + 1} of {len(steps)}{about})")

    return told


def _in_words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 100 else f"{round(seconds / 60)} minutes"
