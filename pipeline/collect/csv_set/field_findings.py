"""What is wrong inside a field, and records that repeat one another: what follows from the specification alone."""

from __future__ import annotations

from pipeline.collect.dates import DAY_NUMBER, TWO_DIGIT_YEAR, day, is_usual
from pipeline.collect.findings import Effect, Severity
from pipeline.collect.problems import Problem
from pipeline.collect.record_types import CodeEntry, Field, RecordType
from pipeline.collect.sent_values import is_blank, is_unread, literal, sent
from pipeline.collect.specification import Specification, YearSpecification

NOT_READ_AS: dict[str, tuple[str, Severity, str]] = {
    "date": ("date_not_read", Severity.ERROR,
             "{name} is not a date dd/mm/yyyy between 1900 and 2099, so it is read as blank. Correct it."),
    "integer": ("number_not_read", Severity.ERROR,
                "{name} is not a whole number from {minimum} to {maximum}, so it is read as blank. Correct it."),
    "hundredths": ("number_not_read", Severity.ERROR,
                   "{name} is not a number from {minimum} to {maximum}, with decimal places after a point, so it is "
                   "read as blank. Correct it."),
    "thousandths": ("number_not_read", Severity.ERROR,
                    "{name} is not a number from {minimum} to {maximum}, with decimal places after a point, so it is "
                    "read as blank. Correct it."),
    "flag": ("flag_not_read", Severity.ERROR, "{name} is neither 0 nor 1, so it is read as blank. Correct it."),
    "postcode": ("postcode_not_read", Severity.QUERY,
                 "{name} does not have the shape of a full postcode, so it is read as blank. Check it."),
    "upn": ("upn_not_read", Severity.QUERY,
            "{name} is neither a letter and twelve characters nor UN1 to UN7, so it is read as blank. Check it."),
    "la": ("la_not_read", Severity.QUERY,
           "{name} is neither a three-digit code nor WAL, SCO, NIR or NUK, so it is read as blank. Check it."),
}  # fmt: skip


def field_problems(
    source: str, record_type: RecordType, specification: YearSpecification, history: Specification
) -> list[Problem]:
    """Problems of file_id, line, field, rule, severity, effect, message in the typing table ``source``."""
    code_entries = history.code_sets
    code_set_of = {
        entry["name"]: entry.get("codes", "") for entry in history.content["record_types"][record_type.name]["fields"]
    }
    problems: list[Problem] = []
    for field in record_type.fields:
        if field.type == "child_id":
            continue
        entries = code_entries.get(code_set_of[field.name], ())
        problems += _not_read(source, field, specification, entries)
        if field.tolerated_codes:
            problems.append(_tolerated(source, field, specification, entries))
        if field.type == "date":
            problems.append(_two_digits(source, field, specification))
            if history.content.get("dates") == "iso":
                problems.append(_not_iso(source, field))
        if field.required or field.required_where:
            problems.append(_blank(source, field, specification))
    return problems


def _problem(
    source: str,
    field: Field,
    rule: str,
    severity: Severity,
    effect: Effect,
    message: str,
    where: str,
    besides: str = "TRUE",
    look: str = "",
) -> Problem:
    """The problem of records ``where`` and ``besides``; ``look``, or ``where``, holds of all of them and is cheaper."""
    return Problem.of(
        f"SELECT file_id, line, {literal(field.name)} AS field, {literal(rule)} AS rule, "
        f"{literal(severity)} AS severity, {literal(effect)} AS effect, {message} AS message "
        f"FROM {source} WHERE {where} AND {besides}",
        look or where,
    )


