"""The last look at a release before it appears: the reader attacks its files alone, and what they tell is listed.

The reader believes what adds up wherever it sees it. Some of that is chance, and what follows from chance is no
knowledge: once something seems to be told, only what the true counts nowhere contradict is believed. Among small counts
some of that is chance too, which only a statistician can say: until then the release is stopped.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from pipeline.analyse.areas import Areas
from pipeline.disseminate.release_folder import ReleaseFolder
from pipeline.disseminate.underlying_files import area_code_of
from pipeline.foundation.numbers import IntArray, Structural
from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.written_rows import write_rows
from pipeline.protect.reader.attack import Told, attack_known
from pipeline.protect.reader.files import read_published
from pipeline.protect.reader.known import Known, counts_apart, equal_groups, merged
from pipeline.protect.reader.published import AUTHORITY, Published
from pipeline.protect.reader.sums import Sum, find_sums
from pipeline.reference.periods import period_of

PROCESSES = 2
TOLD = "told_by_figures.csv"
COLUMNS = ("series", "time_period", "area_code", "lower", "upper")
Bounds = Mapping[tuple[str, int], list[tuple[int, int]]]
"""By area code and period as published, the bounds that each structural exception there is listed with."""


def look(
    building: ReleaseFolder,
    write_true: Callable[[Path], None],
    structural: Iterable[Structural],
    areas: Areas,
    *,
    stopped: Path | None,
) -> str:
    """Attack the files of ``building.publish``; returns a sentence on what came of it.

    ``write_true`` writes data files and workbooks with true counts into a folder that has ``data`` and ``tables``; they
    are there only while they are read.
    What is told, but for ``structural`` exceptions that are known no better than listed, stops the release: it is
    listed in the file ``stopped``, and CheckFailed raised. None says that it is chance: it is listed in ``restricted``.
    """
    if stopped is not None:
        stopped.unlink(missing_ok=True)
    seen = read_published(building.publish)
    apart = counts_apart(seen)
    groups = equal_groups(apart)
    known = merged(apart, groups)
    sums = find_sums(seen, known)
    found = attack_known(seen, known, sums, PROCESSES)
    if found.told:
        truth = Truth(seen, _true(building, write_true))
        equal = truth.equal_too(apart, groups)
        if equal != [list(group) for group in groups]:
            known = merged(apart, equal)
            sums = find_sums(seen, known)
        found = attack_known(seen, known, truth.adding_up_too(known, sums), PROCESSES)
    bounds = _bounds(structural, areas)
    told = [one for one in found.told if not _is_listed(one, bounds)]
    if told:
        rows = ((str(one.series[0]), one.place.year, one.place.area, one.lower, one.upper) for one in told)
        words = (
            f"Of {found.suppressed:,} suppressed counts {len(told):,} follow from sums and equalities that the files "
            "show and no true count contradicts"
        )
        if stopped is None:
            write_rows(building.restricted / TOLD, COLUMNS, rows)
            return f"{words}: taken to be chance, and listed in restricted/{TOLD}."
        stopped.touch(0o600)
        write_rows(stopped, COLUMNS, rows)
        raise CheckFailed(
            f"{words}. Nothing was published; {stopped} lists them, and may not leave the building. Declare what is no "
            "chance under identities, contained or same_counts in data_sets.yaml; give --accept-told if all of it is."
        )
    return (
        f"{found.suppressed:,} suppressed counts were attacked from the files alone; what adds up in them tells none."
    )


class Truth:
    """The true counts of all authorities, by which what a reader believes of them is judged."""

    def __init__(self, seen: Published, true: Published) -> None:
        """Take the release as published, and its files with true counts."""
        place = {(one.year, one.area): at for at, one in enumerate(true.places)}
        self._local = np.array([at for at, one in enumerate(seen.places) if one.level == AUTHORITY], dtype=np.int64)
        self._row = {one: at for at, one in enumerate(true.series)}
        self._counts = true.number[
            :, [place[one.year, one.area] for one in map(seen.places.__getitem__, self._local.tolist())]
        ]

    def _of(self, known: Known, counts: Sequence[int]) -> list[IntArray] | None:
        """The true counts wherever files tell of all of them; None where one of them is in no file with true counts."""
        rows = [next((self._row[one] for one in known.members[count] if one in self._row), None) for count in counts]
        if None in rows:
            return None
        told = np.asarray((known.shown | known.suppressed)[list(counts)].all(axis=0))[self._local]
        return [self._counts[row][told] for row in rows if row is not None]

    def adding_up_too(self, known: Known, sums: Iterable[Sum]) -> list[Sum]:
        """The sums that no true count contradicts."""
        return [one for one in sums if self._adds_up(known, one)]

    def _adds_up(self, known: Known, one: Sum) -> bool:
        counts = self._of(known, (one.whole, *one.parts))
        return counts is None or np.array_equal(counts[0], np.sum(counts[1:], axis=0))

    def equal_too(self, apart: Known, groups: Iterable[Sequence[int]]) -> list[list[int]]:
        """The groups of counts that are taken to be equal, split where true counts differ."""
        found: list[list[int]] = []
        for group in groups:
            parts: list[list[int]] = []
            for one in group:
                home = next((part for part in parts if self._are_equal(apart, part[0], one)), None)
                if home is None:
                    parts.append([one])
                else:
                    home.append(one)
            found += parts
        return found

    def _are_equal(self, apart: Known, one: int, other: int) -> bool:
        counts = self._of(apart, (one, other))
        return counts is None or np.array_equal(counts[0], counts[1])


def _true(building: ReleaseFolder, write_true: Callable[[Path], None]) -> Published:
    folder = building.restricted / "true_figures"
    try:
        for name in ("data", "tables"):
            (folder / name).mkdir(parents=True)
        for name in ("certificate.json", "manifest.json"):
            shutil.copy(building.publish / name, folder / name)
        write_true(folder)
        return read_published(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _bounds(structural: Iterable[Structural], areas: Areas) -> Bounds:
    # Underlying files have codes of their own for two authorities.
    codes = {
        area.area_code: {area.new_la_code or area.area_code, area_code_of(area)} for area in areas.local_authorities
    }
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for one in structural:
        for code in codes.get(one.key.area_code, {one.key.area_code}):
            found.setdefault((code, _as_read(one.key.collection_year)), []).append((one.lower, one.upper))
    return found


def _as_read(collection_year: int) -> int:
    """A period as the reader numbers it, who knows the files alone: 2022234 for the fourth quarter of 202223."""
    period = period_of(collection_year)
    return 10 * int(period.time_period) + period.quarter if period.quarter else int(period.time_period)


def _is_listed(one: Told, bounds: Bounds) -> bool:
    listed = bounds.get((one.place.area, one.place.year), [])
    return any(one.lower <= lower and upper <= one.upper for lower, upper in listed)
