"""The account of every record: for each file, records in are records staged plus records set aside."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.collect.specification import Specification, load_specification
from pipeline.foundation.warehouse import Warehouse


class RecordsLost(RuntimeError):
    """Records of a file are neither staged nor set aside: a fault of this program, never of the return."""


@dataclass(frozen=True, slots=True)
class FileQuality:
    """One file's account. ``records`` is None-free: a file that was not read has none, and a finding says why."""

    path: str
    collection_year: int
    la_code: str
    record_type: str | None
    records: int
    staged: int
    set_aside: int
    errors: int
    queries: int


def quality_counts(warehouse: Warehouse, return_name: str) -> list[FileQuality]:
    """The account of every file in order of path; raises RecordsLost when one does not add up."""
    specification = load_specification(return_name)
    rows = warehouse.run(_query(specification)).fetchall()
    counts = [FileQuality(*row) for row in rows]
    for count in counts:
        if count.records != count.staged + count.set_aside:
            raise RecordsLost(
                f"{count.path}: {count.records} records came in, but {count.staged} are staged and "
                f"{count.set_aside} set aside. Report this as a fault of the reader."
            )
    return counts


def _query(specification: Specification) -> str:
    staged = " UNION ALL ".join(
        f"SELECT typed.file_id, count(*) AS records FROM raw.typed_{name} AS typed "
        "LEFT JOIN raw.set_aside AS aside ON aside.file_id = typed.file_id AND aside.record = typed.line "
        "WHERE aside.file_id IS NULL GROUP BY typed.file_id"
        for name in specification.record_type_names
    )
    return f"""
        SELECT files.path, files.collection_year, files.la_code, files.record_type, files.records,
            coalesce(staged.records, 0), coalesce(aside.records, 0), 
            coalesce(found.errors, 0), coalesce(found.queries, 0)
        FROM raw.files AS files
        LEFT JOIN ({staged}) AS staged ON staged.file_id = files.file_id
        LEFT JOIN (SELECT file_id, count(*) AS records FROM raw.set_aside GROUP BY file_id) AS aside
            ON aside.file_id = files.file_id
        LEFT JOIN (
            SELECT file_id, count(CASE WHEN severity = 'error' THEN 1 END) AS errors,
                count(CASE WHEN severity = 'query' THEN 1 END) AS queries
            FROM raw.findings WHERE file_id IS NOT NULL GROUP BY file_id
        ) AS found ON found.file_id = files.file_id
        WHERE files."return" = '{specification.return_name}'
        ORDER BY files.path
    """
