"""Figures carried forward: a listed decision that an authority's last known figures stand for a year it did not send.

Source: DfE, Characteristics of children in need 2021 and 2022: Hackney's figures of 2020 are in the totals of both.
Children's social work workforce 2025: the totals have the figures of 2024 of two authorities that sent nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import AddedYears
from pipeline.process.coverage import SHORT_HISTORY, Measure
from pipeline.process.decisions import CarriedForward
from pipeline.process.grossed import give, make
from pipeline.process.unreliable import UNRELIABLE

CARRIED = "carried forward from"
"""What the reason of a figure that is carried forward says before the year."""


# A period as readers write it.
NAMED = (
    "CASE WHEN {0} > 9999 THEN ({0} // 10 - 1) || '-' || lpad(CAST({0} // 10 % 100 AS VARCHAR), 2, '0') || ' Q' "
    "|| ({0} % 10) ELSE CAST({0} AS VARCHAR) END"
).format("carried.carried_from_year")


def carry_forward(
    warehouse: Warehouse,
    decisions: Sequence[CarriedForward],
    measures: Sequence[Measure] = (),
    *,
    carries_forward: bool = False,
) -> None:
    """Make ``grossed.carried_forward``: measure, collection_year, la_code, carried_from_year; and say so in coverage.

    A decision holds only where the authority's figure of the year is missing, and its figure of the earlier year is
    known: with the return of the year at hand nothing is carried, and without the earlier one the figure is estimated
    as any other, which ``reason`` in ``grossed.coverage`` then says. Those of the ``measures`` that are carried forward
    from the last return, or all where the edition ``carries_forward``, need no decision: ``grossed.last_figures`` says
    from which period, and a sum of periods is of each that is known or carried.
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
    _give_measures(warehouse, measures, carries_forward)
    make(warehouse, "last_figures")
    connection.execute(
        "INSERT INTO carrying SELECT last.collection_year, last.la_code, last.carried_from_year, last.measure "
        "FROM grossed.last_figures AS last "
        "ANTI JOIN carrying AS decided ON decided.measure = last.measure AND decided.la_code = last.la_code "
        "AND decided.collection_year = last.collection_year"
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE carried AS
        SELECT missing.measure, missing.collection_year, missing.la_code, carrying.carried_from_year,
            coalesce(earlier.is_supplied, FALSE) OR sums.measure IS NOT NULL AS is_known
        FROM grossed.coverage AS missing
        JOIN carrying
            ON carrying.collection_year = missing.collection_year AND carrying.la_code = missing.la_code
            AND carrying.measure = missing.measure
        LEFT JOIN grossed.coverage AS earlier
            ON earlier.measure = missing.measure AND earlier.la_code = missing.la_code
            AND earlier.collection_year = carrying.carried_from_year
        LEFT JOIN grossed.sums_from_last_returns AS sums ON sums.measure = missing.measure
        WHERE NOT missing.is_supplied AND (missing.reason <> '{SHORT_HISTORY}' OR sums.measure IS NOT NULL)
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
                THEN coverage.reason || '; {CARRIED} ' || {NAMED}
            WHEN carried.is_known THEN '{CARRIED} ' || {NAMED}
            ELSE coverage.reason || '; no figure of ' || {NAMED} || ' to carry forward'
        END
        FROM carried
        WHERE carried.measure = coverage.measure AND carried.collection_year = coverage.collection_year
            AND carried.la_code = coverage.la_code
        """
    )


def _give_measures(warehouse: Warehouse, measures: Sequence[Measure], carries_forward: bool) -> None:
    """Tell the models which measures are carried forward, which never estimated, and which add up periods."""
    named = {one.name for one in measures if one.from_last_return}
    carried = {one.name for one in measures if one.from_last_return or (carries_forward and not one.is_voluntary)}
    give(warehouse, "carried_measures", {"measure": "VARCHAR"}, [(name,) for name in sorted(carried)])
    never = named | {one.name for one in measures if one.is_voluntary}
    give(warehouse, "never_estimated", {"measure": "VARCHAR"}, [(name,) for name in sorted(never)])
    give(
        warehouse,
        "sums_from_last_returns",
        {"measure": "VARCHAR", "adds_up": "VARCHAR", "years": "INTEGER"},
        [(one.name, one.adds_up, one.years) for one in measures if one.name in named and isinstance(one, AddedYears)],
    )
