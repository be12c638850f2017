"""How workbooks look, and the cell styles that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

from pipeline.design.contents import DEEPEST_INDENT

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
class Look:
    """How a text looks: its font, size in points, colour as hexadecimal RGB, and whether it is bold."""

    font: str
    size: int
    colour: str
    bold: bool

    def as_font(self, underline: str | None = None) -> Font:
        """As openpyxl has it; what is not bold says nothing of it."""
        return Font(name=self.font, size=self.size, color=self.colour, bold=self.bold or None, underline=underline)


@dataclass(frozen=True)
class WorkbookStyles:
    """How each kind of text looks, widths, and how a table is printed."""

    looks: Mapping[str, Look]
    table_style: str
    widths: Widths
    paper_size: int
    figures_across_a_page: int

    @property
    def body_size(self) -> int:
        """The size of text, in points."""
        return self.looks[TEXT].size


def add_named_styles(book: Workbook, styles: WorkbookStyles, decimals: set[int]) -> None:
    """Register the styles in a new workbook, with a figure style for each number of decimal places used."""
    body, header = styles.looks[TEXT].as_font(), styles.looks[HEADER].as_font()
    # Column widths count characters of the Normal style's font.
    book._named_styles["Normal"].font = body
    # In the middle of its row, so that the rule below the header does not touch the first row in LibreOffice.
    wrapped = Alignment(wrap_text=True, vertical="center")
    # Set in from the right, so that a header never touches the one beside it.
    right = Alignment(horizontal="right", vertical="center", indent=1)
    rule = Border(bottom=Side(style="thin", color=styles.looks[TEXT].colour))
    named = [
        # The built-in numbers let Excel and screen readers take these for headings.
        NamedStyle(name, styles.looks[name].as_font(), alignment=wrapped, builtinId=builtin)
        for name, builtin in ((TITLE, 16), (HEADING, 17))
    ]
    link = styles.looks[LINK].as_font("single")
    named += [
        NamedStyle(TEXT, body, alignment=wrapped),
        NamedStyle(LINK, link, alignment=wrapped),
        NamedStyle(HEADER, header, alignment=Alignment(wrap_text=True, vertical="bottom"), border=rule),
        NamedStyle(
            FIGURE_HEADER,
            styles.looks[FIGURE_HEADER].as_font(),
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