def _not_read(
    source: str, field: Field, specification: YearSpecification, entries: tuple[CodeEntry, ...]
) -> list[Problem]:
    where, look = is_unread(field, specification), f"{field.column} IS NULL AND {sent(field)} IS NOT NULL"
    if field.type == "code":
        use = f"Use one of: {', '.join(field.codes)}."
        general = f"{field.name} holds no code of {specification.in_words}, so it is read as blank. {use}"
        known = [entry for entry in entries if entry.code not in field.codes]
        # Only codes of the specification are repeated to the supplier: anything else might be a child's id.
        cases = " ".join(
            f"WHEN {literal(entry.code)} THEN "
            + literal(
                f"{entry.code} is not a code of {field.name} in {specification.in_words} ({entry.validity.reason}), "
                f"so it is read as blank. {use}"
            )
            for entry in known
        )
        message = f"CASE {sent(field)} {cases} ELSE {literal(general)} END" if known else literal(general)
        severity = Severity.QUERY if field.draft else Severity.ERROR
        return [
            _problem(source, field, "code_not_of_the_year", severity, Effect.FIELD_EMPTIED, message, where, look=look)
        ]
    if field.type not in NOT_READ_AS:
        return []
    rule, severity, text = NOT_READ_AS[field.type]
    if field.type == "postcode" and specification.withheld_postcodes:
        words = ", ".join(literal(word) for word in specification.withheld_postcodes)
        where = f"{where} AND {sent(field)} NOT IN ({words})"
    message = literal(text.format(name=field.name, minimum=field.minimum, maximum=field.maximum))
    if field.type == "date":
        number = literal(
            f"{field.name} is a number by which a spreadsheet keeps a day, so it is read as blank. "
            "Give the column a date format and export it again."
        )
        message = f"CASE WHEN regexp_matches({sent(field)}, {literal(DAY_NUMBER)}) THEN {number} ELSE {message} END"
    return [_problem(source, field, rule, severity, Effect.FIELD_EMPTIED, message, where, look=look)]


def _tolerated(source: str, field: Field, specification: YearSpecification, entries: tuple[CodeEntry, ...]) -> Problem:
    reasons = {entry.code: entry.validity.reason for entry in entries}
    cases = " ".join(
        f"WHEN {literal(code)} THEN "
        + literal(f"{code} should no longer be used as {field.name} in {specification.in_words}: {reasons[code]}.")
        for code in field.tolerated_codes
    )
    codes = ", ".join(literal(code) for code in field.tolerated_codes)
    return _problem(
        source, field, "code_going_out_of_use", Severity.QUERY, Effect.KEPT, f"CASE {field.column} {cases} END",
        f"{field.column} IN ({codes})",
    )  # fmt: skip


def _two_digits(source: str, field: Field, specification: YearSpecification) -> Problem:
    latest = specification.ends_in + field.years_ahead
    message = (
        f"The year of {field.name} has two digits and was read as one from {latest - 99} to {latest}. "
        "Send years with four digits."
    )
    where = (
        f"{field.column} IS NOT NULL AND NOT {sent(field)} LIKE '__/__/____' AND "
        f"regexp_matches({day(field)}, {literal(TWO_DIGIT_YEAR)})"
    )
    look = f"NOT {is_usual(sent(field))}"
    return _problem(source, field, "two_digit_year", Severity.QUERY, Effect.KEPT, literal(message), where, look=look)


def _not_iso(source: str, field: Field) -> Problem:
    message = f"{field.name} is not written yyyy-mm-dd. It was read all the same; send dates in this form."
    where = f"{field.column} IS NOT NULL AND NOT {sent(field)} LIKE '____-__-__%'"
    return _problem(source, field, "date_not_iso", Severity.ERROR, Effect.KEPT, literal(message), where)


def _blank(source: str, field: Field, specification: YearSpecification) -> Problem:
    # A column that is missing altogether has been reported once for its file.
    missing = f"SELECT file_id FROM raw.findings WHERE rule = 'column_missing' AND field = {literal(field.name)}"
    where, look = f"{field.column} IS NULL AND {is_blank(field, specification)}", f"{field.column} IS NULL"
    whom = "every record needs it" if field.required else f"it is needed of {field.required_of}"
    if not field.required:
        where, look = (f"({field.required_where}) AND {one}" for one in (where, look))
    message = literal(f"{field.name} is blank and {whom}. Fill it in.")
    besides = f"file_id NOT IN ({missing})"
    return _problem(source, field, "required_field_blank", Severity.ERROR, Effect.KEPT, message, where, besides, look)


