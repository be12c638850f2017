"""The reader of returns of CSV files: every file of every authority, as sent, with the file and line it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from pathlib import Path

from pipeline.collect.csv_set.document import DocumentLayout, document_layout, read_document
from pipeline.collect.csv_set.document_of_records import RecordsLayout, read_records_document, records_layout
from pipeline.collect.csv_set.recognition import SEPARATORS, Recognised, best_match, column_names, recognise
from pipeline.collect.csv_set.sheets import Sheets
from pipeline.collect.findings import Notebook
from pipeline.collect.folders import LARGEST_FILE, MOST_FILES, SentFile, Unit, fingerprint, list_units, read_bytes
from pipeline.collect.formats.blanks import with_plain_spaces
from pipeline.collect.formats.csv_records import LONGEST_FIELD, Record, is_plain, parse_records, split_lines
from pipeline.collect.formats.decoding import Decoded, decode
from pipeline.collect.formats.documents import begins_as_xml
from pipeline.collect.formats.parquet import csv_of_parquet, is_parquet
from pipeline.collect.raw_tables import create_raw_tables, forget_units, insert_rows
from pipeline.collect.read_summary import ReadSummary
from pipeline.collect.specification import Specification, YearSpecification
from pipeline.foundation.warehouse import Warehouse

# Column names stand at the top of a file; whatever stands further down is not looked at to find them.
HEADING_CHARACTERS = 20_000
# Titles and dates of export that a report puts above the column names.
MOST_TITLE_ROWS = 10
SEPARATOR_LINE = re.compile(r'"?sep=.?"?', re.IGNORECASE)
# Raise it when the reader reads the same bytes differently, so that nothing stale is kept.
READER_VERSION = "3"


def read_years(
    warehouse: Warehouse,
    specification: Specification,
    returns_folder: Path,
    years: Iterable[int],
    las: Iterable[str] | None = None,
) -> ReadSummary:
    """Bring the returns of the years (and of these local authorities only) into the raw stage.

    Reads a unit again only when its files, its specification or the reader changed, and takes units out that are gone.
    Raises UnreadableInput when the folder is no folder, UsageError for a year that is not specified.
    """
    wanted = None if las is None else frozenset(las)
    specified = [specification.for_year(year) for year in sorted(set(years))]
    create_raw_tables(warehouse, specification)
    summary = ReadSummary()
    for year_specification in specified:
        units, odd = list_units(returns_folder, specification.return_name, year_specification.year, wanted)
        summary = summary.plus(read_units(warehouse, specification, year_specification, units, odd, wanted))
    return summary


def read_units(
    warehouse: Warehouse,
    specification: Specification,
    year_specification: YearSpecification,
    units: Sequence[Unit],
    odd_names: Sequence[str] = (),
    las: frozenset[str] | None = None,
) -> ReadSummary:
    """Read the units of one year; ``odd_names`` are entries of the year's folder that are no authority's folder."""
    name, year = specification.return_name, year_specification.year
    known = _units_known(warehouse, name, year)
    present = {unit.la_code for unit in units}
    gone = [la for la in known if la not in present and (las is None or la in las)]
    changed: list[tuple[str, str]] = []
    summary = ReadSummary(units_removed=tuple((year, la) for la in gone))
    layout = document_layout(specification, year_specification) or records_layout(specification, year_specification)
    with Sheets(warehouse, year_specification) as sheets:
        for unit in (read_bytes(unit, name) for unit in units):
            read_as = fingerprint(unit, specification.digest, READER_VERSION)
            if known.get(unit.la_code) == read_as:
                summary = replace(summary, units_unchanged=(*summary.units_unchanged, (year, unit.la_code)))
                continue
            changed.append((unit.la_code, read_as))
            seen: set[str] = set()
            records = sum(_read_file(sent, unit, year_specification, layout, sheets, seen) for sent in unit.files)
            summary = summary.plus(
                ReadSummary(
                    units_read=((year, unit.la_code),),
                    files_read=len(unit.files),
                    records_read=records,
                    bytes_read=sum(len(sent.content) for sent in unit.files),
                )
            )
        for shown in odd_names:
            notebook = Notebook(name, year, "", shown, None)
            notebook.note("folder_name_not_a_code")
            sheets.add_findings(notebook.findings)
        # Units never read are forgotten too: a run that was killed may have left a part of them.
        forget_units(warehouse, specification, [(year, la) for la in [*gone, *(la for la, _ in changed), ""]])
        sheets.load()
    insert_rows(warehouse, "raw.units", [(name, year, la, read_as, None) for la, read_as in changed])
    return summary


def _units_known(warehouse: Warehouse, return_name: str, year: int) -> dict[str, str]:
    rows = warehouse.connection.execute(
        'SELECT la_code, read_as FROM raw.units WHERE "return" = ? AND collection_year = ? ORDER BY la_code',
        [return_name, year],
    ).fetchall()
    return dict(rows)


def _read_file(
    sent: SentFile,
    unit: Unit,
    year: YearSpecification,
    layout: DocumentLayout | RecordsLayout | None,
    sheets: Sheets,
    seen: set[str],
) -> int:
    """Read one file onto the sheets; returns its number of records."""
    notebook = Notebook(year.return_name, unit.collection_year, unit.la_code, sent.path, sent.file_id)
    record_type: str | None = None
    encoding = ""
    records = 0
    if sent.rule:
        notebook.note(sent.rule, limit=MOST_FILES if sent.rule == "too_many_files" else LARGEST_FILE >> 20)
    elif layout is not None and begins_as_xml(sent.content):
        found = (
            read_document(sent, unit, layout, sheets, seen, notebook)
            if isinstance(layout, DocumentLayout)
            else read_records_document(sent, unit, layout, sheets, seen, notebook)
        )
        if found is not None:
            sheets.add_findings(notebook.findings)
            return found
    else:
        decoded = _text_of(sent.content)
        encoding = decoded.encoding
        if decoded.rule:
            notebook.note(decoded.rule)
        if decoded.is_text:
            heading = _heading(decoded.text[:HEADING_CHARACTERS], year, notebook)
            if heading is not None:
                recognised, separator, heading_line = heading
                record_type = recognised.record_type.name
                if record_type in seen and not recognised.record_type.in_parts:
                    notebook.note("file_repeated", file=recognised.record_type.file)
                seen.add(record_type)
                page = _Page(sent, unit, recognised, separator, heading_line, notebook, sheets)
                records = page.read(decoded.text)
    sheets.add_file(
        (sent.file_id, year.return_name, unit.collection_year, unit.la_code, sent.path, sent.sha256, len(sent.content),
         record_type, encoding, records)
    )  # fmt: skip
    sheets.add_findings(notebook.findings)
    return records


def _text_of(content: bytes) -> Decoded:
    """The text of a file, of a Parquet file as the CSV text that it would have been."""
    if not is_parquet(content):
        return decode(content)
    told = csv_of_parquet(content, LARGEST_FILE)
    return Decoded("", "parquet", "parquet_not_read") if told is None else Decoded(told.decode("utf-8"), "parquet")


def _heading(text: str, year: YearSpecification, notebook: Notebook) -> tuple[Recognised, str, int] | None:
    """The recognised row of column names, the separator and the line it stands on."""
    heading, chosen = _row_of_names(text, year)
    recognised = recognise(heading.fields if heading else [], year, notebook)
    if heading is None or recognised is None:
        return None
    if chosen != SEPARATORS[0]:
        notebook.note("other_separator", line=heading.line)
    first = next(parse_records(text, chosen), heading)
    # "sep=," is for the spreadsheet that wrote it, and tells nobody else anything.
    if first.line < heading.line and not SEPARATOR_LINE.fullmatch(text.split("\n")[first.line - 1].strip()):
        notebook.note("lines_before_names", line=heading.line)
    return recognised, chosen, heading.line


def _row_of_names(text: str, year: YearSpecification) -> tuple[Record | None, str]:
    """The first row with the column names of a kind of file, and its separator; the first of all when none has."""
    kinds = (*year.record_types, *year.other_record_types)
    for separator in SEPARATORS:
        for record in islice(parse_records(text, separator), MOST_TITLE_ROWS + 1):
            if best_match(column_names(record.fields), kinds, year.identifier) is not None:
                return record, separator
    return next(parse_records(text, SEPARATORS[0]), None), SEPARATORS[0]


@dataclass(frozen=True, slots=True)
class _Page:
    """One recognised file, ready to be read record by record."""

    sent: SentFile
    unit: Unit
    recognised: Recognised
    separator: str
    heading_line: int
    notebook: Notebook
    sheets: Sheets

    def read(self, text: str) -> int:
        """Put every record on the sheets; returns how many there are."""
        text = with_plain_spaces(text, self.separator)
        if self.separator == "," and is_plain(text):
            lines = self._plain_lines(split_lines(text))
            if lines is not None:
                self.sheets.add_plain(self.recognised.record_type, lines)
                return len(lines)
        return self._read_quoted(text)

    def _plain_lines(self, lines: list[str]) -> list[str] | None:
        """The records as lines for the plain sheet; None when any is ragged or overlong and needs a closer look."""
        commas = self.recognised.columns - 1
        begin = f"{self.unit.collection_year},{self.unit.la_code},{self.sent.file_id},"
        body = lines[self.heading_line :]
        if any(line.count(",") != commas or len(line) > LONGEST_FIELD for line in body if line and not line.isspace()):
            return None
        positions = self.recognised.positions
        numbered = enumerate(body, start=self.heading_line + 1)
        if positions == tuple(range(self.recognised.columns)):
            return [f"{begin}{number},{line}" for number, line in numbered if line and not line.isspace()]
        if None in positions or len(positions) < 2:
            return None
        arrange = itemgetter(*positions)
        return [
            f"{begin}{number},{','.join(arrange(line.split(',')))}"
            for number, line in numbered
            if line and not line.isspace()
        ]

    def _read_quoted(self, text: str) -> int:
        rows: list[tuple[object, ...]] = []
        set_aside: list[tuple[int, int, str]] = []
        keys = (self.unit.collection_year, self.unit.la_code, self.sent.file_id)
        surplus_noted = False
        for record in parse_records(text, self.separator):
            if record.line <= self.heading_line:
                continue
            fields, rule = record.fields, record.rule
            if not rule and len(fields) > self.recognised.columns and not any(fields[self.recognised.columns :]):
                fields = fields[: self.recognised.columns]
                if not surplus_noted:
                    self.notebook.note("record_surplus_blank", line=record.line)
                    surplus_noted = True
            if not rule and len(fields) != self.recognised.columns:
                rule = "record_ragged"
            if rule:
                self.notebook.note(
                    rule, line=record.line, found=len(fields), wanted=self.recognised.columns, limit=LONGEST_FIELD
                )
                set_aside.append((self.sent.file_id, record.line, rule))
            rows.append((*keys, record.line, *self._arranged(fields)))
        self.sheets.add_quoted(self.recognised.record_type, rows)
        self.sheets.add_set_aside(set_aside)
        return len(rows)

    def _arranged(self, fields: Sequence[str]) -> Iterator[str]:
        for position in self.recognised.positions:
            yield fields[position] if position is not None and position < len(fields) else ""
