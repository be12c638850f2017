"""Reading queries with their threads, opened, as far as whoever asks may."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from pipeline.consult.exercise.queries import PURPOSE_QUERY, Asked, Query, Said
from pipeline.consult.people.access import Denied, Grant, within
from pipeline.consult.store import tables
from pipeline.consult.store.sealing import Keyring


def read_queries(connection: Connection, keyring: Keyring, grant: Grant, *, indicator: str = "") -> list[Query]:
    """The queries the grant reaches with their threads, oldest first, without evidence; of one indicator if named."""
    table = tables.queries
    wanted = [table.c.indicator == indicator] if indicator else []
    return _read(connection, keyring, grant, wanted, with_evidence=False)


def read_query(connection: Connection, keyring: Keyring, grant: Grant, query_id: str) -> Query:
    """One query with its evidence; raises Denied when the grant does not reach it."""
    found = _read(connection, keyring, grant, [tables.queries.c.id == query_id], with_evidence=True)
    if not found:
        raise Denied
    return found[0]


def _read(
    connection: Connection, keyring: Keyring, grant: Grant, wanted: list[Any], *, with_evidence: bool
) -> list[Query]:
    queries, entries, people = tables.queries, tables.query_entries, tables.people
    of_queries, of_entries = (
        [column for column in table.c if with_evidence or column.name != "evidence_sealed"]
        for table in (queries, entries)
    )
    threads: dict[str, list[Said]] = {}
    for row in connection.execute(
        select(*of_entries, people.c.name, people.c.role)
        .join(people, people.c.id == entries.c.person_id)
        .join(queries, queries.c.id == entries.c.query_id)
        .where(within(grant, entries), *wanted)
        .order_by(entries.c.id)
    ):
        threads.setdefault(row.query_id, []).append(_said(row._asdict(), keyring))
    rows = connection.execute(
        select(*of_queries, people.c.name)
        .join(people, people.c.id == queries.c.person_id)
        .where(within(grant, queries), *wanted)
        .order_by(queries.c.at, queries.c.id)
    )
    return [_opened(row._asdict(), keyring, threads.get(row.id, [])) for row in rows]


def _unsealed(row: dict[str, Any], keyring: Keyring, column: str, bound_to: str) -> bytes:
    sealed = row.get(column)
    return keyring.unseal(PURPOSE_QUERY, bytes(sealed), bound_to) if sealed else b""


def _said(row: dict[str, Any], keyring: Keyring) -> Said:
    place = f"{row['query_id']} {row['part']}"
    return Said(
        row["id"],
        row["kind"],
        row["outcome"],
        _unsealed(row, keyring, "words_sealed", place).decode(),
        _unsealed(row, keyring, "evidence_name_sealed", f"{place} evidence name").decode(),
        _unsealed(row, keyring, "evidence_sealed", f"{place} evidence"),
        row["name"],
        row["role"],
        row["at"],
    )


def _opened(row: dict[str, Any], keyring: Keyring, thread: list[Said]) -> Query:
    def opened(column: str, part: str) -> bytes:
        return _unsealed(row, keyring, column, f"{row['id']} {part}")

    asked = Asked(
        row["indicator"],
        row["reason"],
        opened("explanation_sealed", "explanation").decode(),
        opened("child_sealed", "child").decode(),
        opened("evidence_name_sealed", "evidence name").decode(),
        opened("evidence_sealed", "evidence"),
    )
    return Query(row["id"], row["la_code"], asked, row["name"], row["at"], tuple(thread))
