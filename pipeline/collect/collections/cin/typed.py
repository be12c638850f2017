"""From text to types: fills raw.typed_cin_* and writes what was found inside the fields."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.collections.cin.document.layout import RETURN, Layout, RecordPlace
from pipeline.collect.collections.cin.field_findings import PLACE, field_findings
from pipeline.collect.collections.cin.findings import append_findings, set_aside_below
from pipeline.collect.collections.cin.tables import KEYS, SET_ASIDE, raw_table, typed_table
from pipeline.collect.dates import iso_date_expression
from pipeline.collect.file_findings import file_findings, is_shortened, spoilt_identifiers
from pipeline.collect.problems import problems_found
from pipeline.collect.record_types import Field
from pipeline.collect.sent_values import as_sent_select, literal, sent
from pipeline.collect.typing import typed_expression
from pipeline.foundation.warehouse import Warehouse

TYPING = "typing_cin"


def type_records(warehouse: Warehouse, layout: Layout, las: Sequence[str], reading_rules: Sequence[str]) -> None:
    """Type the censuses of these local authorities, replacing what an earlier run made of them.

    Findings of ``reading_rules`` were written when the documents were read, and stay.
    """
    connection = warehouse.connection
    chosen = f"collection_year = {layout.year.year} AND la_code IN ({', '.join(literal(la) for la in las)})"
    mine = f'"return" = {literal(RETURN)} AND {chosen}'
    kept = ", ".join(literal(rule) for rule in reading_rules)
    connection.execute(f"DELETE FROM {SET_ASIDE} WHERE file_id IN (SELECT file_id FROM raw.files WHERE {mine})")
    connection.execute(f"DELETE FROM raw.findings WHERE {mine} AND rule NOT IN ({kept})")
    for record in layout.records:
        connection.execute(f"DELETE FROM {typed_table(record.name)} WHERE {chosen}")
        keys = ", ".join([*(name for name, _ in KEYS), *record.numbers])
        columns = ", ".join(field.column for field in record.record_type.fields)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {TYPING} AS {_typing_select(record, layout, chosen)}")
        connection.execute(f"INSERT INTO {typed_table(record.name)} BY NAME SELECT {keys}, {columns} FROM {TYPING}")
        fields = record.record_type.fields
        by_file, spoilt, in_fields = problems_found(
            warehouse,
            TYPING,
            (
                file_findings(TYPING, fields, layout.year, PLACE, in_numbers=False),
                spoilt_identifiers(TYPING, fields, PLACE),
                field_findings(TYPING, record.record_type, layout),
            ),
        )
        append_findings(warehouse, by_file)
        if append_findings(warehouse, spoilt):
            connection.execute(
                f"INSERT INTO {SET_ASIDE} SELECT file_id, element, 'child_id_shortened' FROM {TYPING} WHERE "
                f"{is_shortened(fields[0])} AND (file_id, element) NOT IN (SELECT file_id, record FROM {SET_ASIDE})"
            )
        append_findings(warehouse, in_fields)
    connection.execute(f"DROP TABLE IF EXISTS {TYPING}")
    set_aside_below(warehouse, layout)


def _typing_select(record: RecordPlace, layout: Layout, chosen: str) -> str:
    """Keys, and each field as sent and typed."""
    keys = [*(name for name, _ in KEYS), *record.numbers]
    fields = record.record_type.fields
    typed = ", ".join(f"{_typed(field, layout)} AS {field.column}" for field in fields)
    records = as_sent_select(keys, fields, f"{raw_table(record.name)} WHERE {chosen}")
    return f"SELECT *, {typed} FROM ({records}) AS records"


def _typed(field: Field, layout: Layout) -> str:
    """A field with its type, NULL when it cannot be read; the census writes dates and flags as XML Schema does."""
    value = sent(field)
    if field.type == "date":
        return iso_date_expression(field)
    if field.type == "flag":
        return (
            f"CASE WHEN lower({value}) IN ('1', 'true') THEN TRUE WHEN lower({value}) IN ('0', 'false') THEN FALSE END"
        )
    return typed_expression(field, layout.year)
