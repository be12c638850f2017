"""Write a release's tables as accessible Excel workbooks: cover, contents, notes, and a worksheet for each table.

Every table is one block without merged cells, filters or frozen panes, with one row of unique headers; spanners are
part of the headers. England and the regions come first and local authorities follow, grouped by region with the region
in a column of its own: a table that lists each region above its authorities tells them apart only by eye, and sorting
or filtering it mixes totals with their parts. For the same reason a national table prints the characteristic on every
row of its categories.
Sources: Analysis Function, accessible spreadsheets checklist; local authority tables of SFR34/2015.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.analyse.caveats import Caveat, caveats_behind
from pipeline.analyse.comparisons import Comparisons, ShownFigures
from pipeline.analyse.estimated_areas import EstimatedArea, estimates_behind
from pipeline.analyse.shown import shown_in_cell
from pipeline.analyse.workbook_grid import Grid, in_table_order, lay_out
from pipeline.design.contents import Book, Contents, Layout, Table, in_words
from pipeline.design.figure import Area, Figure, Marker, YearsAndMonths
from pipeline.design.files.publication_file import publication_of
from pipeline.disseminate.workbooks import workbook_styles as style
from pipeline.disseminate.workbooks.open_document import write_open_document
from pipeline.disseminate.workbooks.workbook_cells import (
    give_style,
    mark_up,
    set_widths,
    write_lines,
    write_link,
    write_text,
)
from pipeline.disseminate.workbooks.workbook_front import (
    CONTENTS_SHEET,
    NOTES_SHEET,
    ONE_TABLE,
    Issue,
    write_contents,
    write_cover,
    write_notes,
)
from pipeline.disseminate.workbooks.workbook_package import save_reproducibly
from pipeline.disseminate.workbooks.workbook_template import WorkbookTemplate, load_template
from pipeline.reference.periods import latest_of

NO_DECIMALS: Mapping[str, int] = MappingProxyType({})
NO_DEFINITIONS: Mapping[str, str] = MappingProxyType({})
RELEASED_AT = datetime.time(9, 30)


def write_workbook(
    path: Path,
    contents: Contents,
    book: Book,
    year: int,
    figures: ShownFigures,
    areas: Sequence[Area],
    *,
    rounding: Sequence[str] = (),
    statements: Sequence[str] = (),
    estimated: Sequence[EstimatedArea] = (),
    years_held: Collection[int] | None = None,
    template: WorkbookTemplate | None = None,
    decimals: Mapping[str, int] = NO_DECIMALS,
    response: Sequence[str] = (),
    caveats: Sequence[Caveat] = (),
    leaving: str = "",
    definitions: Mapping[str, str] = NO_DEFINITIONS,
) -> None:
    """Write the ``book`` of ``year`` to ``path``, and beside it as ``.ods``; the same input gives the same bytes.

    ``areas`` are the rows; regions keep the order they come in. ``rounding`` says how figures were rounded and
    ``statements`` what else is known of this release only; both are on the cover. Every table with figures of
    ``estimated`` areas says so above its header, and so does one with figures that ``caveats`` are on; the ``response``
    rate is said above every table. Numbers of a measure have the places that ``decimals`` gives it. ``leaving`` is the
    part of the release that leaves now, empty for all. ``definitions`` say what each measure counts: they follow the
    notes, and each table says which of them are its own.
    With ``years_held``, the columns of other years are left out. Raises UsageError when a table is left without rows or
    columns or has two of one name, and when an authority's region is not among the areas.
    """
    rows = in_table_order(areas)
    tables = [table for table in contents.tables_in(year) if book.holds(table)]
    grids = {table.number: lay_out(table, year, rows, years_held) for table in tables}
    edition = contents.edition_for(year)
    latest = latest_of(year, years_held or ())
    publication = publication_of(contents, contents.part(book.part), year, latest, leaving)
    issue = Issue(
        *(contents, book, edition, year, latest, publication, tuple(tables), grids, leaving),
        *(template or load_template(), decimals, definitions),
    )
    workbook = Workbook()
    style.add_named_styles(workbook, issue.styles, _decimals(issue))
    _describe(workbook, issue)
    write_cover(workbook.active, issue, rounding, statements)
    write_contents(workbook.create_sheet(CONTENTS_SHEET), issue)
    write_notes(workbook.create_sheet(NOTES_SHEET), issue)
    compared = Comparisons(figures, (area.area_code for area in rows if area.level.sends_returns))
    for table in tables:
        _write_table(workbook.create_sheet(table.number), issue, table, compared, estimated, response, caveats)
    published = datetime.datetime.combine(publication.published_on, RELEASED_AT)
    save_reproducibly(workbook, path, published, issue.template.logo)
    write_open_document(workbook, path.with_suffix(".ods"), published, issue.template.logo)


def _decimals(issue: Issue) -> set[int]:
    shown = (asked for grid in issue.grids.values() for row in grid.asked for asked in row if asked is not None)
    return {0, *(issue.decimal_places(asked.cell) for asked in shown)}


def _describe(workbook: Workbook, issue: Issue) -> None:
    about, properties = issue.contents.about, workbook.properties
    properties.title = in_words(issue.book.title, issue.latest)
    properties.creator = properties.lastModifiedBy = about.creator
    properties.subject, properties.keywords, properties.language = about.subject, about.keywords, about.language


def _write_table(
    sheet: Worksheet,
    issue: Issue,
    table: Table,
    compared: Comparisons,
    estimated: Sequence[EstimatedArea],
    response: Sequence[str],
    caveats: Sequence[Caveat],
) -> None:
    shown = [shown_in_cell(one) for row in issue.grids[table.number].asked for one in row if one is not None]
    grid, widths = issue.grids[table.number], issue.styles.widths
    if table.layout is Layout.AREAS_IN_ROWS:
        first = [widths.code, widths.area_code, widths.region, widths.area]
    else:
        first = [widths.characteristic, widths.category][-len(grid.row_headers) :]
    set_widths(sheet, [*first, *[widths.figure] * len(grid.columns)])
    header_row = write_lines(
        sheet,
        issue.with_notes(f"Table {table.number}: {issue.title(table)}", table.notes),
        [
            f"{ONE_TABLE} Notes are on the worksheet Notes, shorthand is explained on the cover.",
            *issue.counted(table),
            f"Units: {table.units[0].lower()}{table.units[1:]}.",
            f"Source: {issue.contents.about.source}",
            *response,
            *estimates_behind(estimated, shown),
            *caveats_behind(caveats, shown),
        ],
    )
    write_link(sheet, header_row, 1, "Go to the list of tables", CONTENTS_SHEET)
    header_row += 1
    headers = [*grid.row_headers, *(issue.with_notes(column.header, column.notes) for column in grid.columns)]
    for position, header in enumerate(headers, start=1):
        kind = style.HEADER if position <= len(grid.row_headers) else style.FIGURE_HEADER
        write_text(sheet, header_row, position, header, kind)
    _write_body(sheet, issue, grid, header_row, compared)
    mark_up(sheet, issue.styles, f"{table.number}_{table.name}", header_row, headers)
    sheet.print_title_cols = f"A:{get_column_letter(len(grid.row_headers))}"
    sheet.page_setup.fitToWidth = -(-len(grid.columns) // issue.styles.figures_across_a_page)


def _write_body(sheet: Worksheet, issue: Issue, grid: Grid, header_row: int, compared: Comparisons) -> None:
    symbols = {marker: issue.edition.shown(marker) for marker in Marker}
    for number, (row, asked) in enumerate(zip(grid.rows, grid.asked, strict=True), start=header_row + 1):
        last = len(row.texts)
        for position, text in enumerate(row.texts, start=1):
            label = issue.with_notes(text, row.notes) if position == last else text
            write_text(sheet, number, position, label or symbols[Marker.NOT_APPLICABLE], style.TEXT)
        if row.indent:
            give_style(sheet.cell(number, last), style.indented(row.indent))
        for position, one in enumerate(asked, start=last + 1):
            figure = (
                compared.of(shown_in_cell(one), one.cell.compared)
                if one is not None
                else Figure.marked(Marker.NOT_APPLICABLE)
            )
            name = style.figure_style(issue.decimal_places(one.cell) if one is not None else 0)
            if figure.marker is not None:
                write_text(sheet, number, position, symbols[figure.marker], name)
            elif isinstance(figure.value, YearsAndMonths):
                write_text(sheet, number, position, str(figure.value), name)
            else:
                give_style(sheet.cell(number, position, figure.value), name)
