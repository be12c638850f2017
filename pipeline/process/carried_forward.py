"""Figures carried forward: a listed decision that an authority's last known figures stand for a year it did not send.

Source: DfE, Characteristics of children in need 2021 and 2022: Hackney's figures of 2020 are in the totals of both.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage import SHORT_HISTORY
from pipeline.process.decisions import CarriedForward
from pipeline.process.unreliable import UNRELIABLE

CARRIED = "carried forward from"
"""What the reason of a figure that is carried forward says before the year."""


def last_known(warehouse: Warehouse, decided: Sequence[CarriedForward] = ()) -> list[CarriedForward]:
    """For every missing figure on which nothing is ``decided``: its last known figure of an earlier year, if any.

    Source: DfE, children's social work workforce 2025: the totals have the figures of 2024 of two authorities that
    could not send a return.
    """
    rows = warehouse.connection.execute(
        """
        SELECT missing.collection_year, missing.la_code, missing.measure, max(earlier.collection_year)
        FROM grossed.coverage AS missing
        JOIN grossed.coverage AS earlier
            ON earlier.measure = missing.measure AND earlier.la_code = missing.la_code AND earlier.is_supplied
            AND earlier.collection_year < missing.collection_year
        WHERE NOT missing.is_supplied AND missing.reason <> ?
        GROUP BY ALL ORDER BY ALL
        """,
        [SHORT_HISTORY],
    ).fetchall()
    taken = {(one.collection_year, one.la_code, one.measure) for one in decided}
    return [CarriedForward(*row) for row in rows if row[:3] not in taken]


def carry_forward(warehouse: Warehouse, decisions: Sequence[CarriedForward]) -> None:
    """Make ``grossed.carried_forward``: measure, collection_year, la_code, carried_from_year; and say so in coverage.

    A decision holds only where the authority's figure of the year is missing, and its figure of the earlier year is
    known: with the return of the year at hand nothing is carried, and without the earlier one the figure is estimated
    as any other, which ``reason`` in ``grossed.coverage`` then says.
    """
    connection = warehouse.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE carrying "
        "(collection_year INTEGER, la_code VARCHAR, carried_from_year INTEGER, measure VARCHAR)"
    )
    if decisions:
        connection.executemany(
            "INSERT INTO carrying VALUES (?, ?, ?, ?)",
            [(each.collection_year, each.la_code, each.carried_from_year, each.measure) for each in decisions],
        )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE carried AS
        SELECT missing.measure, missing.collection_year, missing.la_code, carrying.carried_from_year,
            coalesce(earlier.is_supplied, FALSE) AS is_known
        FROM grossed.coverage AS missing
        JOIN carrying
            ON carrying.collection_year = missing.collection_year AND carrying.la_code = missing.la_code
            AND carrying.measure = missing.measure
        LEFT JOIN grossed.coverage AS earlier
            ON earlier.measure = missing.measure AND earlier.la_code = missing.la_code
            AND earlier.collection_year = carrying.carried_from_year
        WHERE NOT missing.is_supplied AND missing.reason <> '{SHORT_HISTORY}'
        """
    )
    warehouse.replace_table(
        "grossed.carried_forward",
        "SELECT measure, collection_year, la_code, carried_from_year FROM carried WHERE is_known ORDER BY ALL",
    )
    connection.execute(
        f"""
        UPDATE grossed.coverage SET reason = CASE
            WHEN carried.is_known AND starts_with(coverage.reason, '{UNRELIABLE}')
                THEN coverage.reason || '; {CARRIED} ' || carried.carried_from_year
            WHEN carried.is_known THEN '{CARRIED} ' || carried.carried_from_year
            ELSE coverage.reason || '; no figure of ' || carried.carried_from_year || ' to carry forward'
        END
        FROM carried
        WHERE carried.measure = coverage.measure AND carried.collection_year = coverage.collection_year
            AND carried.la_code = coverage.la_code
        """
    )
