"""The sheets before a workbook's tables: cover, list of tables, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.shown import shown_in_cell
from pipeline.analyse.workbook_grid import Grid
from pipeline.design.contents import Book, Contents, Layout, Table, TableCell, WorkbookEdition, in_words
from pipeline.design.publication import Publication
from pipeline.design.statistic import COUNT
from pipeline.disseminate.workbooks.workbook_cells import (
    mark_up,
    set_up_page,
    set_widths,
    write_lines,
    write_link,
    write_text,
)
from pipeline.disseminate.workbooks.workbook_styles import HEADER, TEXT, WorkbookStyles
from pipeline.disseminate.workbooks.workbook_template import PLACE, WorkbookTemplate

CONTENTS_SHEET = "Contents"
NOTES_SHEET = "Notes"
ONE_TABLE = "This worksheet contains one table."
NO_LONGER = "No longer published"
NOTES_A_LINE = 8


@dataclass(frozen=True)
class Issue:
    """One workbook being written: which book, edition, year and latest period, its tables as grids, and its notes.

    ``leaving`` is the part of the release that leaves with it, empty where all do. ``definitions`` say what each
    measure counts.
    """

    contents: Contents
    book: Book
    edition: WorkbookEdition
    year: int
    latest: int
    publication: Publication
    tables: tuple[Table, ...]
    grids: Mapping[str, Grid]
    leaving: str
    template: WorkbookTemplate
    decimals: Mapping[str, int]
    definitions: Mapping[str, str]

    @property
    def styles(self) -> WorkbookStyles:
        """How it looks."""
        return self.template.styles

    def decimal_places(self, cell: TableCell) -> int:
        """The places of a figure: those of its measure where it is a number, else those that are declared."""
        return self.decimals.get(cell.measure, 0) if cell.statistic.kind == COUNT else cell.statistic.decimal_places

    def notes_of(self, table: Table) -> set[str]:
        """The notes that a table's title, headers or rows refer to."""
        return {*table.notes, *self.grids[table.number].notes}

    @cached_property
    def note_numbers(self) -> Mapping[str, int]:
        """The notes in use, numbered from 1 in the order of the declaration."""
        used = {note for table in self.tables for note in self.notes_of(table)}
        return {note: number for number, note in enumerate((n for n in self.contents.notes if n in used), start=1)}

    def definitions_of(self, table: Table) -> list[str]:
        """What the measures count that a table's figures are made from, in the order of its figures."""
        return self._definitions[table.number]

    @cached_property
    def _definitions(self) -> Mapping[str, list[str]]:
        return {number: self._behind(grid) for number, grid in self.grids.items()}

    def _behind(self, grid: Grid) -> list[str]:
        """The definitions of the measures that the figures of a grid are made from, each once."""
        cells = {one.cell: one for row in grid.asked for one in row if one is not None}
        measures = [name for one in map(shown_in_cell, cells.values()) for name in (one.measure, one.whole.measure)]
        return list(dict.fromkeys(self.definitions[name] for name in measures if name in self.definitions))

    @cached_property
    def definition_numbers(self) -> Mapping[str, int]:
        """The definitions in use, numbered after the notes in the order of the tables."""
        used = dict.fromkeys(text for table in self.tables for text in self.definitions_of(table))
        return {text: number for number, text in enumerate(used, start=len(self.note_numbers) + 1)}

    def counted(self, table: Table) -> list[str]:
        """The lines that say which notes define what a table counts; none where nothing is defined."""
        numbers = sorted(self.definition_numbers[text] for text in self.definitions_of(table))
        marks = [f"[note {number}]" for number in numbers]
        lines = [" ".join(marks[at : at + NOTES_A_LINE]) for at in range(0, len(marks), NOTES_A_LINE)]
        return [f"Who and what is counted: {line}" for line in lines]

    def with_notes(self, text: str, notes: Sequence[str]) -> str:
        """A title, header or label followed by its note markers."""
        numbers = sorted({self.note_numbers[note] for note in notes})
        return " ".join([text, *(f"[note {number}]" for number in numbers)])

    def title(self, table: Table) -> str:
        """The title of a table, years filled in, without note markers."""
        return in_words(table.title, self.latest, self.grids[table.number].first_year)


