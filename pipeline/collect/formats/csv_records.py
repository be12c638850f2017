"""From a file's text to records with the line on which each begins; a broken line never costs its neighbours."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_FIELD = 4000
LONGEST_RECORD = 100_000
# A quoted field may hold line breaks; a quotation mark still open after this many lines was never meant to be one.
MOST_LINES_OF_A_RECORD = 50
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one record, the 1-based line on which it begins, and the rule that it breaks, if any."""

    line: int
    fields: list[str]
    rule: str = ""


def split_lines(text: str) -> list[str]:
    """Physical lines without their ends; a file of bare carriage returns has lines too."""
    if "\r" in text:
        text = text.replace("\r", "\n") if "\n" not in text else text.replace("\r\n", "\n")
    return text.split("\n")


def is_plain(text: str) -> bool:
    """Whether every line is a record and every separator separates: no quotation marks, NULs or stray returns."""
    if '"' in text or "\x00" in text:
        return False
    return "\r" not in text or text.count("\r") == text.count("\r\n") or "\n" not in text


def parse_records(text: str, separator: str) -> Iterator[Record]:
    """Every record that is not blank. Never raises on what the text holds."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = text.split("\n")
    position = 0
    while position < len(lines):
        begin = position
        record = lines[position]
        position += 1
        if not record.strip():
            continue
        if record.count('"') % 2:
            end = _closing_line(lines, position)
            if end is None:
                yield Record(begin + 1, _shorten(record.split(separator)), "quote_unclosed")
                continue
            record = "\n".join(lines[begin : end + 1])
            position = end + 1
        if len(record) > LONGEST_RECORD:
            # Parsing would take seconds to say what is plain.
            yield Record(begin + 1, _shorten(record[:LONGEST_RECORD].split(separator)), "record_too_long")
            continue
        record = record.removesuffix("\r")
        try:
            fields = next(csv.reader([record], delimiter=separator, strict=True))
        except csv.Error:
            # The joined lines were no record after all: give up the first and take up the next ones again.
            position = begin + 1
            yield Record(begin + 1, _shorten(lines[begin].split(separator)), "quote_unclosed")
            continue
        yield _checked(begin + 1, fields)


def _closing_line(lines: list[str], position: int) -> int | None:
    for index in range(position, min(position + MOST_LINES_OF_A_RECORD, len(lines))):
        if lines[index].count('"') % 2:
            return index
    return None


def _checked(line: int, fields: list[str]) -> Record:
    if any("\x00" in field for field in fields):
        return Record(line, _shorten([field.replace("\x00", "") for field in fields]), "record_damaged")
    if any(len(field) > LONGEST_FIELD for field in fields):
        return Record(line, _shorten(fields), "record_too_long")
    return Record(line, fields)


def _shorten(fields: list[str]) -> list[str]:
    return [field.replace("\x00", "")[:LONGEST_FIELD] for field in fields]
