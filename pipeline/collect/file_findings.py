"""What software did to a whole file, found once for it: words for nothing, spoilt identifiers, odd dates and codes."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.collect.dates import MONTH_NAMED, ZONED_TIME, day, is_usual
from pipeline.collect.findings import ERROR, QUERY, Effect, Severity
from pipeline.collect.problems import Problem
from pipeline.collect.record_types import Field
from pipeline.collect.sent_values import SHORTENED, is_word, literal, sent
from pipeline.collect.specification import YearSpecification


@dataclass(frozen=True, slots=True)
class Place:
    """The columns that say where the first record of a file is, and the condition that a record is not set aside."""

    columns: str
    kept: str


PLACE = Place(
    "file_id, min(line) AS line",
    "(file_id, line) NOT IN (SELECT aside.file_id, aside.record FROM raw.set_aside AS aside)",
)


def spoilt_identifiers(source: str, fields: tuple[Field, ...], place: Place) -> list[Problem]:
    """Problems, a finding a file, of identifiers that a spreadsheet shortened, by which nobody can be told."""
    return [
        _one_per_file(
            source, place, field.name, "child_id_shortened", ERROR, Effect.SET_ASIDE,
            f"'{field.name} holds numbers that a spreadsheet shortened, as 1E+11, in ' || count(*) || ' records: "
            "different children have become one, so none of these records is counted. Export the return again and do "
            "not open it in a spreadsheet, or give the column the format Text there first.'",
            is_shortened(field),
        )
        for field in fields
        if field.type == "child_id"
    ]  # fmt: skip


def is_shortened(field: Field) -> str:
    """SQL: whether the identifier is a number as a spreadsheet shortens it, 1E+11."""
    return (
        f"{field.column} IS NULL AND {sent(field)} IS NOT NULL AND regexp_matches({sent(field)}, {literal(SHORTENED)})"
    )


def file_findings(
    source: str,
    fields: tuple[Field, ...],
    specification: YearSpecification,
    place: Place,
    *,
    in_numbers: bool = True,
) -> list[Problem]:
    """Problems, a finding a file, in the typing table ``source``; ``in_numbers``: dates are dd/mm/yyyy."""
    dates = [field for field in fields if field.type == "date"]
    return [
        *(_codes_of_other_years(source, place, field, specification) for field in fields if field.read_as),
        _words(source, fields, specification, place),
        *([_decimals(source, fields, place)] if any(field.type == "child_id" for field in fields) else []),
        *(_odd_dates(source, dates, place, in_numbers=in_numbers) if dates else []),
    ]


def _words(source: str, fields: tuple[Field, ...], specification: YearSpecification, place: Place) -> Problem:
    unread = " OR ".join(f"({field.column} IS NULL AND {sent(field)} IS NOT NULL)" for field in fields)
    words = " + ".join(f"CASE WHEN {is_word(field, specification)} THEN 1 ELSE 0 END" for field in fields)
    return _one_per_file(
        source, place, "", "word_for_blank", QUERY, Effect.KEPT,
        f"'A word such as NULL, NaN, None or N/A stands for nothing in ' || CAST(sum({words}) AS BIGINT) || "
        "' fields, which were read as blank. Leave such fields empty.'",
        f"({' OR '.join(is_word(field, specification) for field in fields)})",
        # Cheaper than to look for every word in every field.
        look=unread,
    )  # fmt: skip


def _decimals(source: str, fields: tuple[Field, ...], place: Place) -> Problem:
    child = next(field.name for field in fields if field.type == "child_id")
    return _one_per_file(
        source, place, child, "child_id_with_decimals", ERROR, Effect.KEPT,
        f"'{child} ends in .0 in ' || count(*) || ' records, as software writes that takes identifiers for numbers; "
        "it was read without. Export identifiers as text.'",
        "ids_with_decimals > 0",
    )  # fmt: skip


def _odd_dates(source: str, dates: list[Field], place: Place, *, in_numbers: bool) -> list[Problem]:
    unusual = " OR ".join(f"NOT {is_usual(sent(field))}" for field in dates)
    zoned = " OR ".join(
        f"(NOT {is_usual(sent(field))} AND regexp_matches({sent(field)}, {literal(ZONED_TIME)}))" for field in dates
    )
    named = " OR ".join(
        f"({field.column} IS NOT NULL AND NOT {is_usual(sent(field))} "
        f"AND regexp_matches({day(field)}, {literal(MONTH_NAMED)}))"
        for field in dates
    )
    problems = [
        _one_per_file(
            source, place, _only(dates), "time_of_day_with_zone", QUERY, Effect.KEPT,
            "'Dates of ' || count(*) || ' records have a time of day with a zone, by which the day may be another one "
            "here. The day was read as written. Send dates without time.'",
            f"({zoned})",
            look=unusual,
        )
    ]  # fmt: skip
    if in_numbers:
        problems.append(
            _one_per_file(
                source, place, _only(dates), "month_named", QUERY, Effect.KEPT,
                "'Dates of ' || count(*) || ' records have the name of the month and were read so. Send dd/mm/yyyy.'",
                f"({named})",
                look=unusual,
            )
        )  # fmt: skip
    return problems


def _only(fields: list[Field]) -> str:
    return fields[0].name if len(fields) == 1 else ""


def _codes_of_other_years(source: str, place: Place, field: Field, specification: YearSpecification) -> Problem:
    pairs = ", ".join(f"{code} as {read_as}" for code, read_as in field.read_as)
    message = (
        f"'{field.name} holds codes of other years in ' || count(*) || ' records, which were read: {pairs}. "
        f"In {specification.in_words} send {', '.join(field.codes)}.'"
    )
    codes = ", ".join(literal(code) for code, _ in field.read_as)
    return _one_per_file(
        source, place, field.name, "code_of_other_years", QUERY, Effect.KEPT, message, f"{sent(field)} IN ({codes})"
    )


def _one_per_file(
    source: str,
    place: Place,
    field: str,
    rule: str,
    severity: Severity,
    effect: Effect,
    message: str,
    where: str,
    look: str = "",
) -> Problem:
    return Problem.of(
        f"SELECT {place.columns}, {literal(field)} AS field, {literal(rule)} AS rule, {literal(severity)} AS severity, "
        f"{literal(effect)} AS effect, {message} AS message FROM {source} "
        f"WHERE {where} AND {place.kept} GROUP BY file_id",
        look or where,
    )
