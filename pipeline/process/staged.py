"""Stage staged: for every kind of record, what was sent and can be used, as the return's specification tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.collect.collection import Collection, TypedRecords
from pipeline.collect.registry import collection
from pipeline.collect.specification import SPECIFICATIONS
from pipeline.process.models import BY_AUTHORITY

NOT_A_LEAP_YEAR = 2023


def staged_models() -> Iterator[tuple[str, Path, str]]:
    """The table, the specification that it is made from and the model's text, for the records of every return."""
    for path in sorted(SPECIFICATIONS.glob("*/specification.yaml")):
        one = collection(path.parent.name)
        for records in one.records:
            yield records.name, path, model_text(one, records)


def model_text(one: Collection, records: TypedRecords) -> str:
    """The model of one kind of record, as a file of sql/ would hold it.

    A finding may set a record aside; it stays in raw and in the quality report. A return that cannot be used counts as
    missing: the authority is estimated, not half counted. Records of a return whose years end on a day of their own
    have the first and the last day of their year.
    """
    columns = ",\n    ".join(
        f"{records.decoded[column]}(typed.{column}) AS {column}" if column in records.decoded else f"typed.{column}"
        for column in records.columns
    )
    if "year_ends" in one.specification.content:
        # year_begins_on and year_ends_on answer for years to 31 March alone.
        began, ended = one.specification.span(NOT_A_LEAP_YEAR)
        columns += (
            f",\n    make_date(typed.collection_year - 1, {began.month}, {began.day}) AS year_started_on"
            f",\n    make_date(typed.collection_year, {ended.month}, {ended.day}) AS year_ended_on"
        )
    return f"""-- One row per record sent that can be used: {records.row}.
-- grain: file_id, {records.numbered_by}
-- source: {one.specification.content["source"]}
-- parts: {BY_AUTHORITY}
SELECT
    {columns}
FROM {records.table} AS typed
WHERE
    NOT EXISTS (
        SELECT 1
        FROM raw.set_aside AS aside
        WHERE aside.file_id = typed.file_id AND aside.record = typed.{records.numbered_by}
    )
    AND NOT EXISTS (
        SELECT 1
        FROM raw.coverage AS coverage
        WHERE
            coverage."return" = '{one.name}'
            AND coverage.status = 'not usable'
            AND coverage.collection_year = typed.collection_year
            AND coverage.la_code = typed.la_code
    )
"""
