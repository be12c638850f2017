"""Decisions on the figures of one authority and year: carried forward from an earlier year, or marked as unreliable.

A release's decisions are its rows of ``data/reference/decisions_on_figures.csv``; the manifest of the returns may mark
files as unreliable too (``pipeline.process.unreliable``), and so may the sign-off file that a run is given.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import REFERENCE, UsageError
from pipeline.process.added_years import added
from pipeline.process.coverage import Measure

DECISIONS = REFERENCE / "decisions_on_figures.csv"
COLUMNS = ("release", "collection_year", "la_code", "item", "decision", "carried_from_year", "reason", "source")
EVERY_ITEM = "*"
"""An item that is every measure of the release."""
CARRIED_FORWARD = "carried forward"


class Inclusion(StrEnum):
    """What regions and England have of a figure that is not relied on, the least first."""

    LEFT_OUT = "left out"
    """Nothing: it is estimated like a missing one."""
    IN_TOTALS_ALONE = "in totals alone"
    """It is in their numbers, and their percentages, rates and averages are of the other authorities."""
    COUNTED = "counted"
    """It is in whatever they show."""


MARKS = {f"unreliable and {inclusion}": inclusion for inclusion in Inclusion}
KINDS = (CARRIED_FORWARD, *MARKS)


@dataclass(frozen=True, slots=True)
class CarriedForward:
    """A decision: a measure of ``la_code`` counts in ``collection_year`` with its figures of ``carried_from_year``."""

    collection_year: int
    la_code: str
    measure: str
    carried_from_year: int


@dataclass(frozen=True, slots=True)
class Unreliable:
    """A mark: figures of a measure of ``la_code`` in ``collection_year`` are not relied on, nor printed in its rows.

    ``inclusion`` says what regions and England have of them; ``reason`` is published.
    """

    collection_year: int
    la_code: str
    measure: str
    inclusion: Inclusion
    reason: str


Decision = TypeVar("Decision", CarriedForward, Unreliable)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions on a release, each kind in order of year, authority and measure."""

    carried_forward: tuple[CarriedForward, ...] = ()
    unreliable: tuple[Unreliable, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What a decision is on: a measure, a file of the return (all measures that need it), or ``*`` for every measure.

    ``return_name`` is given where it is of one return alone.
    """

    name: str
    return_name: str = ""

    def breadth(self, measure: Measure) -> int | None:
        """How broadly it is on the measure: 0 by its name, 1 by a file, 2 as every one is; None where it is not."""
        if self.return_name not in ("", measure.returns):
            return None
        if self.name == measure.name:
            return 0
        if self.name.lower() in (name.lower() for name in measure.items):
            return 1
        return 2 if self.name == EVERY_ITEM else None


def by_measure(decisions: Iterable[tuple[Item, Decision]], measures: Sequence[Measure]) -> tuple[Decision, ...]:
    """Decisions on items as decisions on each measure, in order of year, authority and measure.

    Of several on one measure the one on the narrower item holds; of marks on two files, the one that leaves more out.
    """
    order = list(Inclusion)
    found: dict[tuple[int, str, str], tuple[int, int, Decision]] = {}
    for item, decision in decisions:
        for measure in measures:
            breadth = item.breadth(measure)
            if breadth is None:
                continue
            inclusion = order.index(decision.inclusion) if isinstance(decision, Unreliable) else 0
            now = (breadth, inclusion, replace(decision, measure=measure.name))
            place = (decision.collection_year, decision.la_code, measure.name)
            found[place] = min(found.get(place, now), now, key=lambda one: one[:2])
    return tuple(found[place][2] for place in sorted(found))


def read_decisions(
    release_name: str,
    measures: Sequence[Measure],
    path: Path = DECISIONS,
    signed: Iterable[tuple[str, Mapping[str, str]]] = (),
) -> Decisions:
    """The decisions on a release of these measures; raises UsageError with file, line, column and what to write.

    Rows on other releases are held against the form alone. ``signed`` are further rows, each with where it was read,
    that are of this release whatever it is called.
    """
    carried: list[tuple[Item, CarriedForward]] = []
    unreliable: list[tuple[Item, Unreliable]] = []
    seen: set[tuple[str, ...]] = set()
    own = ((line, {**given, "release": release_name}) for line, given in signed)
    for line, given in (*_rows(path), *own):
        decision = _decision(given, line)
        if given["release"] != release_name:
            continue
        year = int(given["collection_year"])
        if given["la_code"] not in _in_being(measures, year):
            raise UsageError(
                f"{line}, column la_code: no local authority had the code {given['la_code']!r} when {year} ended. "
                "Write its own 3-digit code."
            )
        item = Item(given["item"])
        if all(item.breadth(measure) is None for measure in measures):
            raise UsageError(
                f"{line}, column item: {item.name!r} is neither a measure of {release_name} (data_sets.yaml "
                f"lists them) nor a file that one needs. Write one of these, or {EVERY_ITEM} for every measure."
            )
        is_mark = isinstance(decision, Unreliable)
        if is_mark and item.name in {measure.name for measure in added(measures)}:
            raise UsageError(
                f"{line}, column item: {item.name} adds up several years. Mark the measure of its single years: "
                "every sum that holds a marked year is marked by itself."
            )
        key = (given["collection_year"], given["la_code"], item.name.lower(), str(is_mark))
        if key in seen:
            raise UsageError(f"{line}: a second such decision on the same year, authority and item. Keep one.")
        seen.add(key)
        if isinstance(decision, Unreliable):
            unreliable.append((item, decision))
        else:
            carried.append((item, decision))
    return Decisions(by_measure(carried, measures), by_measure(unreliable, measures))


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a file of decisions, each with its place."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise UsageError(f"{path.name}, line 1: the columns are to be {', '.join(COLUMNS)}.")
        for row in rows:
            yield f"{path.name}, line {rows.line_num}", {column: (row[column] or "").strip() for column in COLUMNS}


def _in_being(measures: Sequence[Measure], year: int) -> set[str]:
    """The authorities at the end of a year as a return of the measures ends it."""
    returns = {measure.returns for measure in measures if measure.returns}
    return {one.la_code for name in returns for one in load_specification(name).authorities(year)}


def _decision(given: Mapping[str, str], line: str) -> CarriedForward | Unreliable:
    """The decision of a row, whose measure is still to be told."""
    for column in ("release", "la_code", "item", "reason", "source"):
        if not given[column]:
            raise UsageError(f"{line}, column {column}: fill it in.")
    year, kind, earlier = given["collection_year"], given["decision"], given["carried_from_year"]
    if not (year.isascii() and year.isdigit()):
        raise UsageError(f"{line}, column collection_year: write the year of 31 March with four digits.")
    if kind not in KINDS:
        raise UsageError(f"{line}, column decision: write one of {'; '.join(KINDS)}.")
    if kind == CARRIED_FORWARD:
        if not (earlier.isascii() and earlier.isdigit() and int(earlier) < int(year)):
            raise UsageError(f"{line}, column carried_from_year: write a year before collection_year.")
        return CarriedForward(int(year), given["la_code"], "", int(earlier))
    if earlier:
        raise UsageError(f"{line}, column carried_from_year: leave it blank where nothing is carried forward.")
    return Unreliable(int(year), given["la_code"], "", MARKS[kind], given["reason"])
