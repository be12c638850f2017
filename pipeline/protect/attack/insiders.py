"""The audit as insiders: what an authority, which knows its own true counts, can work out about the others' small ones.

It needs the true counts and runs inside the release alone. They are a table that agrees with all that is shown: where a
small count can move with its own authority's counts and the sums over areas only, no other authority can know it. What
is left is tried region by region, then once for each authority, whose own counts stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from pipeline.foundation.numbers import (
    BoolArray,
    Cells,
    DisclosureError,
    IntArray,
    KnownToInsider,
    Level,
    PublishedView,
    Structural,
)
from pipeline.foundation.workers import solve_all
from pipeline.protect.attack.alone import moves_alone
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.audit import Finding
from pipeline.protect.attack.nearest import Nearest
from pipeline.protect.attack.ranges import Ranges
from pipeline.protect.attack.search import Task, search
from pipeline.protect.attack.told_to_readers import Attacker, system_of
from pipeline.protect.attack.with_partners import Tables, known_to_nobody, room_left
from pipeline.protect.relations import Relations, regions_of

MOST_IN_DOUBT = 4
"""Authorities in doubt beyond which tables are looked for that move other regions too, before each is tried."""

ROWS_AWAY = 4
"""How far from an authority's counts the sums are that may move with them: its region's, England's and those beside."""


@dataclass(frozen=True)
class InsidersReport:
    """How many authorities were `tried`, (insider, finding) of what one knows too well, and those listed before."""

    tried: int
    findings: tuple[tuple[str, Finding], ...]
    structural: tuple[tuple[str, Finding], ...]

    def require(self) -> None:
        """Raise DisclosureError naming what an authority can work out about another, unless there is nothing."""
        if self.findings:
            told = "\n".join(f"area {insider}, with its own counts: {one}" for insider, one in self.findings[:20])
            raise DisclosureError(
                f"Disclosure audit: authorities know {len(self.findings)} small counts of others too well. "
                f"Publish nothing.\n{told}"
            )


NO_INSIDERS = InsidersReport(0, (), ())
"""Of a policy by which no insider is asked for."""


@dataclass
class _Part:
    """One connected system with the true counts of its unknowns; `targets` are the small ones.

    `areas` and `regions` number the area of each unknown and the region that it is in; `of_insider` are the counts of
    authorities.
    """

    system: System
    truth: IntArray
    targets: BoolArray
    areas: IntArray
    regions: IntArray
    is_regional: BoolArray
    of_insider: BoolArray
    threshold: int
    width: int


def audit_insiders(
    view: PublishedView,
    relations: Relations,
    cells: Cells,
    attacker: Attacker,
    width: int,
    structural: Iterable[Structural] = (),
    listed: Iterable[KnownToInsider] = (),
    *,
    insiders: Collection[str] | None = None,
    earlier: Iterable[PublishedView] = (),
    processes: int = 1,
) -> InsidersReport:
    """Attack as every authority that knows its own counts; each must be left `width` of every other's small counts.

    `cells` are the true counts of all unknowns, `insiders` the codes of the authorities (None: all areas of that
    level). Excused are those `listed`, and numbers that are `structural` to all readers, where an insider is left no
    less than they say. Raises DisclosureError when the true counts contradict what is published.
    """
    system, suppressed, unpublished, exempt = system_of(view, relations, attacker, tuple(earlier))
    truth, levels = np.zeros(len(relations.keys), dtype=np.int64), np.zeros(len(relations.keys), dtype=np.int64)
    where = [relations.unknown[key] for key in cells.keys]
    truth[where], levels[where] = cells.values, cells.levels
    if not system.holds(truth):
        raise DisclosureError("The true counts contradict what is shown of them. Publish nothing.")
    codes, areas = np.unique([key.area_code for key in relations.keys], return_inverse=True)
    of_insider = levels == Level.LOCAL_AUTHORITY
    if insiders is not None:
        of_insider = np.isin(codes, sorted(insiders))[areas]
    regions = regions_of(relations, levels, areas)
    small = (truth >= attacker.smallest_suppressed) & (truth <= attacker.threshold)
    targets = small & ~exempt & (suppressed | (unpublished & (truth > 0)))
    system.tighten()
    system = system.reduce()
    numbers, tasks = [], []
    for unknowns, rows in system.parts():
        if targets[unknowns].any():
            numbers.append(unknowns)
            tasks.append(
                _Part(
                    system.part(unknowns, rows),
                    truth[unknowns],
                    targets[unknowns],
                    areas[unknowns],
                    regions[unknowns],
                    levels[unknowns] == Level.REGIONAL,
                    of_insider[unknowns],
                    attacker.threshold,
                    width,
                )
            )
    answers = solve_all(_try_each, tasks, [len(unknowns) for unknowns in numbers], processes)
    room = {(one.key, one.insider): one.upper - one.lower for one in listed}
    least = {one.key: one.upper - one.lower for one in structural}
    findings: list[tuple[str, Finding]] = []
    excused: list[tuple[str, Finding]] = []
    for unknowns, answer in zip(numbers, answers, strict=True):
        for cell, insider, low, high in answer:
            key, code = relations.keys[unknowns[cell]], str(codes[insider])
            finding = Finding("exact" if low == high else "narrow", key, low, high)
            is_excused = high - low >= min(room.get((key, code), width), least.get(key, width))
            (excused if is_excused else findings).append((code, finding))
    tried = len(np.unique(areas[of_insider]))
    return InsidersReport(tried, tuple(findings), tuple(excused))


