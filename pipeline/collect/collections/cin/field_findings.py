"""What is wrong inside a field of the census: findings that follow from the specification alone."""

from __future__ import annotations

from pipeline.collect.collections.cin.document.layout import Layout
from pipeline.collect.collections.cin.tables import SET_ASIDE
from pipeline.collect.collections.cin.unique_pupil_number import check_letter_is_wrong
from pipeline.collect.file_findings import Place
from pipeline.collect.findings import Effect, Severity
from pipeline.collect.problems import Problem
from pipeline.collect.record_types import CodeEntry, Field, RecordType
from pipeline.collect.sent_values import is_blank, is_unread, literal, sent

# Where the first of a file's records with a finding on the whole file is.
PLACE = Place(
    "file_id, min(element) AS element, min(line) AS line, min(child_number) AS child_number",
    f"(file_id, element) NOT IN (SELECT aside.file_id, aside.record FROM {SET_ASIDE} AS aside)",
)
NOT_READ_AS: dict[str, tuple[str, Severity, str]] = {
    "date": ("date_not_read", Severity.ERROR,
             "{name} is not a date yyyy-mm-dd between 1900 and 2099, so it is read as blank. Correct it."),
    "integer": ("number_not_read", Severity.ERROR,
                "{name} is not a whole number from {minimum} to {maximum}, so it is read as blank. Correct it."),
    "flag": ("flag_not_read", Severity.ERROR,
             "{name} is none of 0, 1, false and true, so it is read as blank. Correct it."),
    "upn": ("upn_not_read", Severity.QUERY,
            "{name} is not a letter and twelve characters, so it is read as blank. Check it."),
}  # fmt: skip


def field_findings(source: str, record_type: RecordType, layout: Layout) -> list[Problem]:
    """Problems of records of the typing table ``source``."""
    specification = layout.specification
    code_sets = specification.code_sets
    entries = {field["name"]: field for field in specification.content["record_types"][record_type.name]["fields"]}
    problems: list[Problem] = []
    for field in record_type.fields:
        if field.type == "child_id":
            problems.append(_nobody(source, field, layout))
            continue
        codes = code_sets.get(entries[field.name].get("codes", ""), ())
        problems += _not_read(source, field, layout, codes)
        if field.tolerated_codes:
            problems.append(_tolerated(source, field, layout, codes))
        if field.required:
            problems.append(_blank(source, field, layout))
        if entries[field.name].get("not_after") == "year_end":
            problems.append(_after_year(source, field, layout))
        if field.type == "upn":
            problems.append(_check_letter(source, field))
    return problems


def _problem(
    source: str, field: Field, rule: str, severity: Severity, effect: Effect, message: str, where: str
) -> Problem:
    return Problem.of(
        f"SELECT file_id, element, line, child_number, {literal(field.name)} AS field, {literal(rule)} AS rule, "
        f"{literal(severity)} AS severity, {literal(effect)} AS effect, {message} AS message "
        f"FROM {source} WHERE {where}",
        where,
    )


def _nobody(source: str, field: Field, layout: Layout) -> Problem:
    message = literal(
        f"{field.name} is blank, so the records belong to nobody and none of them is counted. Fill it in."
    )
    return _problem(
        source,
        field,
        "child_id_blank",
        Severity.ERROR,
        Effect.SET_ASIDE,
        message,
        f"{field.column} IS NULL AND {is_blank(field, layout.year)}",
    )


def _not_read(source: str, field: Field, layout: Layout, codes: tuple[CodeEntry, ...]) -> list[Problem]:
    where = is_unread(field, layout.year)
    if field.type == "code":
        use = f"Use one of: {', '.join(field.codes)}."
        year = layout.year.year
        general = literal(f"{field.name} holds no code of {year}, so it is read as blank. {use}")
        # Only codes of the specification are repeated to the supplier: anything else might say who the child is.
        cases = " ".join(
            f"WHEN {literal(entry.code)} THEN "
            + literal(
                f"{entry.code} is not a code of {field.name} in {year} ({entry.validity.reason}), "
                f"so it is read as blank. {use}"
            )
            for entry in codes
            if entry.code not in field.codes
        )
        message = f"CASE {sent(field)} {cases} ELSE {general} END" if cases else general
        return [_problem(source, field, "code_not_of_the_year", Severity.ERROR, Effect.FIELD_EMPTIED, message, where)]
    if field.type not in NOT_READ_AS:
        return []
    rule, severity, text = NOT_READ_AS[field.type]
    message = literal(text.format(name=field.name, minimum=field.minimum, maximum=field.maximum))
    return [_problem(source, field, rule, severity, Effect.FIELD_EMPTIED, message, where)]


def _tolerated(source: str, field: Field, layout: Layout, codes: tuple[CodeEntry, ...]) -> Problem:
    reasons = {entry.code: entry.validity.reason for entry in codes}
    cases = " ".join(
        f"WHEN {literal(code)} THEN "
        + literal(f"{code} should no longer be used as {field.name} in {layout.year.year}: {reasons[code]}.")
        for code in field.tolerated_codes
    )
    listed = ", ".join(literal(code) for code in field.tolerated_codes)
    return _problem(
        source, field, "code_going_out_of_use", Severity.QUERY, Effect.KEPT, f"CASE {field.column} {cases} END",
        f"{field.column} IN ({listed})",
    )  # fmt: skip


def _blank(source: str, field: Field, layout: Layout) -> Problem:
    message = literal(f"{field.name} is blank or absent and every record needs it. Fill it in.")
    return _problem(
        source,
        field,
        "required_field_blank",
        Severity.ERROR,
        Effect.KEPT,
        message,
        f"{field.column} IS NULL AND {is_blank(field, layout.year)}",
    )


def _after_year(source: str, field: Field, layout: Layout) -> Problem:
    ended_on = layout.year.year_ended_on
    message = literal(f"{field.name} is after {ended_on.isoformat()}, the end of the year. Correct it or leave it out.")
    return _problem(
        source, field, "date_after_year_end", Severity.ERROR, Effect.KEPT, message,
        f"{field.column} > DATE '{ended_on.isoformat()}'",
    )  # fmt: skip


def _check_letter(source: str, field: Field) -> Problem:
    message = literal(f"The first letter of {field.name} does not agree with the rest of the number. Check it.")
    wrong = check_letter_is_wrong(field.column)
    return _problem(source, field, "upn_check_letter", Severity.QUERY, Effect.KEPT, message, wrong)
