"""SSDA903 as a return of CSV files: what it has beside its specification and its rules."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pipeline.collect.claimed_children import Children
from pipeline.collect.collections.ssda903.earlier_returns import compare_with_earlier
from pipeline.collect.collections.ssda903.looked_up import LOOK_UP
from pipeline.collect.collections.ssda903.lost_zeros import match_identifiers
from pipeline.collect.collections.ssda903.ownership import find_doubts
from pipeline.collect.csv_set.staging import CsvSet, stage_csv_set
from pipeline.collect.read_summary import ReadSummary
from pipeline.foundation.warehouse import Warehouse

SSDA903: Final = CsvSet(
    "ssda903",
    match_identifiers,
    find_doubts,
    # A care leaver may have no header any more: the record of the follow-up then is the child's.
    Children(
        "ssda903",
        " UNION ALL ".join(
            f"SELECT collection_year, la_code, child_id, date_of_birth, file_id, line, {place} AS place "
            f"FROM raw.typed_{name} AS typed WHERE NOT EXISTS "
            "(SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line)"
            for place, name in enumerate(("header", "oc3"))
        ),
        "CHILD",
    ),
    compare_with_earlier,
    LOOK_UP,
    postcodes="SELECT home_postcode AS postcode FROM raw.typed_episodes "
    "UNION SELECT placement_postcode FROM raw.typed_episodes",
)


def stage_returns(
    warehouse: Warehouse, returns_folder: Path, years: Iterable[int], las: Iterable[str] | None = None
) -> ReadSummary:
    """Read, type and check the SSDA903 returns of the years, as ``stage_csv_set``."""
    return stage_csv_set(SSDA903, warehouse, returns_folder, years, las)
