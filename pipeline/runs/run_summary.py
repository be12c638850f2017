"""What a run of a release did, for people and programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.disseminate.published_release import PublishedRelease
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage_floor import few_of
from pipeline.reference.periods import period_of


@dataclass(frozen=True)
class RunSummary:
    """What a run did, for people and programs.

    ``is_unchanged`` says that it made nothing: the release that was there is what it would have made.
    """

    folder: Path
    years: tuple[int, ...]
    files: int
    records: int
    findings: int
    warnings: tuple[str, ...]
    published: PublishedRelease
    is_unchanged: bool = False

    def as_dict(self) -> dict[str, object]:
        """For --json."""
        return {
            "folder": str(self.folder),
            "unchanged": self.is_unchanged,
            "years": list(self.years),
            "files_read": self.files,
            "records_read": self.records,
            "findings": self.findings,
            "warnings": list(self.warnings),
            "missing": list(self.published.missing),
            "suppression_cost": self.published.suppression_cost,
            "remarks": list(self.published.remarks),
            "files": list(self.published.files),
        }

    def in_words(self) -> str:
        """For people."""
        missing = few_of(self.published.missing)
        listed = " (publish/coverage.csv lists them)" if self.published.missing else ""
        return (
            f"{'Nothing changed; still as it was made:' if self.is_unchanged else 'Published'} {self.folder}\n"
            f"  years: {', '.join(str(period_of(year)) for year in self.years)}; "
            f"returns not usable or absent: {missing}{listed}\n"
            f"  {self.records:,} records in {self.files:,} files; {self.findings:,} findings "
            "(restricted/findings.csv)\n"
            f"  {len(self.published.files)} files in publish/; open publish/index.html\n"
            f"  {self.published.protection_sentence}\n"
            f"  {self.published.suppression_cost}" + "".join(f"\n  {remark}" for remark in self.published.remarks)
        )


def files_and_records(warehouse: Warehouse) -> tuple[int, int]:
    """How many files were read, each counted once though it may hold several files of its return, and their records."""
    row = warehouse.connection.execute(
        "SELECT count(DISTINCT path), CAST(coalesce(sum(records), 0) AS BIGINT) FROM raw.files"
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)
