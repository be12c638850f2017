"""Figures that are marked as unreliable: whose they are, why, and what is said of them on pages and cover sheets."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.analyse.distribution import Place
from pipeline.foundation.warehouse import Warehouse

TOTALS = {
    True: "They are counted in the figures of its region and of England",
    False: "They are left out of the figures of its region and of England, which have estimates for them",
}


def read_unreliable(warehouse: Warehouse) -> dict[Place, str]:
    """The (measure, year, la_code) marked, counted in totals or left out, each with the reason."""
    rows = warehouse.connection.execute(
        "SELECT measure, collection_year, la_code, reason FROM grossed.unreliable"
    ).fetchall()
    return {(measure, year, la_code): reason for measure, year, la_code, reason in rows}


def unreliable_in_words(warehouse: Warehouse, years: Sequence[int], symbol: str) -> list[str]:
    """A sentence for each authority, year and reason: that its figures have this symbol, why, and what totals hold."""
    rows = warehouse.connection.execute(
        """
        SELECT marked.collection_year, areas.la_name, marked.is_counted, marked.reason
        FROM (
            SELECT DISTINCT collection_year, la_code, is_counted, reason FROM grossed.unreliable
            WHERE list_contains(?, collection_year)
        ) AS marked
        JOIN reference.local_authorities AS areas USING (collection_year, la_code)
        ORDER BY ALL
        """,
        [list(years)],
    ).fetchall()
    return [
        f"Some figures of {name} for {year} are unreliable and are printed as {symbol}: {reason}. "
        f"{TOTALS[is_counted]}; coverage.csv lists them."
        for year, name, is_counted, reason in rows
    ]
