"""Figures that are marked as unreliable: whose they are, why, and what is said of them on pages and cover sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.analyse.areas import Areas
from pipeline.analyse.distribution import Place
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.decisions import Inclusion

TOTALS = {
    Inclusion.COUNTED: "They are counted in the figures of its region and of England",
    Inclusion.IN_TOTALS_ALONE: "They are counted in the numbers of its region and of England, whose percentages, rates "
    "and averages are worked out without the authority",
    Inclusion.LEFT_OUT: "They are left out of the figures of its region and of England, which have estimates for them",
}


def read_unreliable(warehouse: Warehouse) -> dict[Place, str]:
    """The (measure, year, la_code) marked, counted in totals or left out, each with the reason."""
    rows = warehouse.connection.execute(
        "SELECT measure, collection_year, la_code, reason FROM grossed.unreliable"
    ).fetchall()
    return {(measure, year, la_code): reason for measure, year, la_code, reason in rows}


def read_out_of_rates(warehouse: Warehouse, areas: Areas) -> dict[Place, frozenset[str]]:
    """By measure, year and area code of regions and England: the authorities that their totals alone have."""
    rows = warehouse.connection.execute(
        "SELECT measure, collection_year, la_code FROM grossed.unreliable WHERE inclusion = ?",
        [Inclusion.IN_TOTALS_ALONE.value],
    ).fetchall()
    return out_of_rates(rows, areas)


def out_of_rates(places: Iterable[Place], areas: Areas) -> dict[Place, frozenset[str]]:
    """The same from the (measure, year, la_code) that are in totals alone."""
    found: dict[Place, frozenset[str]] = {}
    for measure, year, la_code in places:
        if (year, la_code) in areas.in_being:
            for above in areas.above(la_code):
                place = (measure, year, above)
                found[place] = found.get(place, frozenset()) | {la_code}
    return found


def unreliable_in_words(warehouse: Warehouse, years: Sequence[int], symbol: str) -> list[str]:
    """A sentence for each authority, year and reason: that its figures have this symbol, why, and what totals hold."""
    rows = warehouse.connection.execute(
        """
        SELECT marked.collection_year, areas.la_name, marked.inclusion, marked.reason
        FROM (
            SELECT DISTINCT collection_year, la_code, inclusion, reason FROM grossed.unreliable
            WHERE list_contains(?, collection_year)
        ) AS marked
        JOIN reference.reporting_units AS areas USING (collection_year, la_code)
        ORDER BY ALL
        """,
        [list(years)],
    ).fetchall()
    return [
        f"Some figures of {name} for {year} are unreliable and are printed as {symbol}: {reason}. "
        f"{TOTALS[inclusion]}; coverage.csv lists them."
        for year, name, inclusion, reason in rows
    ]
