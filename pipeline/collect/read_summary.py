"""What a reading of returns did: the same account for every return."""

from __future__ import annotations

from dataclasses import dataclass


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
