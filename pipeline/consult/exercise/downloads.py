"""Files an authority takes away: its children as CSV, and one workbook with everything it was shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipeline.consult.bundle.image import AuthorityImage, ListedChild
from pipeline.consult.bundle.preview import Indicator
from pipeline.consult.exercise.standing import Decision

Value = str | int | None
CSV_TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHILD_HEADINGS = (
    "Indicator",
    "Year",
    "Child",
    "Counted",
    "Adds to numerator",
    "Adds to denominator",
    "Reason",
    "Facts",
)
FIGURE_HEADINGS = (
    "Indicator",
    "Title",
    "Period",
    "Year",
    "Numerator",
    "Denominator",
    "Value",
    "Will be shown as",
    "Treatment",
    "Why",
)
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BODY = Font(name="Arial", size=11)
BOLD = Font(name="Arial", size=11, bold=True)
TITLE = Font(name="Arial", size=15, bold=True)


def child_line(child: ListedChild) -> tuple[Value, ...]:
    """A child's row as the files show it."""
    row = child.row
    counted = "counted" if row.counted else "not counted"
    return (row.indicator, row.year, row.child_id, counted, row.numerator, row.denominator, row.reason, row.facts)


def as_csv(headings: Sequence[str], lines: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark, for Excel; a text that a spreadsheet would take for a formula is quoted with an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    for line in lines:
        writer.writerow([_harmless(value) for value in line])
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value


def children_workbook(title: str, children: Iterable[ListedChild]) -> bytes:
    """The children of one indicator as a workbook of one sheet."""
    book = _book(title)
    _sheet(
        book,
        "Children",
        title,
        "One row a child considered, counted or not.",
        CHILD_HEADINGS,
        map(child_line, children),
    )
    return _bytes(book)


def whole_workbook(
    title: str,
    notes: Sequence[str],
    indicators: Iterable[Indicator],
    image: AuthorityImage,
    decisions: Iterable[Decision],
) -> bytes:
    """Everything an authority is shown: cover, indicators, comparisons, definitions, children, changes, decisions."""
    book = _book(title)
    known = list(indicators)
    _sheet(book, "Cover", title, "What this workbook is.", ("Note",), [(note,) for note in notes])
    _sheet(
        book, "Indicators", "Your indicators", "Unrounded, and as they will be published.",
        FIGURE_HEADINGS,
        (
            (f.indicator, _title(known, f.indicator), _words(f.period), f.year, f.numerator, f.denominator, f.value,
             f.shown, _words(f.treatment), f.treatment_reason)
            for f in image.figures()
        ),
    )  # fmt: skip
    _sheet(
        book, "Comparisons", "Published figures to compare with", "Last year's, as they were published.",
        ("Indicator", "Period", "Year", "Area", "Published as", "Source"),
        ((c.indicator, _words(c.period), c.year, c.area, c.shown, c.source) for c in image.comparisons()),
    )  # fmt: skip
    _sheet(
        book, "Definitions", "Definitions and formulae", "How each indicator is worked out.",
        ("Indicator", "Title", "Definition", "Formula", "Source fields"),
        ((i.code, i.title, i.definition, i.formula, "; ".join(i.source_fields)) for i in known),
    )  # fmt: skip
    _sheet(
        book, "Children", "Children considered", "One row a child considered for an indicator, counted or not.",
        CHILD_HEADINGS, map(child_line, image.listed_children()),
    )  # fmt: skip
    _sheet(
        book, "Changes", "What changed since the last preview", "Empty when nothing did.",
        ("Indicator", "Year", "Period", "Child", "What", "Before", "Now"),
        ((c.indicator, c.year, _words(c.period), c.child_id, c.what, c.before, c.after) for c in image.changes()),
    )  # fmt: skip
    _sheet(
        book, "Decisions", "What your authority decided", "In the order taken.",
        ("Indicator", "Decision", "By", "Role", "When (UTC)"),
        ((d.indicator, _words(d.kind), d.by, d.role, f"{d.at:%Y-%m-%d %H:%M:%S}") for d in decisions),
    )  # fmt: skip
    return _bytes(book)


def _words(code: str) -> str:
    return code.replace("_", " ")


def _title(indicators: Sequence[Indicator], code: str) -> str:
    return next((indicator.title for indicator in indicators if indicator.code == code), "")


def _book(title: str) -> Workbook:
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.language = "en-GB"
    book.properties.creator = "First Release"
    return book


def _sheet(
    book: Workbook, name: str, title: str, note: str, headings: Sequence[str], lines: Iterable[Sequence[Value]]
) -> None:
    sheet: WriteOnlyWorksheet = book.create_sheet(name)
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 28
    sheet.append([_cell(sheet, title, TITLE)])
    sheet.append([_cell(sheet, note, BODY)])
    sheet.append([_cell(sheet, heading, BOLD) for heading in headings])
    for line in lines:
        # A number is left plain; a text is marked as text, so that no spreadsheet takes it for a formula.
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in line])


def _cell(sheet: WriteOnlyWorksheet, value: str, font: Font) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.font = font
    cell.alignment = Alignment(wrap_text=font is not TITLE, vertical="top")
    return cell


def _text(sheet: WriteOnlyWorksheet, value: str) -> WriteOnlyCell | str:
    if not value.startswith("="):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def _bytes(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