def _try_each(part: _Part) -> list[tuple[int, int, int, int]]:
    """Return (target, insider, lower, upper) for every insider that is left too little of another's small count."""
    left = part.targets & (part.of_insider | part.is_regional)
    left &= ~known_to_nobody(part.system, part.truth, left & part.of_insider, part.areas, part.of_insider, part.width)
    left &= ~moves_alone(part.system, part.truth, left & part.of_insider, _by_authority(part, left), part.width)
    sums, everybody = ~part.of_insider, set(np.unique(part.areas[part.of_insider]).tolist())
    found = []
    for region in np.unique(part.regions[left]).tolist():
        near = (part.regions == region) | sums
        here = np.flatnonzero(left & (part.regions == region)).tolist()
        doubts = _in_doubt(part, near, {target: everybody - _within(part, target) for target in here})
        far = {target: insiders for target, insiders in doubts.items() if len(insiders) > MOST_IN_DOUBT}
        doubts |= _in_doubt(part, np.ones_like(left), far)
        for insider in sorted(set[int]().union(*doubts.values())):
            mine = np.zeros_like(left)
            mine[[target for target, insiders in doubts.items() if insider in insiders]] = True
            _settle(part, mine, near & (part.areas != insider), mine.copy())
            found += _known(part, insider, mine)
    return found


def _by_authority(part: _Part, targets: BoolArray) -> list[IntArray]:
    """The counts of each authority that has targets, with the sums that a few rows lead to from there."""
    groups = []
    for area in np.unique(part.areas[targets & part.of_insider]).tolist():
        own = part.of_insider & (part.areas == area)
        group = own
        for _ in range(ROWS_AWAY):
            group = part.system.beside(group) & (own | ~part.of_insider)
        groups.append(np.flatnonzero(group))
    return groups


def _within(part: _Part, target: int) -> set[int]:
    """The authorities of which a count is: its own, or those that a region is the sum of.

    A sum that holds an insider's own count tells it no more than its neighbours' counts, which are targets too.
    """
    if not part.is_regional[target]:
        return {int(part.areas[target])}
    return set(np.unique(part.areas[part.of_insider & (part.regions == part.regions[target])]).tolist())