def child_blank(source: str, record_type: RecordType, specification: YearSpecification) -> Problem:
    """The problem of records without a child's id, which can be counted nowhere; wholly blank ones are only a query.

    In a file of figures only the latter are found.
    """
    child = record_type.identifier
    filled = " OR ".join(f"{sent(field)} IS NOT NULL" for field in record_type.fields if field is not child)
    if child is None:
        return Problem.of(
            "SELECT file_id, line, '' AS field, 'record_blank' AS rule, 'query' AS severity, 'set aside' AS effect, "
            "'The line has separators but no values. Remove it.' AS message "
            f"FROM {source} WHERE NOT ({filled})",
            f"NOT ({filled})",
        )
    where = f"{child.column} IS NULL AND {is_blank(child, specification)}"
    return Problem.of(
        f"SELECT file_id, line, {literal(child.name)} AS field, "
        f"CASE WHEN {filled} THEN 'child_blank' ELSE 'record_blank' END AS rule, "
        f"CASE WHEN {filled} THEN 'error' ELSE 'query' END AS severity, 'set aside' AS effect, "
        f"CASE WHEN {filled} THEN '{child.name} is blank, so the record belongs to nobody. Fill it in.' "
        f"ELSE 'The line has separators but no values. Remove it.' END AS message "
        f"FROM {source} WHERE {where}",
        where,
    )


def identical_records(source: str, record_type: RecordType) -> Problem:
    """The problem of records whose every field repeats an earlier record of the authority; one is kept, or both."""
    columns = ", ".join(sent(field) for field in record_type.fields)
    kept, effect = ("both are", "kept") if record_type.keeps_identical else ("the first is", "set aside")
    return Problem(
        f"SELECT file_id, line, '' AS field, 'identical_record' AS rule, 'query' AS severity, '{effect}' AS effect, "
        f"'The same {record_type.file} record was sent before; {kept} kept. Send it once.' AS message FROM ("
        f"SELECT file_id, line, row_number() OVER (PARTITION BY la_code, {columns} ORDER BY file_id, line) AS place "
        f"FROM {source} WHERE (la_code, record_hash) IN "
        f"(SELECT la_code, record_hash FROM {source} GROUP BY la_code, record_hash HAVING count(*) > 1)"
        ") AS repeated WHERE place > 1",
        "count(*) > count(DISTINCT hash(la_code, record_hash))",
    )


def repeated_children(source: str, record_type: RecordType) -> Problem:
    """The problem of records that differ from a later one of the same child where one is due; the last is kept."""
    key = ", ".join(record_type.one_per)
    child = record_type.identifier
    names = [field.name for field in record_type.fields if field.column in record_type.one_per]
    same = "of this child" if child is not None else f"with this {' and '.join(names)}"
    message = (
        f"A later {record_type.file} record {same} differs from this one; the last is used. "
        "Find out which is right and send one."
    )
    kept = "(file_id, line) NOT IN (SELECT file_id, record FROM raw.set_aside)"
    return Problem(
        f"SELECT file_id, line, {literal(names[0])} AS field, "
        f"'{'child' if child is not None else 'record'}_repeated' AS rule, 'error' AS severity, 'set aside' AS effect, "
        f"{literal(message)} AS message FROM ("
        f"SELECT file_id, line, "
        f"row_number() OVER (PARTITION BY la_code, {key} ORDER BY file_id DESC, line DESC) AS place "
        f"FROM {source} WHERE {kept} AND (la_code, {key}) IN "
        f"(SELECT la_code, {key} FROM {source} GROUP BY la_code, {key} HAVING count(*) > 1)"
        ") AS repeated WHERE place > 1",
        f"count(*) > count(DISTINCT hash(la_code, {key}))",
    )
