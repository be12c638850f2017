"""Children whom several authorities that took over from one each hold: the history of their care is one.

A child is known again by identifier and date of birth. Each authority is told of its own record, not of the other's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.collect.findings import Effect, Finding, Rule, Severity
from pipeline.foundation.warehouse import Warehouse

RULE = Rule(
    "child_of_two_successors",
    Severity.QUERY,
    Effect.KEPT,
    "Another authority that took over from local authority {before} has this child too, by identifier and date of "
    "birth. Find out whose child it is; where the child moved from one to the other in the year, both are right.",
)


@dataclass(frozen=True, slots=True)
class Children:
    """Where a return has its children: a SELECT of them with birth date, file, line and which record comes first."""

    return_name: str
    select: str
    field: str


def find_claimed(
    warehouse: Warehouse, children: Children, years: Sequence[int], las: frozenset[str] | None = None
) -> list[Finding]:
    """A finding on the child's record in each return of the years (and these authorities) that shares a child so."""
    if not warehouse.has_table("reference.predecessors"):
        return []
    listed = ", ".join(str(year) for year in years)
    rows = warehouse.connection.execute(
        f"""
        WITH successors AS (SELECT DISTINCT la_code FROM reference.predecessors),
        children AS (
            SELECT found.collection_year, found.la_code, found.child_id, found.date_of_birth, found.file_id, found.line
            FROM ({children.select}) AS found
            JOIN successors USING (la_code)
            WHERE found.collection_year IN ({listed}) AND found.child_id IS NOT NULL AND found.date_of_birth IS NOT NULL
            QUALIFY row_number() OVER (
                PARTITION BY found.collection_year, found.la_code, found.child_id
                ORDER BY found.place, found.file_id, found.line
            ) = 1
        )
        SELECT DISTINCT own.collection_year, own.la_code, own.file_id, files.path, own.line, before.predecessor_la_code
        FROM children AS own
        JOIN reference.predecessors AS before
            ON before.la_code = own.la_code AND before.last_collection_year < own.collection_year
        JOIN reference.predecessors AS beside
            ON beside.predecessor_la_code = before.predecessor_la_code AND beside.la_code <> own.la_code
        JOIN children AS other
            ON other.la_code = beside.la_code AND other.collection_year = own.collection_year
            AND other.child_id = own.child_id AND other.date_of_birth = own.date_of_birth
        JOIN raw.files AS files ON files.file_id = own.file_id
        ORDER BY ALL
        """
    ).fetchall()
    return [
        Finding(children.return_name, year, la, file_id, path, line, children.field, RULE.name, RULE.severity,
                RULE.effect, RULE.message.format(before=before))
        for year, la, file_id, path, line, before in rows
        if las is None or la in las
    ]  # fmt: skip