def write_cover(sheet: Worksheet, issue: Issue, rounding: Sequence[str], statements: Sequence[str]) -> None:
    """What the workbook is, how its figures were rounded, what its symbols mean; ``statements`` follow the rounding."""
    about, edition = issue.contents.about, issue.edition
    sheet.title = "Cover"
    set_widths(sheet, [issue.styles.widths.cover])
    publication = issue.publication
    books = issue.contents.books_in(issue.year, issue.leaving)
    day = " ".join(filter(None, (f"{publication.day}.", publication.next_release, publication.access_in_words)))
    lines: Mapping[str, Sequence[str]] = {
        "held": [_held(book, tables, issue) for book, tables in books],
        "rounding": rounding,
        "statements": statements,
        "shorthand": [f"{edition.shown(marker)}: {meaning}." for marker, meaning in issue.contents.markers.items()],
    }
    has_areas = any(table.layout is Layout.AREAS_IN_ROWS for table in issue.tables)
    words = {
        "title": in_words(issue.book.title, issue.latest),
        "coverage": about.coverage if has_areas else f"{ENGLAND.area_name}.",
        "row_order": about.row_order if has_areas else "",
        "publication": day,
        "source": about.source,
        "contact": publication.contact,
    }
    sheets = {"contents": CONTENTS_SHEET, "notes": NOTES_SHEET}
    row = 0
    for text, kind in issue.template.cover:
        name = text.strip().strip("{}")
        for line in lines[name] if name in lines else (PLACE.sub(lambda met: words.get(met[1], ""), text).strip(),):
            if not line:
                continue
            row += 1
            target = next((sheets[place] for place in PLACE.findall(text) if place in sheets), None)
            if target is None:
                write_text(sheet, row, 1, line, kind)
            else:
                write_link(sheet, row, 1, line, target)
    set_up_page(sheet, issue.styles)


def _held(book: Book, tables: Sequence[Table], issue: Issue) -> str:
    """A workbook of the release with the tables that it holds."""
    numbers = f"table {tables[0].number}" if len(tables) == 1 else f"tables {tables[0].number} to {tables[-1].number}"
    return f"{in_words(book.title, issue.latest)} ({numbers}){', this workbook' if book is issue.book else ''}."


def write_contents(sheet: Worksheet, issue: Issue) -> None:
    """The list of tables, each linked to its worksheet, what changed in it, and the tables that are no longer there."""
    headers = ("Table", "Title", "Units", "Also in the data set", "Changes")
    widths = issue.styles.widths
    set_widths(sheet, [widths.note, widths.contents_title, *[widths.contents_other] * 2, widths.contents_title])
    header_row = write_lines(sheet, "List of tables", [f"{ONE_TABLE} It lists the tables of this workbook."])
    write_link(sheet, header_row, 1, "Go to the notes to the tables", NOTES_SHEET)
    header_row += 1
    for column, header in enumerate(headers, start=1):
        write_text(sheet, header_row, column, header, HEADER)
    for row, table in enumerate(issue.tables, start=header_row + 1):
        changes = [f"From {change.year}: {change.reason}" for change in table.changes if change.year <= issue.year]
        write_link(sheet, row, 1, table.number, table.number)
        data_set = in_words(table.data_set.at(issue.year), issue.year)
        texts = (issue.title(table), table.units, data_set, " ".join(changes) or "No changes")
        for column, text in enumerate(texts, start=2):
            write_text(sheet, row, column, text, TEXT)
    dropped = issue.contents.dropped_before(issue.year, issue.book)
    for row, gone in enumerate(dropped, start=header_row + 1 + len(issue.tables)):
        title = in_words(gone.title, gone.last_year)
        cells = (gone.number, title, NO_LONGER, NO_LONGER, f"Last in {gone.last_year}: {gone.reason}")
        for column, text in enumerate(cells, start=1):
            write_text(sheet, row, column, text, TEXT)
    mark_up(sheet, issue.styles, "contents_list", header_row, headers)


def write_notes(sheet: Worksheet, issue: Issue) -> None:
    """The notes that titles and headers refer to by number, and after them what the tables count."""
    headers = ("Note", "Text", "Tables")
    widths = issue.styles.widths
    set_widths(sheet, [widths.note, widths.note_text, widths.contents_other])
    header_row = write_lines(sheet, "Notes to the tables", [f"{ONE_TABLE} Shorthand is explained on the cover."])
    write_link(sheet, header_row, 1, "Go to the list of tables", CONTENTS_SHEET)
    header_row += 1
    for column, header in enumerate(headers, start=1):
        write_text(sheet, header_row, column, header, HEADER)
    for note, number in issue.note_numbers.items():
        used_in = ", ".join(table.number for table in issue.tables if note in issue.notes_of(table))
        texts = (f"note {number}", in_words(issue.contents.notes[note], issue.latest), used_in)
        for column, text in enumerate(texts, start=1):
            write_text(sheet, header_row + number, column, text, TEXT)
    for text, number in issue.definition_numbers.items():
        used_in = ", ".join(table.number for table in issue.tables if text in issue.definitions_of(table))
        for column, told in enumerate((f"note {number}", text, used_in), start=1):
            write_text(sheet, header_row + number, column, told, TEXT)
    mark_up(sheet, issue.styles, "notes_list", header_row, headers)