def _in_doubt(part: _Part, moving: BoolArray, asked: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """By target, those of the authorities asked about that may know too much: no tables were found that keep it apart.

    Only the `moving` unknowns may differ from the true table.
    """
    found = dict(asked)
    if not asked:
        return found
    group = np.flatnonzero(moving)
    place = np.searchsorted(group, list(asked))
    system = part.system.around(group, part.truth)
    system.tighten()
    system = system.reduce()
    # What no row holds any more moves within its bounds.
    free = system.upper - system.lower >= part.width
    free[system.columns] = False
    found |= {target: set[int]() for target, at in zip(asked, place.tolist(), strict=True) if free[at]}
    for unknowns, rows in system.parts():
        nearest: Nearest | None = None
        for target, at in zip(asked, np.searchsorted(unknowns, place).tolist(), strict=True):
            if at < len(unknowns) and group[unknowns[at]] == target:
                truth = part.truth[group[unknowns]]
                nearest = nearest or Nearest(Ranges(system.part(unknowns, rows), truth))
                found[target] = _left_in_doubt(nearest, part.areas[group[unknowns]], at, asked[target], part.width)
    return found


def _left_in_doubt(nearest: Nearest, areas: IntArray, unknown: int, asked: set[int], width: int) -> set[int]:
    """Which of the authorities `asked` about rule out so many of the tables found that they may know the unknown.

    Tables are looked for that move anything, then those that move none of the authorities still in doubt, then those
    that do not move one of them.
    """
    left, turns = asked, [set[int]()]
    tables: Tables = []
    is_first = True
    while turns and left:
        held = turns.pop()
        nearest.changes.hold(np.isin(areas, sorted(held)))
        for up in (True, False):
            table = _move(nearest, unknown, up, width)
            if table is not None:
                moved = set(areas[table != nearest.table].tolist())
                tables.append((int(table[unknown] - nearest.table[unknown]), moved))
                left = {one for one in left if room_left(tables, one) < width}
        if is_first:
            turns = [*({one} for one in sorted(left)[:MOST_IN_DOUBT] if len(left) > 1), left]
            is_first = False
    return left


def _move(nearest: Nearest, unknown: int, up: bool, width: int) -> IntArray | None:
    """Return a table near the true one in which the unknown is `width` more or less, or as much as its bounds allow."""
    ranges, truth = nearest.ranges, nearest.table
    low, high = int(ranges.outer_lower[unknown]), int(ranges.outer_upper[unknown])
    value = min(int(truth[unknown]) + width, high) if up else max(int(truth[unknown]) - width, low)
    if value == truth[unknown]:
        return None
    ranges.table = truth
    nearest.reach(np.array([unknown]), np.array([value]))
    return None if ranges.table is truth else ranges.table


def _settle(part: _Part, left: BoolArray, moving: BoolArray, targets: BoolArray) -> None:
    """Strike from `left` those `targets` that are left enough where only the `moving` unknowns may differ."""
    for cell, low, high in _ranges(part, moving, targets):
        if high - low >= part.width:
            left[cell] = False


def _known(part: _Part, insider: int, targets: BoolArray) -> list[tuple[int, int, int, int]]:
    found = []
    for cell, low, high in _ranges(part, part.areas != insider, targets):
        if high - low < part.width:
            found.append((cell, insider, low, high))
    return found


def _ranges(part: _Part, moving: BoolArray, targets: BoolArray) -> list[tuple[int, int, int]]:
    """Return (target, least, largest value) while all that is not `moving` keeps its true count."""
    if not targets.any():
        return []
    group = np.flatnonzero(moving)
    system = part.system.around(group, part.truth)
    system.tighten()
    system = system.reduce()
    low, high = system.lower.copy(), system.upper.copy()
    examined = targets[group]
    for unknowns, rows in system.parts():
        if examined[unknowns].any():
            nothing = np.full(len(unknowns), -1, dtype=np.int64)
            task = Task(
                system.part(unknowns, rows),
                part.areas[group][unknowns],
                examined[unknowns],
                np.zeros(len(unknowns), dtype=np.bool_),
                nothing,
                nothing,
                part.threshold,
                part.width,
                table=part.truth[group][unknowns],
            )
            low[unknowns], high[unknowns], _ = search(task)
    return [(int(group[at]), int(low[at]), int(high[at])) for at in np.flatnonzero(examined).tolist()]
