"""How workbooks look, as declared in ``workbook_styles.yaml``, and the cell styles that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

from pipeline.design.contents import DEEPEST_INDENT
from pipeline.foundation.declarations import read_declaration
from pipeline.foundation.stages import TEMPLATES, UsageError

SMALLEST_SIZE = 12

TITLE = "Heading 1"
HEADING = "Heading 2"
TEXT = "Text"
LINK = "Link"
HEADER = "Column header"
FIGURE_HEADER = "Figure header"


def figure_style(decimals: int) -> str:
    """The name of the style of a figure with so many decimal places."""
    return f"Figure {decimals} dp"


def indented(steps: int) -> str:
    """The name of the style of a label that is set in, as one of those that the row above it is made of."""
    return f"Text set in {steps}"


@dataclass(frozen=True)
class Widths:
    """Column widths, in characters of the body font."""

    cover: int
    code: int
    area_code: int
    region: int
    area: int
    characteristic: int
    category: int
    figure: int
    note: int
    note_text: int
    contents_title: int
    contents_other: int


@dataclass(frozen=True)
class WorkbookStyles:
    """Font, sizes in points, colours as hexadecimal RGB, widths, and how a table is printed."""

    font: str
    body_size: int
    title_size: int
    heading_size: int
    text_colour: str
    link_colour: str
    table_style: str
    widths: Widths
    paper_size: int
    figures_across_a_page: int


def load_styles(path: Path = TEMPLATES / "workbook_styles.yaml") -> WorkbookStyles:
    """Read the styles; raises UsageError with file, line and field, also when a size is too small to be accessible."""
    declared = read_declaration(path)
    declared.only(*WorkbookStyles.__dataclass_fields__)
    widths = declared.part("widths")
    widths.only(*Widths.__dataclass_fields__)
    styles = WorkbookStyles(
        font=declared.text("font"),
        body_size=declared.whole("body_size"),
        title_size=declared.whole("title_size"),
        heading_size=declared.whole("heading_size"),
        text_colour=declared.text("text_colour"),
        link_colour=declared.text("link_colour"),
        table_style=declared.text("table_style"),
        widths=Widths(**{name: widths.whole(name) for name in Widths.__dataclass_fields__}),
        paper_size=declared.whole("paper_size"),
        figures_across_a_page=declared.whole("figures_across_a_page"),
    )
    if min(styles.body_size, styles.title_size, styles.heading_size) < SMALLEST_SIZE:
        raise UsageError(f"{path.name}: sizes below {SMALLEST_SIZE} points are not accessible; raise them.")
    return styles


def add_named_styles(book: Workbook, styles: WorkbookStyles, decimals: set[int]) -> None:
    """Register the styles in a new workbook, with a figure style for each number of decimal places used."""
    body = Font(name=styles.font, size=styles.body_size, color=styles.text_colour)
    bold = Font(name=styles.font, size=styles.body_size, color=styles.text_colour, bold=True)
    # Column widths count characters of the Normal style's font.
    book._named_styles["Normal"].font = body
    # In the middle of its row, so that the rule below the header does not touch the first row in LibreOffice.
    wrapped = Alignment(wrap_text=True, vertical="center")
    # Set in from the right, so that a header never touches the one beside it.
    right = Alignment(horizontal="right", vertical="center", indent=1)
    rule = Border(bottom=Side(style="thin", color=styles.text_colour))
    headings = ((TITLE, styles.title_size, 16), (HEADING, styles.heading_size, 17))
    named = [
        # The built-in numbers let Excel and screen readers take these for headings.
        NamedStyle(name, _sized(bold, size), alignment=wrapped, builtinId=builtin)
        for name, size, builtin in headings
    ]
    link = Font(name=styles.font, size=styles.body_size, color=styles.link_colour, underline="single")
    named += [
        NamedStyle(TEXT, body, alignment=wrapped),
        NamedStyle(LINK, link, alignment=wrapped),
        NamedStyle(HEADER, bold, alignment=Alignment(wrap_text=True, vertical="bottom"), border=rule),
        NamedStyle(
            FIGURE_HEADER,
            bold,
            alignment=Alignment(wrap_text=True, vertical="bottom", horizontal="right", indent=1),
            border=rule,
        ),
    ]
    for places in sorted(decimals):
        number_format = "#,##0" + ("." + "0" * places if places else "")
        named.append(NamedStyle(figure_style(places), body, alignment=right, number_format=number_format))
    for steps in range(1, DEEPEST_INDENT + 1):
        # An indent counts only where the side it is from is said.
        set_in = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=2 * steps)
        named.append(NamedStyle(indented(steps), body, alignment=set_in))
    for style in named:
        book.add_named_style(style)


def _sized(font: Font, size: int) -> Font:
    return Font(name=font.name, size=size, color=font.color, bold=font.bold)
