"""The account of every record of the census: for each file and type, records in are records staged and set aside."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.collect.collections.cin.document.layout import RETURN
from pipeline.collect.collections.cin.tables import SET_ASIDE, raw_table, typed_table
from pipeline.collect.quality import FileQuality, RecordsLost
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class RecordAccount:
    """The records of one type in one file: as sent, typed and not set aside, and set aside."""

    path: str
    record_type: str
    records: int
    staged: int
    set_aside: int


def record_accounts(warehouse: Warehouse) -> list[RecordAccount]:
    """The account of each file and record type that it holds; raises RecordsLost when one does not add up."""
    accounts: list[RecordAccount] = []
    for name in load_specification(RETURN).record_type_names:
        rows = warehouse.connection.execute(
            f"""
            SELECT files.path, '{name}', sent.records, coalesce(typed.staged, 0), coalesce(typed.aside, 0)
            FROM (SELECT file_id, count(*) AS records FROM {raw_table(name)} GROUP BY file_id) AS sent
            JOIN raw.files AS files ON files.file_id = sent.file_id AND files."return" = '{RETURN}'
            LEFT JOIN (
                SELECT records.file_id, count(CASE WHEN aside.record IS NULL THEN 1 END) AS staged,
                    count(aside.record) AS aside
                FROM {typed_table(name)} AS records
                LEFT JOIN {SET_ASIDE} AS aside ON aside.file_id = records.file_id AND aside.record = records.element
                GROUP BY records.file_id
            ) AS typed ON typed.file_id = sent.file_id
            ORDER BY files.path
            """
        ).fetchall()
        accounts += [RecordAccount(*row) for row in rows]
    for account in accounts:
        if account.records != account.staged + account.set_aside:
            raise RecordsLost(
                f"{account.path}: {account.records} records of {account.record_type} came in, but {account.staged} are "
                f"staged and {account.set_aside} set aside. Report this as a fault of the reader."
            )
    return sorted(accounts, key=lambda account: (account.path, account.record_type))


def file_accounts(warehouse: Warehouse) -> list[FileQuality]:
    """The account of every census file in order of path; raises RecordsLost when one does not add up."""
    staged: dict[str, int] = {}
    aside: dict[str, int] = {}
    for account in record_accounts(warehouse):
        staged[account.path] = staged.get(account.path, 0) + account.staged
        aside[account.path] = aside.get(account.path, 0) + account.set_aside
    rows = warehouse.connection.execute(
        f"""
        SELECT files.path, files.collection_year, files.la_code, files.record_type, files.records,
            count(CASE WHEN found.severity = 'error' THEN 1 END), count(CASE WHEN found.severity = 'query' THEN 1 END)
        FROM raw.files AS files
        LEFT JOIN raw.findings AS found ON found.file_id = files.file_id AND found."return" = files."return"
        WHERE files."return" = '{RETURN}'
        GROUP BY ALL
        ORDER BY files.path
        """
    ).fetchall()
    accounts = [
        FileQuality(path, year, la, kind, records, staged.get(path, 0), aside.get(path, 0), errors, queries)
        for path, year, la, kind, records, errors, queries in rows
    ]
    for file in accounts:
        if file.records != file.staged + file.set_aside:
            raise RecordsLost(
                f"{file.path}: {file.records} records came in, but {file.staged} are staged and {file.set_aside} set "
                "aside. Report this as a fault of the reader."
            )
    return accounts
