"""From text to types: the SQL that a year's specification makes of each record type.

A field that cannot be read, or a code outside the year's set, becomes NULL; field_findings.py tells the supplier. The
SQL keeps to what sqlglot carries to Spark: dates are put into ISO order as text and then cast.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.returns.specification import Field, RecordType, YearSpecification

# Characters that surround values by accident: blank, tab, no-break space.
PADDING = " \t\u00a0"
TIME_OF_DAY = "[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$"
DAY_FIRST = "^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]((19|20)?[0-9]{2})$"
TWO_DIGIT_YEAR = "^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}$"
POSTCODE = "^[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}$"
UNIQUE_PUPIL_NUMBER = "^([A-Z][0-9]{11}[0-9A-Z]|UN[1-7])$"
OTHER_AUTHORITY = "^([0-9]{3}|WAL|SCO|NUK|NIR)$"


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def sent(field: Field) -> str:
    """The column of the typing table that holds the field as sent, trimmed, NULL when blank."""
    return f"{field.column}_as_sent"


def sent_expression(field: Field) -> str:
    """A field as sent: trimmed; codes and ids in capitals; postcodes without blanks; NULL when blank."""
    trimmed = f"nullif(trim({field.column}, {literal(PADDING)}), '')"
    if field.type in ("child_id", "code", "upn", "la"):
        return f"upper({trimmed})"
    if field.type == "postcode":
        return f"upper(replace({trimmed}, ' ', ''))"
    return trimmed


def typed_expression(field: Field, specification: YearSpecification) -> str:
    """A field with its type, NULL when it cannot be read, from the column ``sent(field)``."""
    value = sent(field)
    if field.type == "date":
        return _date(value, specification.year + field.years_ahead)
    if field.type == "code":
        return f"CASE WHEN {value} IN ({code_list(field)}) THEN {value} END"
    if field.type == "flag":
        return f"CASE WHEN {value} IN ('1', '1.0') THEN TRUE WHEN {value} IN ('0', '0.0') THEN FALSE END"
    if field.type == "integer":
        number = f"TRY_CAST(regexp_replace({value}, '[.]0+$', '') AS INTEGER)"
        return (
            f"CASE WHEN regexp_matches({value}, '^[0-9]{{1,9}}([.]0+)?$') "
            f"AND {number} BETWEEN {field.minimum} AND {field.maximum} THEN {number} END"
        )
    patterns = {"postcode": POSTCODE, "upn": UNIQUE_PUPIL_NUMBER, "la": OTHER_AUTHORITY}
    if field.type in patterns:
        return f"CASE WHEN regexp_matches({value}, {literal(patterns[field.type])}) THEN {value} END"
    return value


def code_list(field: Field) -> str:
    """The codes that are read in the year, as a SQL list."""
    return ", ".join(literal(code) for code in (*field.codes, *field.tolerated_codes)) or "NULL"


def _date(value: str, latest_year: int) -> str:
    """Day first with four or two digits of year (these never after latest_year), or ISO; a time of day is dropped."""
    usual = f"substr({value}, 7, 4) || '-' || substr({value}, 4, 2) || '-' || substr({value}, 1, 2)"
    day = f"regexp_replace({value}, {literal(TIME_OF_DAY)}, '')"
    parts = [f"regexp_extract({day}, {literal(DAY_FIRST)}, {group})" for group in (1, 2, 3)]
    century = f"CASE WHEN TRY_CAST({parts[2]} AS INTEGER) <= {latest_year - 2000} THEN '20' ELSE '19' END"
    year = f"CASE WHEN length({parts[2]}) = 4 THEN {parts[2]} ELSE {century} || {parts[2]} END"
    return (
        f"CASE WHEN {value} LIKE '__/__/19__' OR {value} LIKE '__/__/20__' THEN TRY_CAST({usual} AS DATE) "
        f"WHEN {value} LIKE '19__-__-__%' OR {value} LIKE '20__-__-__%' THEN TRY_CAST({day} AS DATE) "
        f"WHEN regexp_matches({day}, {literal(DAY_FIRST)}) "
        f"THEN TRY_CAST({year} || '-' || lpad({parts[1]}, 2, '0') || '-' || lpad({parts[0]}, 2, '0') AS DATE) END"
    )


def typing_select(record_type: RecordType, specification: YearSpecification, las: Sequence[str]) -> str:
    """Keys, each field as sent and typed, and a hash of the record, for these authorities' records of the year."""
    fields = record_type.fields
    as_sent = ", ".join(f"{sent_expression(field)} AS {sent(field)}" for field in fields)
    typed = ", ".join(f"{typed_expression(field, specification)} AS {field.column}" for field in fields)
    listed = ", ".join(literal(la) for la in las)
    columns = ", ".join(sent(field) for field in fields)
    return (
        f"SELECT collection_year, la_code, file_id, line, {columns}, hash({columns}) AS record_hash, {typed} FROM ("
        f"SELECT collection_year, la_code, file_id, line, {as_sent} "
        f"FROM raw.{specification.return_name}_{record_type.name} "
        f"WHERE collection_year = {specification.year} AND la_code IN ({listed})) AS trimmed"
    )
