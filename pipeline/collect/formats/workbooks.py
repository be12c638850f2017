"""A sent Excel workbook as rows of plain values: hostile and broken files cost a rule's name, formulas never run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

LARGEST_WORKBOOK = 5 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 500
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 30, 300, 60
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_CHUNK = 1 << 16
# A workbook never declares a document type; entities would be the reason to.
_DECLARATIONS = tuple(
    text.encode(encoding) for text in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)

CellValue = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value as stored; a formula has none, ``is_formula`` says so."""

    reference: str
    value: CellValue
    is_formula: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return not self.is_formula and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet by its number, from 1; blank rows are left out."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name and its rows; ``is_cut_short`` where it has more than is read."""

    name: str
    rows: tuple[Row, ...]
    is_cut_short: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook, or the rule that says why it is not read."""

    sheets: tuple[Sheet, ...] = ()
    rule: str = ""


def open_workbook(content: bytes) -> Workbook:
    """Read the bytes of an .xlsx file; never raises on what they hold, and unpacks no more than LARGEST_UNPACKED."""
    if not content:
        return Workbook(rule="workbook_empty")
    if len(content) > LARGEST_WORKBOOK:
        return Workbook(rule="workbook_too_large")
    if content.startswith(_OLD_FORMAT):
        return Workbook(rule="workbook_old_or_locked")
    if not content.startswith(b"PK"):
        return Workbook(rule="file_not_workbook")
    try:
        return _read(content)
    except Exception:
        # The libraries raise whatever a broken part leads them to; no file that somebody sent may stop a run.
        return Workbook(rule="workbook_unreadable")


def _read(content: bytes) -> Workbook:
    """Unpack what the package may hold, then read that and nothing else: what it declares of itself may be false."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            return Workbook(rule="workbook_too_large")
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            return Workbook(rule="workbook_old_or_locked")
        if "xl/workbook.xml" not in {part.filename for part in parts}:
            return Workbook(rule="file_not_workbook")
        unpacked = {part.filename: _unpacked(package, part) for part in parts}
    if any(declaration in text for text in unpacked.values() for declaration in _DECLARATIONS):
        return Workbook(rule="workbook_declares_entities")
    checked = io.BytesIO()
    with zipfile.ZipFile(checked, "w", zipfile.ZIP_STORED) as package:
        for name, text in unpacked.items():
            package.writestr(name, text)
    checked.seek(0)
    return Workbook(sheets=_sheets(checked))


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part, in small pieces: asked for all at once, the library would unpack more than the part says it holds."""
    pieces = []
    with package.open(part) as opened:
        while piece := opened.read(_CHUNK):
            pieces.append(piece)
    return b"".join(pieces)


def _sheets(package: io.BytesIO) -> tuple[Sheet, ...]:
    # Formulas are read as such: what they were last worked out to may be older than what they refer to.
    book = load_workbook(package, read_only=True, data_only=False, keep_links=False)
    try:
        return tuple(_sheet(sheet) for sheet in book.worksheets[:MOST_SHEETS])
    finally:
        book.close()


def _sheet(sheet: object) -> Sheet:
    rows: list[Row] = []
    is_cut_short = False
    # The sheet's own word on its size may be wrong or huge, so it is not asked.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    listed = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)  # type: ignore[attr-defined]
    for number, cells in enumerate(listed, start=1):
        found = tuple(_cell(cell, number, column) for column, cell in enumerate(cells, start=1))
        if all(cell.is_blank for cell in found):
            continue
        if number > MOST_ROWS:
            is_cut_short = True
            break
        rows.append(Row(number, found))
    return Sheet(_printable(str(sheet.title)), tuple(rows), is_cut_short)  # type: ignore[attr-defined]


def _cell(cell: object, row: int, column: int) -> Cell:
    value = getattr(cell, "value", None)
    reference = f"{get_column_letter(column)}{row}"
    if getattr(cell, "data_type", "") == "f":
        return Cell(reference, None, is_formula=True)
    if isinstance(value, datetime):
        value = value.date()
    if value is not None and not isinstance(value, str | int | float | bool | date):
        value = str(value)
    return Cell(reference, value)


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:31]
