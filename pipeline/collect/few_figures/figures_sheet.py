"""From a workbook's sheets to the rows of a return of a few figures, with a finding for whatever cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pipeline.collect.findings import Effect, Finding, Rule
from pipeline.collect.formats.workbooks import MOST_ROWS, Cell, Row, Sheet
from pipeline.collect.specification import Specification, load_specification

AUTHORITY, YEAR = "authority_as_sent", "year_as_sent"
_LAST_OF_TWO_YEARS: Final = re.compile(r"(?:20)?\d\d\s*(?:-|/|\u2013|to)\s*(?:20)?(\d\d)")
_YEAR: Final = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the return: its name on the form, our column, accepted headings, and limits if it is a number."""

    name: str
    column: str
    headings: frozenset[str]
    minimum: int | None
    maximum: int | None
    is_number: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A return of one or a few rows of figures a local authority, with the rules that its rows must keep.

    ``part`` and ``whole`` are two of its columns of numbers, the first never greater than the second (rule
    ``exceeds``). A form with several rows tells them apart by the code in the column ``code``, one of ``codes``, which
    gives the accepted texts for each; a row with another is set aside by the rule code_not_known.
    """

    return_name: str
    rules: Mapping[str, Rule]
    part: str
    whole: str
    exceeds: str
    code: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def specification(self) -> Specification:
        """The return's fields by year."""
        return load_specification(self.return_name)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The return's fields with the headings accepted for them."""
        return tuple(
            Column(
                entry["name"],
                entry["column"],
                frozenset(comparable(heading) for heading in [entry["name"], *entry["headings"]]),
                entry.get("minimum"),
                entry.get("maximum"),
                entry["type"] == "integer",
            )
            for entry in self.specification.content["record_types"][self.return_name]["fields"]
        )

    def finding(
        self,
        rule: str,
        year: int,
        la_code: str,
        path: str,
        file_id: int | None = None,
        line: int | None = None,
        field: str = "",
        **words: object,
    ) -> Finding:
        """A finding on a return; ``line`` is the sheet's row and ``words`` fill the rule's message."""
        broken = self.rules[rule]
        message = broken.message.format(field=field, year=year, **words)
        return Finding(
            self.return_name, year, la_code, file_id, path, line, field, rule, broken.severity, broken.effect, message
        )


