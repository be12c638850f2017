"""From text to types: the SQL that a year's specification makes of each record type.

A field that cannot be read, or a code outside the year's set, becomes NULL; field_findings.py tells the supplier. The
SQL keeps to what sqlglot carries to Spark.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.dates import date_expression, usual_date
from pipeline.collect.record_types import UNITS, Field, RecordType
from pipeline.collect.sent_values import SHORTENED, as_sent_select, kept_text, literal, sent
from pipeline.collect.specification import YearSpecification

KEYS = ("collection_year", "la_code", "file_id", "line")
POSTCODE = "^[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}$"
UNIQUE_PUPIL_NUMBER = "^([A-Z][0-9]{11}[0-9A-Z]|UN[1-7])$"
DECIMAL_NUMBER = "^-?[0-9]{1,9}([.][0-9]{0,8})?$"
OTHER_AUTHORITY = "^([0-9]{3}|WAL|SCO|NUK|NIR)$"


def typed_expression(
    field: Field, specification: YearSpecification, month_first: str = "", *, usual_dates: bool = False
) -> str:
    """A field with its type, NULL when it cannot be read, from the column ``sent(field)``.

    ``month_first`` is the condition under which numbers of a date have the month first, if there is any;
    ``usual_dates``: no date needs more than ``usual_date``.
    """
    value = sent(field)
    if field.type == "date":
        if usual_dates:
            return usual_date(field)
        return date_expression(field, specification.ends_in + field.years_ahead, month_first)
    if field.type == "code":
        others = "".join(f" WHEN {value} = {literal(code)} THEN {literal(read_as)}" for code, read_as in field.read_as)
        return f"CASE WHEN {value} IN ({code_list(field)}) THEN {value}{others} END"
    if field.type == "child_id":
        shortened = f"{value} LIKE '%E+%' AND regexp_matches({value}, {literal(SHORTENED)})"
        return f"CASE WHEN NOT ({shortened}) THEN {kept_text(field, specification)} END"
    if field.type == "flag":
        return f"CASE WHEN {value} IN ('1', '1.0') THEN TRUE WHEN {value} IN ('0', '0.0') THEN FALSE END"
    if field.type == "integer":
        number = f"TRY_CAST(regexp_replace({value}, '[.]0+$', '') AS INTEGER)"
        return (
            f"CASE WHEN regexp_matches({value}, '^[0-9]{{1,9}}([.]0+)?$') "
            f"AND {number} BETWEEN {field.minimum} AND {field.maximum} THEN {number} END"
        )
    if field.type in UNITS:
        number = f"TRY_CAST({value} AS DECIMAL(18, 8))"
        return (
            f"CASE WHEN regexp_matches({value}, {literal(DECIMAL_NUMBER)}) "
            f"AND {number} BETWEEN {field.minimum} AND {field.maximum} "
            f"THEN CAST(round({number} * {UNITS[field.type]}) AS INTEGER) END"
        )
    patterns = {"postcode": POSTCODE, "upn": UNIQUE_PUPIL_NUMBER, "la": OTHER_AUTHORITY}
    if field.type in patterns:
        return f"CASE WHEN regexp_matches({value}, {literal(patterns[field.type])}) THEN {value} END"
    return kept_text(field, specification)


def code_list(field: Field) -> str:
    """The codes that are read in the year, as a SQL list."""
    return ", ".join(literal(code) for code in (*field.codes, *field.tolerated_codes)) or "NULL"


def typing_select(
    record_type: RecordType,
    specification: YearSpecification,
    las: Sequence[str],
    month_first: Sequence[int] = (),
    *,
    usual_dates: bool = False,
) -> str:
    """Keys, each field as sent and typed, and a hash of the record, for these authorities' records of the year.

    Dates of the files ``month_first`` are read with the month first; ``usual_dates``: ``has_usual_dates`` holds of all
    records, so that a short SELECT reads them.
    """
    fields = record_type.fields
    swapped = f"file_id IN ({', '.join(map(str, month_first))})" if month_first else ""
    typed = ", ".join(
        f"{typed_expression(field, specification, swapped, usual_dates=usual_dates)} AS {field.column}"
        for field in fields
    )
    listed = ", ".join(literal(la) for la in las)
    columns = ", ".join(sent(field) for field in fields)
    table = f"raw.{specification.return_name}_{record_type.name}"
    records = as_sent_select(
        KEYS,
        fields,
        f"{table} WHERE collection_year = {specification.year} AND la_code IN ({listed})",
        usual_dates=usual_dates,
    )
    return f"SELECT *, hash({columns}) AS record_hash, {typed} FROM ({records}) AS records"
