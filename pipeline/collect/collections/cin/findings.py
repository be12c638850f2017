"""Findings on single records of the census: written to raw.findings, and what they set aside to raw.set_aside.

A record is known by its file and its place among the file's records, because a document may have a single line. The
place is told to the supplier as the position of the child's element.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.collections.cin.document.layout import RETURN, Layout
from pipeline.collect.collections.cin.tables import SET_ASIDE, typed_table
from pipeline.collect.findings import Effect
from pipeline.collect.sent_values import literal
from pipeline.foundation.warehouse import Warehouse

# What a SELECT of findings gives.
# Fields that were emptied, until the rules have run: a finding itself does not keep the record's place.
EMPTIED = "emptied_cin"
COLUMNS = "file_id, element, line, child_number, field, rule, severity, effect, message"


def append_findings(warehouse: Warehouse, selects: Sequence[str]) -> int:
    """Append the rows of SELECTs of COLUMNS, less records that are set aside already; returns how many there are."""
    if not selects:
        return 0
    connection = warehouse.connection
    union = " UNION ALL ".join(f"SELECT {COLUMNS} FROM ({select}) AS found" for select in selects)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_cin_findings AS SELECT * FROM ({union}) AS found WHERE NOT EXISTS ("
        f"SELECT 1 FROM {SET_ASIDE} AS aside WHERE aside.file_id = found.file_id AND aside.record = found.element)"
    )
    row = connection.execute("SELECT count(*) FROM new_cin_findings").fetchone()
    if not row or not row[0]:
        return 0
    connection.execute(
        f'INSERT INTO raw.findings BY NAME SELECT {literal(RETURN)} AS "return", files.collection_year, files.la_code, '
        "found.file_id, files.path, found.line, found.field, found.rule, found.severity, found.effect, "
        "found.message || ' Child element ' || found.child_number || '.' AS message "
        "FROM new_cin_findings AS found JOIN raw.files AS files ON files.file_id = found.file_id "
        f'AND files."return" = {literal(RETURN)} ORDER BY found.file_id, found.element, found.field, found.rule'
    )
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {EMPTIED} (file_id BIGINT, element INTEGER, field VARCHAR)")
    connection.execute(
        f"INSERT INTO {EMPTIED} SELECT file_id, element, field FROM new_cin_findings "
        f"WHERE effect = {literal(Effect.FIELD_EMPTIED)}"
    )
    connection.execute(
        f"INSERT INTO {SET_ASIDE} SELECT file_id, element, min(rule) FROM new_cin_findings WHERE effect = 'set aside' "
        "GROUP BY file_id, element ORDER BY file_id, element"
    )
    return int(row[0])


def set_aside_below(warehouse: Warehouse, layout: Layout) -> None:
    """Set aside whatever stands in a record that is set aside, under the same rule."""
    for record in layout.records:
        for below in layout.below(record.name):
            placed = " AND ".join(f"lower_record.{number} = upper_record.{number}" for number in record.numbers)
            warehouse.connection.execute(
                f"INSERT INTO {SET_ASIDE} SELECT lower_record.file_id, lower_record.element, aside.rule "
                f"FROM {SET_ASIDE} AS aside "
                f"JOIN {typed_table(record.name)} AS upper_record "
                "ON upper_record.file_id = aside.file_id AND upper_record.element = aside.record "
                f"JOIN {typed_table(below.name)} AS lower_record "
                f"ON lower_record.file_id = upper_record.file_id AND {placed} "
                f"WHERE NOT EXISTS (SELECT 1 FROM {SET_ASIDE} AS already "
                "WHERE already.file_id = lower_record.file_id AND already.record = lower_record.element) "
                "ORDER BY lower_record.file_id, lower_record.element"
            )
