"""A return as collected in one year, line by line: its files, fields, codes and rules, and what changed and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.collect.public_rules import ACROSS, public_numbers, public_rules
from pipeline.collect.record_types import EVERY_YEAR, Field, RecordType, Validity, read_record_type
from pipeline.collect.rules import load_rules
from pipeline.collect.specification import Specification, YearSpecification, load_specification
from pipeline.foundation.stages import SQL
from pipeline.reference.periods import year_of

FILE, FIELD, CODE, RULE, FIGURE, CHANGE = "file", "field", "code", "rule", "figure", "change"
PARTS = (FILE, FIELD, CODE, RULE, FIGURE, CHANGE)
TYPES = {
    "child_id": "identifier",
    "date": "date",
    "code": "code",
    "integer": "whole number",
    "text": "text",
    "postcode": "postcode",
    "flag": "yes or no",
    "upn": "unique pupil number",
    "la": "code of a local authority",
    "hundredths": "number with up to two decimal places",
    "thousandths": "number with up to three decimal places",
    "name": "name, of which only a digest is kept, for matching",
}


@dataclass(frozen=True, slots=True)
class SpecificationLine:
    """One thing that is said of a return: ``part`` is one of PARTS, ``entry`` the code, rule or data set it is about.

    ``years`` are those for which it holds, where these are not all, and ``reason`` why.
    """

    part: str
    file: str
    field: str
    entry: str
    says: str
    years: str = ""
    reason: str = ""


def told_of(specification: Specification, year: int) -> Iterator[SpecificationLine]:
    """Files, fields, codes and rules of a year, then what is new or has ended in it; raises as ``for_year``."""
    collected = specification.for_year(year)
    for kind in collected.record_types:
        row = specification.content["record_types"][kind.name].get("row", "")
        yield SpecificationLine(FILE, kind.file, "", "", _of_a_file(kind, row), *_holding(kind.validity))
    for kind in collected.record_types:
        for field in kind.fields:
            yield SpecificationLine(
                FIELD, kind.file, field.name, TYPES[field.type], _of_a_field(field), *_holding(field.validity)
            )
    yield from _codes(specification, collected)
    yield from _rules(specification.return_name, collected)
    yield from _changes(specification, collected)


def _of_a_file(kind: RecordType, row: str) -> str:
    said = [f"A record: {row}." if row else ""]
    said.append("Every return has it." if kind.expected else "")
    said.append("Without a record of it nothing of the return can be counted." if kind.essential else "")
    said.append(f"One record for each {' and '.join(kind.one_per)}.".replace("_", " ") if kind.one_per else "")
    said.append(f"Sent by: {', '.join(kind.sent_by)}." if kind.sent_by else "")
    return " ".join(filter(None, said))


def _of_a_field(field: Field) -> str:
    said = ["Required." if field.required else ""]
    said.append(f"Required of {field.required_of}." if field.required_of else "")
    if field.minimum is not None or field.maximum is not None:
        low, high = field.minimum, field.maximum
        said.append(f"From {low} to {high}." if None not in (low, high) else f"At least {low}." if high is None else "")
    said.append("Personal." if field.personal else "")
    return " ".join(filter(None, said))


def _holding(validity: Validity) -> tuple[str, str]:
    """The years, where they are limited, and why."""
    first, last = validity.first_year, validity.last_year
    if (first, last) == EVERY_YEAR:
        return "", ""
    if first == EVERY_YEAR[0]:
        return f"to {last}", validity.reason
    return (f"from {first}" if last == EVERY_YEAR[1] else f"{first} to {last}"), validity.reason


def _codes(specification: Specification, collected: YearSpecification) -> Iterator[SpecificationLine]:
    for kind, field, name in _coded(specification, collected):
        for code in specification.code_sets[name]:
            if code.validity.holds_in(collected.year) or code.code in field.tolerated_codes:
                is_old = " Of earlier years: read with a query." if code.code in field.tolerated_codes else ""
                says = f"{code.label}{'.' if is_old else ''}{is_old}"
                yield SpecificationLine(CODE, kind.file, field.name, code.code, says, *_holding(code.validity))


def _coded(specification: Specification, collected: YearSpecification) -> Iterator[tuple[RecordType, Field, str]]:
    """The fields that have codes, each with its file and the name of its code set."""
    for kind in collected.record_types:
        entries = {entry["name"]: entry for entry in specification.content["record_types"][kind.name]["fields"]}
        for field in kind.fields:
            if field.type == "code":
                yield kind, field, entries[field.name]["codes"]


def _rules(return_name: str, collected: YearSpecification) -> Iterator[SpecificationLine]:
    """Rules of ours by the public numbers that they meet, then those of fields, and those not asked, and why.

    Those of no year that is specified are told in every year: they would be told in none.
    """
    told: set[str] = set()
    files = {kind.name: kind.file for kind in collected.record_types}
    folders = (return_name, f"{return_name}/{ACROSS}")
    for rule in (one for folder in folders if (SQL / "checks" / folder).is_dir() for one in load_rules(folder)):
        if rule.years.holds_in(collected.year) and rule.record in files:
            file = files[rule.record]
            numbers = public_numbers(return_name, collected.year, rule.rule.name, rule.field, file)
            told.update(numbers)
            entry = ", ".join(numbers) or rule.rule.name
            says = f"{rule.finds} {rule.rule.severity.value.capitalize()}: {rule.rule.message}"
            yield SpecificationLine(RULE, file, rule.field, entry, says, *_holding(rule.years))
    specified = load_specification(return_name).periods
    for one in public_rules(return_name):
        is_of_none = not any(map(one.holds_in, specified))
        if (one.met != "full" or one.number not in told) and (is_of_none or one.holds_in(collected.year)):
            # What is asked of a field in every file has no query of its own.
            found = f"Found as: {', '.join(name.replace('_', ' ') for name in one.rules)}."
            meant = f"{one.because[0].upper()}{one.because[1:]}" if one.met == "meant" else ""
            says = f"Not asked: {one.because}" if one.met == "no" else meant or found
            yield SpecificationLine(RULE, ", ".join(one.files), ", ".join(one.fields), one.number, says)


def _changes(specification: Specification, collected: YearSpecification) -> Iterator[SpecificationLine]:
    """What the year before did not have, or had, of files, fields and codes, and rules that begin or end."""
    year = year_of(collected.year)
    for name, entry in specification.content["record_types"].items():
        kind = read_record_type(name, entry, specification.code_sets, year)
        yield from _change(year, kind.validity, SpecificationLine(CHANGE, kind.file, "", "", "file"))
        if not kind.validity.holds_in(year):
            continue
        for written in entry["fields"]:
            validity = _validity_of(written)
            yield from _change(year, validity, SpecificationLine(CHANGE, kind.file, written["name"], "", "field"))
    for kind, field, code_set in _coded(specification, collected):
        for code in specification.code_sets[code_set]:
            line = SpecificationLine(CHANGE, kind.file, field.name, code.code, f"code: {code.label}")
            yield from _change(year, code.validity, line)
    for one in public_rules(specification.return_name):
        years = Validity(one.first_year or EVERY_YEAR[0], one.last_year or EVERY_YEAR[1], "")
        if one.first_year is not None and one.first_year != min(
            other.first_year for other in public_rules(specification.return_name) if other.first_year is not None
        ):
            line = SpecificationLine(CHANGE, ", ".join(one.files), ", ".join(one.fields), one.number, "public rule")
            yield from _change(year, years, line)


def _validity_of(entry: dict[str, object]) -> Validity:
    first, last = entry.get("first_year", EVERY_YEAR[0]), entry.get("last_year", EVERY_YEAR[1])
    return Validity(int(str(first)), int(str(last)), str(entry.get("reason", "")))


def _change(year: int, validity: Validity, line: SpecificationLine) -> Iterator[SpecificationLine]:
    began, ended = validity.first_year == year, validity.last_year == year - 1
    if began or ended:
        said = f"{'New' if began else 'Ended'} {line.says}"
        yield SpecificationLine(line.part, line.file, line.field, line.entry, said, *_holding(validity))
