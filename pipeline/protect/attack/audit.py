"""The audit: what a stranger can work out about every suppressed number, from what is published and nothing else.

It gates the release. A suppressed number that is exact, or known more narrowly than the policy allows, stops it unless
it is listed as structural. What is known of such a number is settled here, from what readers have and nothing else: the
suppressor's own bounds of it lie around the true count and would tell more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from pipeline.foundation.numbers import (
    UNBOUNDED,
    BoolArray,
    DisclosureError,
    Form,
    IntArray,
    Key,
    PublishedView,
    Structural,
)
from pipeline.foundation.workers import solve_all
from pipeline.protect.attack.search import Task, search
from pipeline.protect.attack.told_to_readers import Attacker, system_of
from pipeline.protect.relations import Relations


@dataclass(frozen=True)
class Interval:
    """What can be worked out about one suppressed number: `lower` and `upper` are both possible, as whole tables show.

    `settled` is True when nothing outside them is possible; else they are wide enough and were not widened further.
    `may_be_small` is False when the reader can tell that it is no small number.
    """

    key: Key
    lower: int
    upper: int
    settled: bool
    may_be_small: bool


@dataclass(frozen=True)
class Finding:
    """A number that is known too well: `kind` is 'exact', 'narrow', 'not covering', or 'shown' (a small one)."""

    kind: str
    key: Key
    lower: int
    upper: int

    def __str__(self) -> str:
        """Say what can be worked out, for the message that stops a release."""
        what = f"is {self.lower}" if self.lower == self.upper else f"lies between {self.lower} and {self.upper}"
        return f"{self.key}: from the published numbers alone it {what} ({self.kind})"


@dataclass(frozen=True)
class AuditReport:
    """The outcome: an interval a suppressed number, in order of keys, what fails, what is excused as structural."""

    intervals: tuple[Interval, ...]
    findings: tuple[Finding, ...]
    structural: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is known too well, listed exceptions apart."""
        return not self.findings

    @property
    def narrowest(self) -> int | None:
        """Least width of the interval of a number that may be small; None when nothing is suppressed."""
        excused = {one.key for one in self.structural}
        widths = [one.upper - one.lower for one in self.intervals if one.may_be_small and one.key not in excused]
        return min(widths) if widths else None

    def require(self) -> None:
        """Raise DisclosureError naming the numbers that can be worked out, unless the audit passed."""
        if self.findings:
            shown = "\n".join(str(one) for one in self.findings[:20])
            raise DisclosureError(
                f"Disclosure audit: {len(self.findings)} suppressed numbers are known too well. "
                f"Publish nothing.\n{shown}"
            )


def audit(
    view: PublishedView,
    relations: Relations,
    attacker: Attacker,
    structural: Iterable[Structural] = (),
    *,
    earlier: Iterable[PublishedView] = (),
    exact: bool = False,
    processes: int = 1,
) -> AuditReport:
    """Work out every suppressed number of `view` and judge it.

    `relations` are the declared ones (with those of `earlier` joined in, see history.join_releases). Those that are
    `structural` must be possible over the bounds they are given with, however narrow; they are reported. `exact`
    settles every interval, which is slow on large systems. Raises SolverFailed or DisclosureError when no conclusion
    can be drawn.
    """
    earlier = tuple(earlier)
    system, suppressed, unpublished, exempt = system_of(view, relations, attacker, earlier)
    system.tighten()
    system = system.reduce()
    count = len(relations.keys)
    floor, ceiling = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    listed = {relations.unknown[one.key]: one for one in structural if one.key in relations.unknown}
    for unknown, one in listed.items():
        floor[unknown], ceiling[unknown] = one.lower, one.upper
    examined = ((suppressed & ~exempt) | unpublished) & (system.lower < UNBOUNDED)
    low, high = system.lower.copy(), np.where(system.upper >= UNBOUNDED, UNBOUNDED, system.upper)
    settled = np.ones(count, dtype=np.bool_)
    areas = np.unique([f"{key.collection_year} {key.area_code}" for key in relations.keys], return_inverse=True)[1]
    parts = [part for part in system.parts() if examined[part[0]].any()]
    tasks = [
        Task(
            system.part(unknowns, rows),
            areas[unknowns],
            examined[unknowns],
            unpublished[unknowns],
            floor[unknowns],
            ceiling[unknowns],
            attacker.threshold,
            attacker.minimum_width,
            exact,
        )
        for unknowns, rows in parts
    ]
    answers = solve_all(search, tasks, [len(unknowns) for unknowns, _ in parts], processes)
    for (unknowns, _), answer in zip(parts, answers, strict=True):
        low[unknowns], high[unknowns], settled[unknowns] = answer
    none = frozenset[Key]().union(*(one.may_be_none for one in (view, *earlier)))
    report = _judge(relations, attacker, suppressed, unpublished, exempt, low, high, settled, listed, none)
    return replace(report, findings=(*_small_shown(view, attacker), *report.findings))


def _small_shown(view: PublishedView, attacker: Attacker) -> list[Finding]:
    """Name every small count that is simply shown."""
    small = (
        (view.forms == Form.SHOWN) & (view.lower >= attacker.smallest_suppressed) & (view.upper <= attacker.threshold)
    )
    return [
        Finding("shown", key, int(view.lower[at]), int(view.upper[at]))
        for at in np.flatnonzero(small).tolist()
        if (key := view.keys[at]) not in view.exempt
    ]


def _judge(
    relations: Relations,
    attacker: Attacker,
    suppressed: BoolArray,
    unpublished: BoolArray,
    exempt: BoolArray,
    low: IntArray,
    high: IntArray,
    settled: BoolArray,
    listed: dict[int, Structural],
    may_be_none: Iterable[Key],
) -> AuditReport:
    none = {relations.unknown[key] for key in may_be_none}
    intervals: list[Interval] = []
    findings: list[Finding] = []
    excused: list[Finding] = []
    for unknown in np.flatnonzero(suppressed | unpublished).tolist():
        if exempt[unknown] and not suppressed[unknown]:
            continue
        key, lower, upper = relations.keys[unknown], int(low[unknown]), int(high[unknown])
        # That a symbol stands for nobody, or must, tells of nobody; that it stands for 1 to 5 is asked as ever.
        may_be_small = not exempt[unknown] and lower <= attacker.threshold and (lower > 0 or unknown not in none)
        if suppressed[unknown]:
            intervals.append(Interval(key, lower, upper, bool(settled[unknown]), may_be_small))
        kind = ""
        may_be_small &= bool(suppressed[unknown]) or lower > 0
        if may_be_small and lower == upper:
            kind = "exact"
        elif may_be_small and upper - lower < attacker.minimum_width:
            kind = "narrow"
        one = listed.get(unknown)
        if one and (lower > one.lower or upper < one.upper):
            findings.append(Finding(kind or "not covering", key, lower, upper))
        elif kind:
            (excused if one else findings).append(Finding(kind, key, lower, upper))
    return AuditReport(tuple(intervals), tuple(findings), tuple(excused))
