"""What a reading of returns did: the same account for every return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.foundation.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class ReadSummary:
    """What a reading did. A unit is (collection year, local authority).

    ``files``, ``records`` and ``findings`` are what the warehouse holds of the years afterwards, read now or before.
    """

    units_read: tuple[tuple[int, str], ...] = ()
    units_unchanged: tuple[tuple[int, str], ...] = ()
    units_removed: tuple[tuple[int, str], ...] = ()
    files_read: int = 0
    records_read: int = 0
    bytes_read: int = 0
    files: int = 0
    records: int = 0
    findings: int = 0

    def plus(self, other: ReadSummary) -> ReadSummary:
        """Both readings together."""
        return ReadSummary(
            self.units_read + other.units_read,
            self.units_unchanged + other.units_unchanged,
            self.units_removed + other.units_removed,
            self.files_read + other.files_read,
            self.records_read + other.records_read,
            self.bytes_read + other.bytes_read,
            self.files + other.files,
            self.records + other.records,
            self.findings + other.findings,
        )


def with_totals(summary: ReadSummary, warehouse: Warehouse, return_name: str, years: Sequence[int]) -> ReadSummary:
    """The summary with what the warehouse holds of a return's years."""
    mine = f"\"return\" = '{return_name}' AND collection_year IN ({', '.join(map(str, years)) or 'NULL'})"
    row = warehouse.connection.execute(
        "SELECT count(DISTINCT path), CAST(coalesce(sum(records), 0) AS BIGINT), "
        f"(SELECT count(*) FROM raw.findings WHERE {mine}) FROM raw.files WHERE {mine}"
    ).fetchone()
    files, records, findings = row or (0, 0, 0)
    return replace(summary, files=files, records=records, findings=findings)
