"""What a stranger works out of the files of one release alone: the suppressed counts that are known too well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray
from pipeline.foundation.workers import solve_all
from pipeline.protect.attack.attack import System
from pipeline.protect.attack.search import Task, search
from pipeline.protect.reader.beliefs import possible
from pipeline.protect.reader.files import read_published
from pipeline.protect.reader.known import Known, known_counts
from pipeline.protect.reader.published import Place, Published, Series
from pipeline.protect.reader.sums import Sum, find_sums
from pipeline.protect.reader.system import Written, written_sums


@dataclass(frozen=True)
class Told:
    """A suppressed count that is known too well: the series that would show it, the place, its least and greatest."""

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
    """What came of an attack: how many suppressed counts were looked at, and those that are known too well."""

    suppressed: int
    told: tuple[Told, ...]


def attack(publish: Path, processes: int = 1) -> Attack:
    """Read a ``publish`` folder, find what adds up in it, and work out every suppressed count.

    Raises UnreadableInput when a file is not in the standard.
    """
    published = read_published(publish)
    known = known_counts(published)
    return attack_known(published, known, find_sums(published, known), processes)


def attack_known(published: Published, known: Known, sums: Iterable[Sum], processes: int = 1) -> Attack:
    """The same from what was read already."""
    return Attack(int(known.suppressed.sum()), tuple(_told(published, known, *written_sums(known, sums), processes)))


@dataclass(frozen=True)
class Part:
    """Unknowns that rows connect: the rows with how far each is believed, which are suppressed, and what is told."""

    system: System
    trust: IntArray
    suppressed: BoolArray
    places: IntArray
    threshold: int
    width: int


def bounds(part: Part) -> tuple[IntArray, IntArray]:
    """The least and greatest value of every unknown, exact where one is suppressed and may be small."""
    system, table = possible(part.system, part.trust)
    examined = part.suppressed & (system.lower <= part.threshold) & (system.lower < system.upper)
    if not examined.any():
        return system.lower, system.upper
    nothing = np.full(len(part.places), -1, dtype=np.int64)
    unpublished = np.zeros(len(part.places), dtype=np.bool_)
    moved, base = system.from_least()
    asked = (examined, unpublished, nothing, nothing, part.threshold, part.width)
    least, greatest, _ = search(Task(moved, part.places, *asked, table=None if table is None else table - base))
    return least + base, greatest + base


def _told(published: Published, known: Known, found: Written, trust: IntArray, processes: int) -> Iterator[Told]:
    rules, count = published.rules, len(published.places)
    suppressed = known.suppressed.ravel()[found.unknowns]
    low, high = found.system.lower.copy(), found.system.upper.copy()
    parts, columns_of = [], []
    for columns, rows in found.system.parts():
        if suppressed[columns].any():
            system, places = found.system.part(columns, rows), found.unknowns[columns] % count
            parts.append(Part(system, trust[rows], suppressed[columns], places, rules.threshold, rules.width))
            columns_of.append(columns)
    answers = solve_all(bounds, parts, [len(columns) for columns in columns_of], processes)
    for columns, (least, greatest) in zip(columns_of, answers, strict=True):
        low[columns], high[columns] = least, greatest
    # Where 0 is hidden in some columns alone, few values from 0 on tell that somebody is nowhere.
    tells = suppressed & (low >= rules.smallest) & (low <= rules.threshold) & (high - low < rules.width)
    for at in np.flatnonzero(tells).tolist():
        series, place = divmod(int(found.unknowns[at]), count)
        yield Told(known.members[series], published.places[place], int(low[at]), int(high[at]))
