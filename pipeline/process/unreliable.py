"""Figures of an authority that a statistician marks as unreliable, and what becomes of them in regions and England.

Source: DfE, Characteristics of children in need 2023 to 2024, where ``u`` stands for whole authorities in five files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import added
from pipeline.process.coverage import Measure
from pipeline.process.decisions import Item, Unreliable, by_measure

UNRELIABLE = "unreliable"
"""How the reason of a figure that is marked so begins."""


def marks_of_manifest(warehouse: Warehouse, measures: Sequence[Measure]) -> tuple[Unreliable, ...]:
    """What the manifest of the returns marks, measure by measure, each with its note as the reason."""
    rows = warehouse.connection.execute(
        'SELECT "return", collection_year, la_code, unreliable_and_counted, unreliable_and_left_out, note '
        "FROM raw.manifest WHERE unreliable_and_counted <> '' OR unreliable_and_left_out <> '' ORDER BY ALL"
    ).fetchall()
    return by_measure(
        (
            (Item(name, return_name), Unreliable(year, la_code, "", is_counted, note))
            for return_name, year, la_code, counted, left_out, note in rows
            for names, is_counted in ((counted, True), (left_out, False))
            for name in names.split(";")
            if name
        ),
        measures,
    )


def mark_unreliable(warehouse: Warehouse, marks: Iterable[Unreliable]) -> None:
    """Make ``grossed.unreliable`` (measure, collection_year, la_code, is_counted, reason), and say so in coverage.

    A mark holds where the figure was supplied: what is missing is not available, whatever was thought of it. A figure
    that is left out becomes one that is not supplied. Of two marks on one figure the first holds.
    """
    connection = warehouse.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE marking "
        "(collection_year INTEGER, la_code VARCHAR, measure VARCHAR, is_counted BOOLEAN, reason VARCHAR)"
    )
    first = {(one.collection_year, one.la_code, one.measure): one for one in reversed(tuple(marks))}
    if first:
        connection.executemany("INSERT INTO marking VALUES (?, ?, ?, ?, ?)", [astuple(one) for one in first.values()])
    warehouse.replace_table(
        "grossed.unreliable",
        """
        SELECT measure, collection_year, la_code, marking.is_counted, marking.reason
        FROM marking JOIN grossed.coverage AS coverage USING (measure, collection_year, la_code)
        WHERE coverage.is_supplied
        ORDER BY ALL
        """,
    )
    connection.execute(
        f"""
        UPDATE grossed.coverage SET is_supplied = unreliable.is_counted,
            reason = '{UNRELIABLE}, ' || CASE WHEN unreliable.is_counted THEN 'counted' ELSE 'left out' END
                || ': ' || unreliable.reason
        FROM grossed.unreliable AS unreliable
        WHERE unreliable.measure = coverage.measure AND unreliable.collection_year = coverage.collection_year
            AND unreliable.la_code = coverage.la_code
        """
    )


def mark_added_years(warehouse: Warehouse, measures: Sequence[Measure]) -> None:
    """Add to ``grossed.unreliable`` the sums of several years that hold a marked one, where the last was supplied.

    Such a sum is left out where one of its years is.
    """
    for one in added(measures):
        warehouse.connection.execute(
            f"""
            INSERT INTO grossed.unreliable
            SELECT sums.measure, sums.collection_year, sums.la_code, sums.is_supplied,
                string_agg(DISTINCT marked.reason, '; ' ORDER BY marked.reason)
            FROM grossed.coverage AS sums
            JOIN grossed.unreliable AS marked
                ON marked.measure = $adds_up AND marked.la_code = sums.la_code
                AND marked.collection_year BETWEEN sums.collection_year - $years + 1 AND sums.collection_year
            JOIN grossed.coverage AS last
                ON last.measure = $adds_up AND last.la_code = sums.la_code
                AND last.collection_year = sums.collection_year
            WHERE sums.measure = $name
                AND (last.is_supplied OR starts_with(last.reason, '{UNRELIABLE}'))
            GROUP BY sums.measure, sums.collection_year, sums.la_code, sums.is_supplied
            ORDER BY ALL
            """,
            {"name": one.name, "adds_up": one.adds_up, "years": one.years},
        )
