"""The generator's own account of the quarterly returns: what the lives say happened, to hold a release against.

The latest statement of a year counts, so a child that is sent a quarter late is in the quarter in which things
happened, unless the year ended before it was sent. Planted defects are not in these totals.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.reference.periods import Period
from pipeline.synthetic.adoption_quarterly.documents import is_in_return
from pipeline.synthetic.adoption_quarterly.lives import Child, Family, Order

Totals = dict[tuple[int, str, str], int]
"""How many, by quarter, sender and measure."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A defect in a return: of which sender, what, and in which line and field of which file."""

    quarter: str
    code: str
    kind: str
    path: str
    line: int
    field: str


def count_children(totals: Totals, code: str, children: Sequence[Child], quarter: Period, statement: Period) -> None:
    """Count what the return of ``statement`` says of a quarter."""
    first, last = quarter.first_day, quarter.last_day
    for child in children:
        if not is_in_return(child.decided, child, statement):
            continue
        placed = child.moved_in
        if child.matched and child.moved_in and (child.is_early or child.is_by_carer):
            placed = max(child.matched, child.moved_in)
        for measure, day in (
            ("decision", child.decided), ("placement_order", child.ordered), ("matched", child.matched),
            ("placed", placed), ("adopted", child.adopted), ("no_longer", child.reversed),
        ):  # fmt: skip
            _add(totals, quarter, code, measure, day is not None and first <= day <= last)
        waits = child.decided <= last and not _by(child.adopted, last) and not _by(child.reversed, last)
        waits = waits and (not _by(placed, last) or _by(child.disrupted, last))
        _add(totals, quarter, code, "waiting", waits)
        _add(totals, quarter, code, "waiting_with_order", waits and _by(child.ordered, last))


def count_orders(totals: Totals, code: str, orders: Sequence[Order], quarter: Period) -> None:
    """Count the special guardianship orders of a quarter."""
    for order in orders:
        is_made = quarter.first_day <= order.made <= quarter.last_day
        _add(totals, quarter, code, "special_guardianship_order", is_made)


def count_families(totals: Totals, code: str, families: Sequence[Family], quarter: Period) -> None:
    """Count the stages that families reached in a quarter, and those that wait at its end."""
    first, last = quarter.first_day, quarter.last_day
    for family in families:
        for measure, day in (
            ("registered", family.registered), ("approved", family.approved), ("family_matched", family.matched),
            ("family_placed", family.placed), ("family_adopted", family.adopted),
            ("left", family.left if family.approved else None),
        ):  # fmt: skip
            _add(totals, quarter, code, measure, day is not None and first <= day <= last)
        is_there = family.registered <= last and not _by(family.left, last) and not _by(family.matched, last)
        _add(totals, quarter, code, "waiting_to_be_matched", is_there and _by(family.approved, last))
        _add(totals, quarter, code, "not_approved_yet", is_there and not _by(family.approved, last))


def _by(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def _add(totals: Totals, quarter: Period, code: str, measure: str, is_counted: bool) -> None:
    if is_counted:
        key = (quarter.collection_year, code, measure)
        totals[key] = totals.get(key, 0) + 1


def write_ledger(folder: Path, totals: Totals, planted: Sequence[Planted]) -> None:
    """Write the totals and the planted defects to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "adoption_quarterly_totals.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("collection_year", "la_code", "measure", "number"))
        writer.writerows((*key, number) for key, number in sorted(totals.items()))
    with (folder / "adoption_quarterly_planted_defects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("quarter", "la_code", "kind", "path", "line", "field"))
        writer.writerows((one.quarter, one.code, one.kind, one.path, one.line, one.field) for one in planted)
