"""Every release of a span of years, oldest first: each is protected together with those that are there before it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.collect.history_years import years_in
from pipeline.collect.specification import load_specification
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import UnreadableInput
from pipeline.reference.periods import QUARTERS_PUBLISHED, Period
from pipeline.runs.run import ReleaseRun
from pipeline.runs.run_log import Report
from pipeline.runs.unchanged import publish_unless_unchanged


@dataclass(frozen=True)
class Backfilled:
    """One release of a backfill: its folder, and how many seconds it took by the clock and of the processor."""

    folder: Path
    seconds: float
    processor_seconds: float

    def in_words(self) -> str:
        """For people."""
        return f"{self.folder}: {self.seconds:.0f} s, {self.processor_seconds:.0f} s of processor time"


def backfill(
    name: str, years: Iterable[int], returns: Path, out: Path, *, accept_coverage: bool, report: Report
) -> list[Backfilled]:
    """Publish the release of each year, or quarter, of which there are returns; the first that fails ends it.

    A release that is there already, of what is there now, stands. Raises UnreadableInput where there are no
    returns of any of the years, and whatever publishing raises.
    """
    asked = _asked(name, years, returns, out, accept_coverage)
    if not asked:
        raise UnreadableInput(f"{returns} holds no returns of these years for {name}. Say others with --years.")
    made = []
    for run in asked:
        began, worked = time.monotonic(), _processor_seconds()
        publish_unless_unchanged(run, report=report)
        made.append(Backfilled(run.folder, time.monotonic() - began, _processor_seconds() - worked))
        report(made[-1].in_words())
    return made


def _asked(name: str, years: Iterable[int], returns: Path, out: Path, accept_coverage: bool) -> list[ReleaseRun]:
    return_name = load_release(name).own_return
    there = set(years_in(returns, return_name))
    parts = QUARTERS_PUBLISHED if load_specification(return_name).is_quarterly else {"": 0}
    return [
        ReleaseRun(name, year, part, returns, out, accept_coverage=accept_coverage, all_earlier=True)
        for year in sorted(set(years))
        for part, quarter in parts.items()
        if Period(year, quarter).collection_year in there
    ]


def _processor_seconds() -> float:
    """What this process and those that it waited for have used so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