@dataclass(slots=True)
class Record:
    """A row of figures: its first figure's cell, cells as sent by column, code and numbers, rules that set it aside."""

    line: int
    sheet: str
    cell: str
    as_sent: dict[str, str]
    numbers: dict[str, int | None]
    code: str = ""
    set_aside: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose return of which year is read from which file."""

    year: int
    la_code: str
    path: str
    file_id: int
    form: Form

    def finding(self, rule: str, line: int | None = None, name: str = "", **words: object) -> Finding:
        """A finding on this file."""
        return self.form.finding(rule, self.year, self.la_code, self.path, self.file_id, line, name, **words)


def read_sheets(sheets: Sequence[Sheet], place: Place) -> tuple[list[Record], list[Finding], bool]:
    """The records of a workbook, what was found, and whether its headings were recognised."""
    columns = place.form.columns
    found = [(sheet, heading) for sheet in sheets if (heading := _heading(sheet, columns)) is not None]
    if not found:
        wanted = ", ".join(column.name for column in columns)
        return [], [place.finding("headings_missing", name=wanted)], False
    if len(found) > 1:
        return [], [place.finding("headings_on_two_sheets", sheets=" and ".join(s.name for s, _ in found))], False
    sheet, heading = found[0]
    positions: dict[str, int] = {}
    for position, cell in enumerate(heading.cells):
        column = _column_of(cell, columns)
        if column is None:
            continue
        if column.column in positions:
            repeated = place.finding(
                "heading_repeated", heading.number, column.name, sheet=sheet.name, cell=cell.reference
            )
            return [], [repeated], False
        positions[column.column] = position
    reader = _RowReader(sheet, columns, positions, place)
    records = [reader.read(row) for row in sheet.rows if row.number > heading.number and reader.concerns(row)]
    if sheet.is_cut_short:
        reader.findings.append(place.finding("sheet_too_long", sheet=sheet.name, limit=MOST_ROWS))
    if not any("line_without_figures" not in record.set_aside for record in records):
        reader.findings.append(place.finding("figures_missing", heading.number, sheet=sheet.name))
    return records, reader.findings, True


def comparable(text: str) -> str:
    """A text in small letters without punctuation, for comparing headings and codes.

    >>> comparable("Of whom: FORMER foster-carers")
    'of whom former foster carers'
    """
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def _column_of(cell: Cell, columns: Sequence[Column]) -> Column | None:
    if not isinstance(cell.value, str):
        return None
    text = comparable(cell.value)
    return next((column for column in columns if text in column.headings), None)


def _heading(sheet: Sheet, columns: Sequence[Column]) -> Row | None:
    """The first row that has the headings of all figures."""
    wanted = {column.column for column in columns if column.is_number}
    for row in sheet.rows:
        names = {column.column for cell in row.cells if (column := _column_of(cell, columns)) is not None}
        if wanted <= names:
            return row
    return None


@dataclass(slots=True)
class _RowReader:
    sheet: Sheet
    columns: Sequence[Column]
    positions: dict[str, int]
    place: Place
    findings: list[Finding] = field(default_factory=list)

    def concerns(self, row: Row) -> bool:
        """Whether anything stands below one of the headings."""
        return any(not self._cell(row, column).is_blank for column in self.columns)

    def read(self, row: Row) -> Record:
        as_sent = {column.column: _as_text(self._cell(row, column)) for column in self.columns}
        form = self.place.form
        numbers = [column for column in self.columns if column.is_number]
        at = self._cell(row, numbers[0]).reference
        record = Record(row.number, self.sheet.name, at, as_sent, dict.fromkeys(column.column for column in numbers))
        if all(self._cell(row, column).is_blank for column in numbers):
            self._note(record, "line_without_figures", numbers[0], self._cell(row, numbers[0]))
            return record
        for column in self.columns:
            cell = self._cell(row, column)
            if cell.is_formula:
                self._note(record, "formula_in_cell", column, cell)
            elif column.column == AUTHORITY:
                self._authority(record, column, cell)
            elif column.column == YEAR:
                self._year(record, column, cell)
            elif column.is_number:
                self._number(record, column, cell)
            else:
                self._code(record, column, cell)
        part, whole = record.numbers[form.part], record.numbers[form.whole]
        if part is not None and whole is not None and part > whole:
            column = next(column for column in numbers if column.column == form.part)
            self._note(record, form.exceeds, column, self._cell(row, column))
        return record

    def _cell(self, row: Row, column: Column) -> Cell:
        position = self.positions.get(column.column)
        if position is None or position >= len(row.cells):
            return Cell("", None)
        return row.cells[position]

    def _note(self, record: Record, rule: str, column: Column, cell: Cell) -> None:
        self.findings.append(
            self.place.finding(
                rule,
                record.line,
                column.name,
                sheet=self.sheet.name,
                cell=cell.reference,
                minimum=column.minimum,
                maximum=column.maximum,
            )
        )
        if self.place.form.rules[rule].effect is Effect.SET_ASIDE:
            record.set_aside.append(rule)

    def _authority(self, record: Record, column: Column, cell: Cell) -> None:
        if cell.is_blank:
            self._note(record, "la_code_missing", column, cell)
        elif _as_text(cell).strip().upper().removesuffix(".0") != self.place.la_code:
            self._note(record, "la_code_differs", column, cell)

    def _year(self, record: Record, column: Column, cell: Cell) -> None:
        if cell.is_blank:
            self._note(record, "year_missing", column, cell)
        elif _year_of(cell) != self.place.year:
            self._note(record, "year_differs", column, cell)

    def _code(self, record: Record, column: Column, cell: Cell) -> None:
        record.code = self.place.form.codes.get(comparable(_as_text(cell)), "")
        if not record.code:
            self._note(record, "code_not_known", column, cell)

    def _number(self, record: Record, column: Column, cell: Cell) -> None:
        if cell.is_blank:
            self._note(record, "number_missing", column, cell)
            return
        number = _whole_number(cell)
        if number is None or not (column.minimum or 0) <= number <= (column.maximum or 0):
            self._note(record, "number_not_readable", column, cell)
            return
        record.numbers[column.column] = number


def _as_text(cell: Cell) -> str:
    if cell.is_formula:
        return "(formula)"
    return "" if cell.value is None else str(cell.value)


def _year_of(cell: Cell) -> int | None:
    """The year that a cell names: 2014, 2013-14, 2013 to 2014, 31 March 2014, or a date within the collection year."""
    value = cell.value
    if isinstance(value, date):
        return value.year if (value.month, value.day) < (4, 1) else value.year + 1
    text = _as_text(cell).strip().removesuffix(".0")
    two_years = _LAST_OF_TWO_YEARS.fullmatch(text)
    if two_years:
        return 2000 + int(two_years[1])
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None


def _whole_number(cell: Cell) -> int | None:
    value = cell.value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    text = str(value).strip().replace(",", "")
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None
