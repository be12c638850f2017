"""Figures carried forward: a listed decision that an authority's last known figures stand for a year it did not send.

Source: DfE, Characteristics of children in need 2021 and 2022: Hackney's figures of 2020 are in the totals of both.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.grossing.coverage import SHORT_HISTORY
from pipeline.stages import REFERENCE, UsageError
from pipeline.warehouse import Warehouse

DECISIONS = REFERENCE / "carried_forward.csv"
COLUMNS = ("release", "collection_year", "la_code", "carried_from_year", "measure", "reason", "source")
EVERY_MEASURE = "*"
CARRIED = "carried forward from"
"""How the reason of a figure that is carried forward begins."""

# Counts that regions and England add up: those supplied, and those of the earlier year in place of missing ones.
COUNTS_BEHIND_AREAS = """
    SELECT measure, collection_year, la_code, breakdown_key, value, value AS known_value
    FROM grossed.local_authority_counts
    UNION ALL
    SELECT carried.measure, carried.collection_year, carried.la_code, counts.breakdown_key, counts.value, 0
    FROM grossed.carried_forward AS carried
    JOIN grossed.local_authority_counts AS counts
        ON counts.measure = carried.measure AND counts.la_code = carried.la_code
        AND counts.collection_year = carried.carried_from_year
"""


@dataclass(frozen=True, slots=True)
class CarriedForward:
    """A decision: ``la_code`` counts in ``collection_year`` with its figures of ``carried_from_year``.

    ``measure`` is the name of one, or ``*`` for every measure of the release that the authority did not supply.
    """

    collection_year: int
    la_code: str
    carried_from_year: int
    measure: str


def read_decisions(release_name: str, path: Path = DECISIONS) -> tuple[CarriedForward, ...]:
    """The decisions on a release, in order; raises UsageError naming the line that cannot be carried out."""
    found: list[CarriedForward] = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise UsageError(f"{path.name}, line 1: the columns are to be {', '.join(COLUMNS)}.")
        for row in rows:
            year, earlier = row["collection_year"] or "", row["carried_from_year"] or ""
            if not (year.isdigit() and earlier.isdigit() and int(earlier) < int(year)):
                raise UsageError(
                    f"{path.name}, line {rows.line_num}: carried_from_year is to be a year before collection_year."
                )
            for column in ("release", "la_code", "measure", "reason", "source"):
                if not row[column]:
                    raise UsageError(f"{path.name}, line {rows.line_num}, column {column}: fill it in.")
            if row["release"] == release_name:
                found.append(CarriedForward(int(year), row["la_code"], int(earlier), row["measure"]))
    if len({(each.collection_year, each.la_code, each.measure) for each in found}) < len(found):
        raise UsageError(f"{path.name}: two decisions on the same year, authority and measure. Keep one.")
    return tuple(sorted(found, key=lambda each: (each.collection_year, each.la_code, each.measure)))


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
    # A decision on one measure goes before the one on every measure.
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE carried AS
        SELECT missing.measure, missing.collection_year, missing.la_code, carrying.carried_from_year,
            coalesce(earlier.is_supplied, FALSE) AS is_known
        FROM grossed.coverage AS missing
        JOIN carrying
            ON carrying.collection_year = missing.collection_year AND carrying.la_code = missing.la_code
            AND carrying.measure IN (missing.measure, '{EVERY_MEASURE}')
        LEFT JOIN grossed.coverage AS earlier
            ON earlier.measure = missing.measure AND earlier.la_code = missing.la_code
            AND earlier.collection_year = carrying.carried_from_year
        WHERE NOT missing.is_supplied AND missing.reason <> '{SHORT_HISTORY}'
        QUALIFY row_number() OVER (
            PARTITION BY missing.measure, missing.collection_year, missing.la_code
            ORDER BY CASE WHEN carrying.measure = '{EVERY_MEASURE}' THEN 1 ELSE 0 END
        ) = 1
        """
    )
    warehouse.replace_table(
        "grossed.carried_forward",
        "SELECT measure, collection_year, la_code, carried_from_year FROM carried WHERE is_known ORDER BY ALL",
    )
    connection.execute(
        f"""
        UPDATE grossed.coverage SET reason = CASE
            WHEN carried.is_known THEN '{CARRIED} ' || carried.carried_from_year
            ELSE coverage.reason || '; no figure of ' || carried.carried_from_year || ' to carry forward'
        END
        FROM carried
        WHERE carried.measure = coverage.measure AND carried.collection_year = coverage.collection_year
            AND carried.la_code = coverage.la_code
        """
    )
