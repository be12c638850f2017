"""Values as sent, tidied as SQL: blanks around them, words that stand for nothing, numbers with .0 added to them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.collect.dates import day, day_expression, usual_days
from pipeline.collect.record_types import Field
from pipeline.collect.specification import YearSpecification

# A number with decimals that are all nought, and one as a spreadsheet shortens it.
DECIMALS = "^([0-9]+)[.]0+$"
SHORTENED = "^[0-9]([.][0-9]+)?E[+][0-9]+$"


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def sent(field: Field) -> str:
    """The column of the typing table that holds the field as sent, tidied, NULL when blank."""
    return f"{field.column}_as_sent"


def as_sent_select(keys: Sequence[str], fields: Sequence[Field], source: str, *, usual_dates: bool = False) -> str:
    """SELECT of keys and every field as sent: trimmed, codes and ids in capitals, postcodes without blanks.

    ``source`` is the table of records as sent and, where only some are wanted, the WHERE clause. Whole numbers that
    stand for codes or ids are without .0; ``ids_with_decimals`` tells how many ids of the record had it. With
    ``usual_dates`` all dates are known to have no time of day (``has_usual_dates``).
    """
    tidied = ", ".join(f"{_tidied(field)} AS {sent(field)}" for field in fields)
    dates = [field for field in fields if field.type == "date"]
    stripped = _trimmed if usual_dates else lambda field: day_expression(_trimmed(field))
    days = "".join(f", {stripped(field)} AS {day(field)}" for field in dates)
    ids = [f"CASE WHEN {_has_decimals(_trimmed(field))} THEN 1 ELSE 0 END" for field in fields if _is_id(field)]
    return f"SELECT {', '.join(keys)}, {tidied}{days}, {' + '.join(ids) or '0'} AS ids_with_decimals FROM {source}"


def has_usual_dates(fields: Sequence[Field]) -> str:
    """SQL: whether all dates of a record as sent are dd/mm/yyyy, yyyy-mm-dd or nothing."""
    return usual_days([_trimmed(field) for field in fields if field.type == "date"])


def is_word(field: Field, specification: YearSpecification) -> str:
    """SQL: whether the field was sent as a word that stands for nothing, as NULL or N/A, and is no code."""
    words = ", ".join(literal(word) for word in specification.words_for_blank if word not in field.codes)
    return f"({field.column} IS NULL AND {sent(field)} IS NOT NULL AND upper({sent(field)}) IN ({words}))"


def is_blank(field: Field, specification: YearSpecification) -> str:
    """SQL: whether nothing was sent in the field, or a word that stands for nothing."""
    return f"({sent(field)} IS NULL OR {is_word(field, specification)})"


def is_unread(field: Field, specification: YearSpecification) -> str:
    """SQL: whether something was sent in the field and could not be read."""
    return f"({field.column} IS NULL AND {sent(field)} IS NOT NULL AND NOT {is_word(field, specification)})"


def kept_text(field: Field, specification: YearSpecification) -> str:
    """SQL of a text or id, NULL where it is a word that stands for nothing."""
    words = ", ".join(literal(word) for word in specification.words_for_blank)
    return f"CASE WHEN upper({sent(field)}) NOT IN ({words}) THEN {sent(field)} END"


def digest_of_name(column: str, key: str, words_for_blank: Sequence[str]) -> str:
    """SQL of a name as a digest under a key, of its letters without accents or case; NULL where there is no name."""
    letters = f"regexp_replace(upper(strip_accents({column})), '[^A-Z]', '', 'g')"
    words = ", ".join(literal(word) for word in words_for_blank) or "NULL"
    is_word = f"coalesce(upper(trim({column})) IN ({words}), FALSE)"
    return f"CASE WHEN {letters} <> '' AND NOT {is_word} THEN sha256({literal(key)} || {letters}) END"


def _is_id(field: Field) -> bool:
    return field.type == "child_id"


def _trimmed(field: Field) -> str:
    if field.type == "postcode":
        return f"nullif(upper(replace({field.column}, ' ', '')), '')"
    trimmed = f"nullif(trim({field.column}), '')"
    return f"upper({trimmed})" if field.type in ("child_id", "code", "upn", "la") else trimmed


def _tidied(field: Field) -> str:
    value = _trimmed(field)
    known = (*field.codes, *field.tolerated_codes, *(code for code, _ in field.read_as))
    if not _is_id(field) and not any(code.isdigit() for code in known):
        return value
    whole = f"regexp_replace({value}, {literal(DECIMALS)}, '\\1')"
    return f"CASE WHEN {_has_decimals(value)} THEN {whole} ELSE {value} END"


def _has_decimals(value: str) -> str:
    return f"{value} LIKE '%.0%' AND regexp_matches({value}, {literal(DECIMALS)})"
