"""Write a release's tables as one accessible Excel workbook: cover, contents, notes, and a worksheet for each table.

Every table is one block without merged cells, filters or frozen panes, with one row of unique headers; spanners are
part of the headers. England and the regions come first and local authorities follow, grouped by region with the region
in a column of its own: a table that lists each region above its authorities tells them apart only by eye, and sorting
or filtering it mixes totals with their parts.
Sources: Analysis Function, accessible spreadsheets checklist; local authority tables of SFR34/2015.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.publication import workbook_styles as style
from pipeline.publication.contents import Column, Contents, Statistic, Table, WorkbookEdition, in_words
from pipeline.publication.figure import Area, AreaLevel, Figure, Marker
from pipeline.publication.workbook_cells import mark_up, set_widths, write_lines, write_link, write_text
from pipeline.publication.workbook_front import (
    CONTENTS_SHEET,
    NOTES_SHEET,
    ONE_TABLE,
    Issue,
    write_contents,
    write_cover,
    write_notes,
)
from pipeline.publication.workbook_package import save_reproducibly
from pipeline.publication.workbook_styles import WorkbookStyles, load_styles
from pipeline.stages import UsageError

AREA_HEADERS = ("Local authority code", "Area code", "Region", "Area")
RELEASED_AT = datetime.time(9, 30)


class PublishedFigures(Protocol):
    """The figures of a release as published: rounded, protected, with a marker wherever there is no number.

    ``key`` is empty for the total of a measure, else its ``breakdown=category`` pairs.
    """

    def count(self, measure: str, year: int, area_code: str, key: str) -> Figure:
        """The number of units of the measure."""

    def percent(self, measure: str, year: int, area_code: str, key: str, of_key: str, decimals: int) -> Figure:
        """The number at ``key`` per hundred of the number at ``of_key``, to ``decimals`` places."""

    def rate(self, measure: str, year: int, area_code: str, key: str) -> Figure:
        """The number per 10,000 children aged under 18."""

    def difference(self, first: tuple[str, str], second: tuple[str, str], year: int, area_code: str) -> Figure:
        """The number at the first (measure, key) less the number at the second."""


def write_workbook(
    path: Path,
    contents: Contents,
    edition: WorkbookEdition,
    year: int,
    figures: PublishedFigures,
    areas: Sequence[Area],
    *,
    part: str = "september",
    statements: Sequence[str] = (),
    years_held: Collection[int] | None = None,
    styles: WorkbookStyles | None = None,
) -> None:
    """Write the workbook of ``year`` to ``path``; the same input gives the same bytes.

    ``areas`` are the rows; regions keep the order they come in. ``statements`` are added to the cover, for what is
    known of this release only (such as which figures are estimates). With ``years_held``, the columns of other years
    are left out. Raises UsageError when the edition has no table in this part, when a table is left without columns
    or has two columns of one header, and when an authority's region is not among the areas.
    """
    tables = tuple(contents.tables_in(year, part))
    if not tables:
        raise UsageError(f"{contents.path.name}: no table is declared for the {part} part of the {year} edition.")
    issue = Issue(contents, edition, year, contents.part(part), years_held, tables, styles or load_styles())
    rows = in_table_order(areas)
    book = Workbook()
    decimals = {column.decimals for table in tables for column in issue.columns(table)}
    style.add_named_styles(book, issue.styles, decimals)
    _describe(book, issue)
    write_cover(book.active, issue, statements)
    write_contents(book.create_sheet(CONTENTS_SHEET), issue)
    write_notes(book.create_sheet(NOTES_SHEET), issue)
    for table in tables:
        _write_table(book.create_sheet(table.number), issue, table, figures, rows)
    published = datetime.datetime.combine(issue.part.published_on(year), RELEASED_AT)
    save_reproducibly(book, path, published)


def in_table_order(areas: Sequence[Area]) -> list[Area]:
    """England, the regions as they come, then the authorities of each region by name.

    Raises UsageError for an authority whose region is not among the areas.
    """
    above = [area for area in areas if area.level is not AreaLevel.LOCAL_AUTHORITY]
    england = [area for area in above if area.level is AreaLevel.NATIONAL]
    regions = [area for area in above if area.level is not AreaLevel.NATIONAL]
    position = {region.area_name: index for index, region in enumerate(regions)}
    authorities = [area for area in areas if area.level is AreaLevel.LOCAL_AUTHORITY]
    for area in authorities:
        if area.region_name not in position:
            raise UsageError(
                f"{area.area_name} is in the region {area.region_name!r}, which has no row; add the region."
            )
    return [*england, *regions, *sorted(authorities, key=lambda a: (position[a.region_name], a.area_name.casefold()))]


def _describe(book: Workbook, issue: Issue) -> None:
    about, properties = issue.contents.workbook, book.properties
    properties.title = in_words(about.title, issue.year)
    properties.creator = properties.lastModifiedBy = about.creator
    properties.subject, properties.keywords, properties.language = about.subject, about.keywords, about.language


def _write_table(sheet: Worksheet, issue: Issue, table: Table, figures: PublishedFigures, rows: Sequence[Area]) -> None:
    columns = issue.columns(table)
    if not columns:
        raise UsageError(f"{issue.contents.path.name}: table {table.number} has no column in the {issue.year} edition.")
    widths = issue.styles.widths
    set_widths(sheet, [widths.code, widths.area_code, widths.region, widths.area, *[widths.figure] * len(columns)])
    header_row = write_lines(
        sheet,
        issue.with_notes(f"Table {table.number}: {issue.title(table)}", table.notes),
        [
            f"{ONE_TABLE} Notes are on the worksheet Notes, shorthand is explained on the cover.",
            f"Units: {table.units[0].lower()}{table.units[1:]}.",
            f"Source: {issue.contents.workbook.source}",
        ],
    )
    write_link(sheet, header_row, 1, "Go to the list of tables", CONTENTS_SHEET)
    header_row += 1
    headers = [*AREA_HEADERS, *(issue.with_notes(column.header(issue.year), column.notes) for column in columns)]
    for position, header in enumerate(headers, start=1):
        kind = style.HEADER if position <= len(AREA_HEADERS) else style.FIGURE_HEADER
        write_text(sheet, header_row, position, header, kind)
    symbols = {marker: issue.edition.shown(marker) for marker in Marker}
    not_applicable = symbols[Marker.NOT_APPLICABLE]
    for row, area in enumerate(rows, start=header_row + 1):
        codes = (area.la_code, area.new_la_code or area.area_code, area.region_name, area.area_name)
        for position, text in enumerate(codes, start=1):
            write_text(sheet, row, position, text or not_applicable, style.TEXT)
        for position, column in enumerate(columns, start=len(codes) + 1):
            figure = _figure(figures, column, issue.year - column.years_back, area.area_code)
            if figure.marker is not None:
                write_text(sheet, row, position, symbols[figure.marker], style.figure_style(column.decimals))
            else:
                cell = sheet.cell(row, position, figure.value)
                cell.style = style.figure_style(column.decimals)
    mark_up(sheet, issue.styles, f"{table.number}_{table.name}", header_row, headers)
    sheet.print_title_cols = f"A:{get_column_letter(len(AREA_HEADERS))}"
    sheet.page_setup.fitToWidth = -(-len(columns) // issue.styles.figures_across_a_page)


def _figure(figures: PublishedFigures, column: Column, year: int, area_code: str) -> Figure:
    match column.statistic:
        case Statistic.COUNT:
            return figures.count(column.measure, year, area_code, column.key)
        case Statistic.PERCENT:
            return figures.percent(column.measure, year, area_code, column.key, column.of, column.decimals)
        case Statistic.RATE:
            return figures.rate(column.measure, year, area_code, column.key)
        case Statistic.DIFFERENCE:
            if column.minus is None:
                raise UsageError(f"The column {column.heading!r} is a difference and does not say what to subtract.")
            return figures.difference((column.measure, column.key), column.minus, year, area_code)
