"""Files an authority takes away: its children as CSV, and one workbook with everything it was shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.consult.bundle.image import AuthorityImage, ListedChild
from pipeline.consult.bundle.preview import Indicator
from pipeline.consult.exercise.standing import Decision
from pipeline.consult.store.clock import as_officers_write
from pipeline.foundation.spreadsheets import Value, add_sheet, book_bytes, new_book

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
    "Period",
    "Year",
    "Numerator",
    "Denominator",
    "Value",
    "Will be shown as",
    "Treatment",
    "Why",
)


def child_line(child: ListedChild, title: str) -> tuple[Value, ...]:
    """A child's row as the files show it; ``title`` is the indicator's."""
    row = child.row
    counted = "counted" if row.counted else "not counted"
    return (title, row.year, row.child_id, counted, row.numerator, row.denominator, row.reason, row.facts)


def children_workbook(title: str, indicator: str, children: Iterable[ListedChild]) -> bytes:
    """The children of one indicator as a workbook of one sheet."""
    book = new_book(title)
    add_sheet(
        book,
        "Children",
        title,
        "One row a child considered, counted or not.",
        CHILD_HEADINGS,
        (child_line(child, indicator) for child in children),
    )
    return book_bytes(book)


def whole_workbook(
    title: str,
    notes: Sequence[str],
    indicators: Iterable[Indicator],
    image: AuthorityImage,
    decisions: Iterable[Decision],
) -> bytes:
    """Everything an authority is shown: cover, indicators, comparisons, definitions, children, changes, decisions."""
    book = new_book(title)
    known = list(indicators)
    add_sheet(book, "Cover", title, "What this workbook is.", ("Note",), [(note,) for note in notes])
    add_sheet(
        book, "Indicators", "Your indicators", "Unrounded, and as they will be published.",
        FIGURE_HEADINGS,
        (
            (_title(known, f.indicator), _words(f.period), f.year, f.numerator, f.denominator, f.value,
             f.shown, _words(f.treatment), f.treatment_reason)
            for f in image.figures()
        ),
    )  # fmt: skip
    add_sheet(
        book, "Comparisons", "Published figures to compare with", "Last year's, as they were published.",
        ("Indicator", "Period", "Year", "Area", "Published as", "Source"),
        (
            (_title(known, c.indicator), _words(c.period), c.year, c.area, c.shown, c.source)
            for c in image.comparisons()
        ),
    )  # fmt: skip
    add_sheet(
        book, "Definitions", "Definitions and formulae", "How each indicator is worked out.",
        ("Indicator", "Definition", "Formula", "Source fields"),
        ((i.title, i.definition, i.formula, "; ".join(i.source_fields)) for i in known),
    )  # fmt: skip
    add_sheet(
        book, "Children", "Children considered", "One row a child considered for an indicator, counted or not.",
        CHILD_HEADINGS, (child_line(child, _title(known, child.row.indicator)) for child in image.listed_children()),
    )  # fmt: skip
    add_sheet(
        book, "Changes", "What changed since the last preview", "Empty when nothing did.",
        ("Indicator", "Year", "Period", "Child", "What", "Before", "Now"),
        (
            (_title(known, c.indicator), c.year, _words(c.period), c.child_id, c.what, c.before, c.after)
            for c in image.changes()
        ),
    )  # fmt: skip
    add_sheet(
        book, "Decisions", "What your authority decided", "In the order taken.",
        ("Indicator", "Decision", "By", "Role", "When"),
        ((_title(known, d.indicator), _words(d.kind), d.by, d.role, as_officers_write(d.at)) for d in decisions),
    )  # fmt: skip
    return book_bytes(book)


def _words(code: str) -> str:
    return code.replace("_", " ")


def _title(indicators: Sequence[Indicator], code: str) -> str:
    return next((indicator.title for indicator in indicators if indicator.code == code), "")
