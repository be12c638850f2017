"""What a stranger works out of the files of one release alone: the hidden counts that are known too well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.disclosure.attack import System
from pipeline.disclosure.model import UNBOUNDED, IntArray
from pipeline.disclosure.search import Task, search
from pipeline.disclosure.workers import solve_all
from pipeline.reader.beliefs import believed, without
from pipeline.reader.files import read_published
from pipeline.reader.known import Known, known_counts
from pipeline.reader.published import Place, Published, Series
from pipeline.reader.sums import find_sums
from pipeline.reader.system import Rows, add_sums, written


@dataclass(frozen=True)
class Told:
    """A hidden count that is known too well: the series that would show it, the place, its least and greatest."""

    series: tuple[Series, ...]
    place: Place
    lower: int
    upper: int

    def __str__(self) -> str:
        """Say what is known, for people."""
        what = f"is {self.lower}" if self.lower == self.upper else f"lies between {self.lower} and {self.upper}"
        return f"{self.series[0]}, {self.place.area} {self.place.year}: {what}"


@dataclass(frozen=True)
class Attack:
    """What came of an attack: how many hidden counts were looked at, and those that are known too well."""

    hidden: int
    told: tuple[Told, ...]


def attack(publish: Path, processes: int = 1) -> Attack:
    """Read a ``publish`` folder, find what adds up in it, and work out every hidden count.

    Raises UnreadableInput when a file is not in the standard.
    """
    published = read_published(publish)
    known = known_counts(published)
    return attack_known(published, known, processes)


def attack_known(published: Published, known: Known, processes: int = 1) -> Attack:
    """The same from what was read already."""
    rows, trust = Rows(), []
    for one in find_sums(published, known):
        before = len(rows.lower)
        add_sums(rows, known, [one])
        trust += [one.areas] * (len(rows.lower) - before)
    found = written(known, rows)
    kept = believed(found.system, np.array(trust, dtype=np.int64), found.unknowns % len(published.places))
    system = without(found.system, kept)
    return Attack(int(known.hidden.sum()), tuple(_told(published, known, found.unknowns, system, processes)))


def _told(published: Published, known: Known, unknowns: IntArray, system: System, processes: int) -> Iterator[Told]:
    rules, count = published.rules, len(published.places)
    hidden = known.hidden.ravel()[unknowns]
    system.tighten()
    reduced = system.reduce()
    low, high = reduced.lower.copy(), np.minimum(reduced.upper, UNBOUNDED)
    examined = hidden & (low <= rules.threshold) & (low < high)
    parts = [part for part in reduced.parts() if examined[part[0]].any()]
    nothing = np.full(len(unknowns), -1, dtype=np.int64)
    tasks = [
        Task(
            reduced.part(columns, rows),
            unknowns[columns] % count,
            examined[columns],
            np.zeros(len(columns), dtype=np.bool_),
            nothing[columns],
            nothing[columns],
            rules.threshold,
            rules.width,
            False,
        )
        for columns, rows in parts
    ]
    answers = solve_all(search, tasks, [len(columns) for columns, _ in parts], processes)
    for (columns, _), (least, greatest, _) in zip(parts, answers, strict=True):
        low[columns], high[columns] = least, greatest
    for at in np.flatnonzero(hidden & (low <= rules.threshold) & (high - low < rules.width)).tolist():
        series, place = divmod(int(unknowns[at]), count)
        yield Told(known.members[series], published.places[place], int(low[at]), int(high[at]))
