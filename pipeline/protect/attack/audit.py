"""The audit: what a stranger can work out about every suppressed number, from what is published and nothing else.

It gates the release. A suppressed number that is exact, or known more narrowly than the policy allows, stops it unless
it is listed as structural. What is known of such a number is settled here, from what readers have and nothing else: the
suppressor's own bounds of it lie around the true count and would tell more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from pipeline.design.policy import Policy
from pipeline.foundation.numbers import (
    UNBOUNDED,
    BoolArray,
    Difference,
    DisclosureError,
    Form,
    IntArray,
    Key,
    Mean,
    PublishedView,
    Quantile,
    Ratio,
    Structural,
)
from pipeline.foundation.workers import solve_all
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.search import Task, search
from pipeline.protect.history import exempt_together
from pipeline.protect.relations import Relations


@dataclass(frozen=True)
class Attacker:
    """What the reader is taken to know of the rules: all of them, as they are published with the release."""

    threshold: int
    smallest_suppressed: int
    minimum_width: int
    largest_suppressed: int = UNBOUNDED

    @staticmethod
    def of(policy: Policy) -> Attacker:
        """Return the attacker that a policy is published to."""
        largest = UNBOUNDED if policy.secondary else policy.threshold
        return Attacker(policy.threshold, policy.smallest_suppressed, policy.minimum_width, largest)


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


def system_of(
    view: PublishedView, relations: Relations, attacker: Attacker, earlier: tuple[PublishedView, ...]
) -> tuple[System, BoolArray, BoolArray, BoolArray]:
    """Write down all that the reader knows: bounds of every unknown, a row for every relation and derived number."""
    count = len(relations.keys)
    lower, upper = np.zeros(count, dtype=np.int64), np.full(count, UNBOUNDED, dtype=np.int64)
    suppressed, shown = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    exempt = np.zeros(count, dtype=np.bool_)
    shown_now = {view.keys[at] for at in np.flatnonzero(view.forms != Form.UNPUBLISHED).tolist()}
    together = exempt_together(view.keys, shown_now, view.exempt, earlier)
    exempt[[relations.unknown[key] for key in sorted(together) if key in relations.unknown]] = True
    rows: list[tuple[dict[int, int], int, int]] = []
    for one in (view, *earlier):
        where = np.array([relations.unknown.get(key, -1) for key in one.keys], dtype=np.int64)
        if (where < 0).any():
            missing = one.keys[int(np.flatnonzero(where < 0)[0])]
            raise DisclosureError(
                f"{one.name}: {missing} is in no declared relation. Build the relations from its keys too."
            )
        visible, symbol = one.forms == Form.SHOWN, one.forms == Form.SUPPRESSED
        np.maximum.at(lower, where[visible], one.lower[visible])
        np.minimum.at(upper, where[visible], one.upper[visible])
        upper[[relations.unknown[key] for key in sorted(one.nobody)]] = 0
        some = symbol & np.array([key not in one.may_be_none for key in one.keys], dtype=np.bool_)
        np.maximum.at(lower, where[some], attacker.smallest_suppressed)
        np.minimum.at(upper, where[symbol], attacker.largest_suppressed)
        suppressed[where[symbol]] = True
        shown[where[visible]] = True
        rows += _derived_rows(one, relations)
    if (lower > upper).any():
        key = relations.keys[int(np.flatnonzero(lower > upper)[0])]
        raise DisclosureError(f"{key}: published numbers contradict one another. Check what the data sets show for it.")
    telling = [row for row in rows if any(lower[column] < upper[column] for column in row[0])]
    starts = np.concatenate([relations.starts, relations.starts[-1] + np.cumsum([len(row[0]) for row in telling])])
    return (
        System(
            lower,
            upper,
            starts.astype(np.int64),
            np.concatenate([relations.columns, np.array([c for row in telling for c in row[0]], dtype=np.int64)]),
            np.concatenate(
                [relations.coefficients, np.array([a for row in telling for a in row[0].values()], np.int64)]
            ),
            np.concatenate([relations.lower, np.array([row[1] for row in telling], dtype=np.int64)]),
            np.concatenate([relations.upper, np.array([row[2] for row in telling], dtype=np.int64)]),
        ),
        suppressed,
        ~suppressed & ~shown & ~exempt,
        exempt,
    )


def _derived_rows(view: PublishedView, relations: Relations) -> list[tuple[dict[int, int], int, int]]:
    rows = []
    for one in relations.derived:
        if isinstance(one, Ratio) and one.key in view.ratios:
            shown, _ = view.ratios[one.key]
            unit = 2 * one.scale * 10**one.decimals
            top = [(key, unit) for key in one.numerator]
            if one.denominator:
                rows.append((_sum(relations, top + [(key, 1 - 2 * shown) for key in one.denominator]), 0, UNBOUNDED))
                rows.append((_sum(relations, top + [(key, -1 - 2 * shown) for key in one.denominator]), -UNBOUNDED, 0))
            else:
                people = one.known_denominator
                rows.append((_sum(relations, top), (2 * shown - 1) * people, (2 * shown + 1) * people))
        elif isinstance(one, Difference) and one.key in view.differences:
            low, high = view.differences[one.key]
            rows.append((_sum(relations, [(key, 1) for key in one.plus] + [(key, -1) for key in one.minus]), low, high))
        elif isinstance(one, Quantile) and one.key in view.quantiles:
            rows += _quantile_rows(relations, one, view.quantiles[one.key])
        elif isinstance(one, Mean) and one.key in view.means:
            rows += _mean_rows(relations, one, view.means[one.key])
    return [row for row in rows if row[0]]


def _quantile_rows(relations: Relations, one: Quantile, number: int) -> list[tuple[dict[int, int], int, int]]:
    """At least the share of all have the number or less, and less than the share have less than it."""
    part, of = one.at.numerator, one.at.denominator
    everybody = [(band.count, -part) for band in one.bands]
    up_to = [(band.count, of) for band in one.bands if band.least <= number]
    below = [(band.count, of) for band in one.bands if band.greatest < number]
    return [
        (_sum(relations, up_to + everybody), 0, UNBOUNDED),
        (_sum(relations, below + everybody), -UNBOUNDED, -1),
    ]


def _mean_rows(relations: Relations, one: Mean, number: int) -> list[tuple[dict[int, int], int, int]]:
    """What all have together is at least the least of their bands added up, and at most the greatest."""
    twice, unit = 2 * one.scale.numerator, one.scale.denominator
    at_least = [(band.count, twice * band.least - unit * (2 * number + 1)) for band in one.bands]
    at_most = [(band.count, twice * band.greatest - unit * (2 * number - 1)) for band in one.bands]
    return [(_sum(relations, at_least), -UNBOUNDED, -1), (_sum(relations, at_most), 0, UNBOUNDED)]


def _sum(relations: Relations, terms: list[tuple[Key, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for key, coefficient in terms:
        if key in relations.unknown:
            column = relations.unknown[key]
            total[column] = total.get(column, 0) + coefficient
    return {column: coefficient for column, coefficient in total.items() if coefficient}
