"""The generator's own account: totals per authority and year from its own state, planted defects, what was left out.

The totals are counted from periods of care, never from the files, so that a recount of the files can be held against
them. Definitions are those of the published measures (DfE, Children looked after in England, methodology).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from pipeline.synthetic.children.lives import Child, Period
from pipeline.synthetic.country.days import completed_years, first_day, last_day

Totals = Counter[tuple[int, str, str, str]]


@dataclass(frozen=True, slots=True)
class PlantedRecord:
    """One defect as planted: file (relative to the returns), line (0: the whole file) and what is wrong there."""

    year: int
    la_code: str
    kind: str
    path: str
    line: int
    field: str
    what: str


@dataclass(frozen=True, slots=True)
class Omitted:
    """An authority (``items`` empty) or some of its items left out of a year's returns."""

    year: int
    la_code: str
    items: str


def age_group(age: int) -> str:
    """The published age group of an age in completed years."""
    for below, name in ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15")):
        if age < below:
            return name
    return "16_and_over"


def count_child(totals: Totals, child: Child, year: int, la_code: str) -> None:
    """Add one child's part in a year to the totals (year, authority, measure, category)."""
    first, last = first_day(year), last_day(year)
    # Under 24 hours is not being looked after.
    care = [period for period in child.periods if not period.short_breaks and period.started != period.ended]
    breaks = [period for period in child.periods if period.short_breaks]

    def add(measure: str, category: str = "total") -> None:
        totals[year, la_code, measure, category] += 1

    touching = [period for period in care if _overlaps(period, first, last)]
    if not touching:
        if any(_overlaps(period, first, last) for period in breaks):
            add("exclusively_short_term_series")
        return
    add("looked_after_during_year")
    standing = [period for period in care if period.started <= last and (not period.ended or period.ended > last)]
    if standing:
        add("looked_after_on_31_march")
        add("looked_after_on_31_march", age_group(completed_years(child.date_of_birth, last)))
        add("looked_after_on_31_march", "male" if child.male else "female")
        if child.asylum:
            add("looked_after_on_31_march", "uasc")
    starting = [period.started for period in care if first <= period.started <= last]
    if starting:
        add("started_during_year")
        add("started_during_year", age_group(completed_years(child.date_of_birth, min(starting))))
        if child.asylum:
            add("started_during_year", "uasc")
    ceasing = [period for period in care if period.ended and first <= period.ended <= last]
    if ceasing:
        final = max(ceasing, key=lambda period: period.ended)
        add("ceased_during_year")
        add("ceased_during_year", final.reason_ended)
        if final.reason_ended in ("E11", "E12"):
            add("adopted_during_year")


def _overlaps(period: Period, first: int, last: int) -> bool:
    return period.started <= last and (not period.ended or period.ended >= first)


def write_ledger(folder: Path, totals: Totals, planted: Sequence[PlantedRecord], omitted: Sequence[Omitted]) -> None:
    """Write totals.csv, planted_defects.csv and omitted.csv into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = sorted((*key, count) for key, count in totals.items() if count)
    _write(folder / "totals.csv", ("collection_year", "la_code", "measure", "category", "children"), rows)
    _write(
        folder / "planted_defects.csv",
        ("collection_year", *[field.name for field in fields(PlantedRecord)][1:]),
        sorted(astuple(record) for record in planted),
    )
    _write(
        folder / "omitted.csv",
        ("collection_year", "la_code", "items_not_supplied"),
        sorted(astuple(omission) for omission in omitted),
    )


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
