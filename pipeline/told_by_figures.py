"""The last look at a release before it appears: the reader attacks its files alone, and what they tell is listed.

The reader believes what adds up wherever it sees it. Some of that is chance, and what follows from chance is no
knowledge: once something seems to be told, only sums that the true counts nowhere contradict are believed. Among small
counts some of those are chance too, so that a statistician has to say which: the release is not stopped.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from pipeline.disclosure.model import IntArray, Structural
from pipeline.publication.areas import Areas
from pipeline.publication.release_folder import ReleaseFolder
from pipeline.reader.attack import Told, attack_known
from pipeline.reader.files import read_published
from pipeline.reader.known import Known, known_counts
from pipeline.reader.published import AUTHORITY, Published
from pipeline.reader.sums import Sum, find_sums

PROCESSES = 2
TOLD = "told_by_figures.csv"
COLUMNS = ("series", "time_period", "area_code", "lower", "upper")
Bounds = Mapping[tuple[str, int], list[tuple[int, int]]]
"""By area code as published and year, the bounds that each structural exception there is listed with."""


def look(
    building: ReleaseFolder, write_true: Callable[[Path], None], structural: Iterable[Structural], areas: Areas
) -> str:
    """Attack the files of ``building.publish``; returns a sentence on what came of it.

    ``write_true`` writes the data files with true counts into a folder; they are there only while they are read.
    What is told is listed in ``restricted``, but for ``structural`` exceptions that are known no better than listed.
    """
    seen = read_published(building.publish)
    known = known_counts(seen)
    sums = find_sums(seen, known)
    found = attack_known(seen, known, sums, PROCESSES)
    if found.told:
        found = attack_known(seen, known, not_contradicted(seen, known, sums, _true(building, write_true)), PROCESSES)
    bounds = _bounds(structural, areas)
    told = [one for one in found.told if not _is_listed(one, bounds)]
    if told:
        with (building.restricted / TOLD).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows((str(one.series[0]), one.place.year, one.place.area, one.lower, one.upper) for one in told)
        return (
            f"LOOK AT restricted/{TOLD} BEFORE THIS LEAVES: of {found.hidden:,} suppressed counts {len(told):,} follow "
            "from sums that the files show and that no true count contradicts. Where such a sum is no chance, declare "
            "it under identities, contained or same_counts in data_sets.yaml and publish again."
        )
    return f"{found.hidden:,} suppressed counts were attacked from the files alone; what adds up in them tells none."


def not_contradicted(seen: Published, known: Known, sums: Iterable[Sum], true: Published) -> list[Sum]:
    """The sums that hold among the true counts of all authorities, or of which workbooks alone show a count."""
    row, place = ({one: at for at, one in enumerate(every)} for every in (true.series, true.places))
    local = np.array([at for at, one in enumerate(seen.places) if one.level == AUTHORITY], dtype=np.int64)
    counts = true.bounds()[0][:, [place[seen.places[at]] for at in local.tolist()]]

    def of(count: int) -> IntArray | None:
        at = next((row[one] for one in known.members[count] if one in row), None)
        return None if at is None else counts[at]

    def holds(one: Sum) -> bool:
        whole, parts = of(one.whole), [counted for part in one.parts if (counted := of(part)) is not None]
        if whole is None or len(parts) < len(one.parts):
            return True
        told = np.asarray((known.shown | known.hidden)[[one.whole, *one.parts]].all(axis=0))[local]
        return np.array_equal(whole[told], np.sum(parts, axis=0)[told])

    return [one for one in sums if holds(one)]


def _true(building: ReleaseFolder, write_true: Callable[[Path], None]) -> Published:
    folder = building.restricted / "true_figures"
    try:
        (folder / "data").mkdir(parents=True)
        for name in ("certificate.json", "manifest.json"):
            shutil.copy(building.publish / name, folder / name)
        write_true(folder / "data")
        return read_published(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _bounds(structural: Iterable[Structural], areas: Areas) -> Bounds:
    codes = {area.area_code: area.new_la_code or area.area_code for area in areas.local_authorities}
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for one in structural:
        place = codes.get(one.key.area_code, one.key.area_code), one.key.collection_year
        found.setdefault(place, []).append((one.lower, one.upper))
    return found


def _is_listed(one: Told, bounds: Bounds) -> bool:
    listed = bounds.get((one.place.area, one.place.year), [])
    return any(one.lower <= lower and upper <= one.upper for lower, upper in listed)
