"""Whose return is expected in each period, and what the manifest says of it: one rule for all that judge returns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.collect.folders import ENGLAND
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse

UnitKey = tuple[int, str]
"""A period and the code of whoever sends a return for it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A return that was sent, or should have been; ``declared`` are the items that the manifest says are not in it.

    ``is_of_the_year`` says whether its code is one of the period, or that there is no list of them.
    """

    unit: UnitKey
    is_sent: bool
    is_of_the_year: bool
    declared: frozenset[str]


def expected_returns(
    warehouse: Warehouse,
    return_name: str,
    years: Sequence[int],
    las: frozenset[str] | None,
    sent: Collection[UnitKey],
) -> Iterator[Expected]:
    """Those of reference.reporting_units, where that table is loaded, and those that were ``sent``, by period and code.

    A period for which nobody sent anything has none; with ``las`` only theirs. Of a return of all England no
    authority's is expected.
    """
    is_of_england = load_specification(return_name).supplied_by == ENGLAND
    official = set() if is_of_england else _official(warehouse)
    declared = _declared(warehouse, return_name)
    for year in sorted(set(years)):
        senders = {la for sent_year, la in sent if sent_year == year}
        if not senders:
            continue
        expected = senders | {la for official_year, la in official if official_year == year}
        for la in sorted(expected if las is None or is_of_england else expected & las):
            unit = (year, la)
            yield Expected(unit, la in senders, not official or unit in official, declared.get(unit, frozenset()))


def _declared(warehouse: Warehouse, return_name: str) -> dict[UnitKey, frozenset[str]]:
    rows: list[tuple[int, str, str | None]] = warehouse.connection.execute(
        'SELECT collection_year, la_code, items_not_supplied FROM raw.manifest WHERE "return" = ?', [return_name]
    ).fetchall()
    return {(year, la): frozenset(item for item in (items or "").split(";") if item) for year, la, items in rows}


def _official(warehouse: Warehouse) -> set[UnitKey]:
    if not warehouse.has_table("reference.reporting_units"):
        return set()
    return set(
        warehouse.connection.execute("SELECT collection_year, la_code FROM reference.reporting_units").fetchall()
    )
