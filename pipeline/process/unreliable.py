"""Figures of an authority that a statistician marks as unreliable, and what becomes of them in regions and England.

Source: DfE, Characteristics of children in need 2023 to 2024, where ``u`` stands for whole authorities in five files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from pipeline.collect.manifest import MARK_COLUMNS
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import added
from pipeline.process.coverage import Measure
from pipeline.process.decisions import Inclusion, Item, Unreliable, by_measure

UNRELIABLE = "unreliable"
"""How the reason of a figure that is marked so begins."""


def marks_of_manifest(warehouse: Warehouse, measures: Sequence[Measure]) -> tuple[Unreliable, ...]:
    """What the manifest of the returns marks, measure by measure, each with its note as the reason."""
    rows = warehouse.connection.execute(
        f'SELECT "return", collection_year, la_code, note, {", ".join(MARK_COLUMNS)} FROM raw.manifest ORDER BY ALL'
    ).fetchall()
    return by_measure(
        (
            (Item(name, return_name), Unreliable(year, la_code, "", _inclusion(column), note))
            for return_name, year, la_code, note, *marked in rows
            for column, names in zip(MARK_COLUMNS, marked, strict=True)
            for name in names.split(";")
            if name
        ),
        measures,
    )


def _inclusion(column: str) -> Inclusion:
    return Inclusion(column.removeprefix("unreliable_and_").replace("_", " "))


def mark_unreliable(warehouse: Warehouse, marks: Iterable[Unreliable]) -> None:
    """Make ``grossed.unreliable`` (measure, collection_year, la_code, inclusion, reason), and say so in coverage.

    A mark holds where the figure was supplied: what is missing is not available, whatever was thought of it. A figure
    that is left out becomes one that is not supplied. Of two marks on one figure the first holds.
    """
    connection = warehouse.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE marking "
        "(collection_year INTEGER, la_code VARCHAR, measure VARCHAR, inclusion VARCHAR, reason VARCHAR)"
    )
    first = {(one.collection_year, one.la_code, one.measure): one for one in reversed(tuple(marks))}
    if first:
        connection.executemany("INSERT INTO marking VALUES (?, ?, ?, ?, ?)", [astuple(one) for one in first.values()])
    warehouse.replace_table(
        "grossed.unreliable",
        """
        SELECT measure, collection_year, la_code, marking.inclusion, marking.reason
        FROM marking JOIN grossed.coverage AS coverage USING (measure, collection_year, la_code)
        WHERE coverage.is_supplied
        ORDER BY ALL
        """,
    )
    connection.execute(
        f"""
        UPDATE grossed.coverage SET is_supplied = unreliable.inclusion <> '{Inclusion.LEFT_OUT}',
            reason = '{UNRELIABLE}, ' || unreliable.inclusion || ': ' || unreliable.reason
        FROM grossed.unreliable AS unreliable
        WHERE unreliable.measure = coverage.measure AND unreliable.collection_year = coverage.collection_year
            AND unreliable.la_code = coverage.la_code
        """
    )


def mark_added_years(warehouse: Warehouse, measures: Sequence[Measure]) -> None:
    """Add to ``grossed.unreliable`` the sums of several years that hold a marked one, where the last was supplied.

    Such a sum is left out where one of its years is, and in totals alone where the most that one of them is, is that.
    """
    for one in added(measures):
        warehouse.connection.execute(
            f"""
            INSERT INTO grossed.unreliable
            SELECT sums.measure, sums.collection_year, sums.la_code,
                CASE
                    WHEN NOT sums.is_supplied THEN '{Inclusion.LEFT_OUT}'
                    WHEN bool_or(marked.inclusion = '{Inclusion.IN_TOTALS_ALONE}') THEN '{Inclusion.IN_TOTALS_ALONE}'
                    ELSE '{Inclusion.COUNTED}'
                END,
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
