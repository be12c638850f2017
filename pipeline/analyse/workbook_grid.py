"""How a table stands on its worksheet: the texts of its header and first columns, and which figure each cell shows.

The writer, disclosure control and everybody who reads a published workbook back walk the same grid.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.design.contents import ColumnKind, Layout, Line, Table, TableCell, in_words
from pipeline.design.figure import Area, AreaLevel
from pipeline.design.statistic import COUNT, PERCENT, RATE
from pipeline.foundation.stages import UsageError
from pipeline.reference.periods import latest_of, period_of

AGENCY_HEADER = "Agency code"
AREA_HEADERS = ("Local authority code", "Area code", "Region", "Area")
CATEGORY_HEADERS = ("Characteristic", "Category")
NO_GROUP = "Total"  # the characteristic of rows that stand for all of them
KIND_HEADINGS = {
    ColumnKind.NUMBERS: "Number",
    ColumnKind.PERCENTAGES: "Percentage",
    ColumnKind.RATES: "Rate per 10,000",
}
WORKED_OUT = {ColumnKind.PERCENTAGES: PERCENT, ColumnKind.RATES: RATE}


@dataclass(frozen=True)
class Asked:
    """The figure that one cell of a table shows."""

    cell: TableCell
    year: int
    area_code: str


@dataclass(frozen=True)
class GridColumn:
    """The header of a column of figures, and the notes it refers to."""

    header: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GridRow:
    """What stands before a row's figures (empty: does not apply), its notes, and how far its label is set in."""

    texts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    indent: int = 0


@dataclass(frozen=True)
class Grid:
    """A table in one edition; ``asked`` has a row for each row, None where a figure does not apply."""

    row_headers: tuple[str, ...]
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    asked: tuple[tuple[Asked | None, ...], ...]
    first_year: int

    @property
    def notes(self) -> set[str]:
        """The notes that headers and rows refer to."""
        of_columns = {note for column in self.columns for note in column.notes}
        return of_columns | {note for row in self.rows for note in row.notes}


def lay_out(table: Table, year: int, areas: Sequence[Area], years_held: Collection[int] | None = None) -> Grid:
    """The grid of a table in the edition of ``year``, without the columns of years that are not held.

    A release of quarters has the latest of those held where another has its year. ``areas`` are in the order of
    ``in_table_order``. Raises UsageError when a table is left without rows or columns, or
    has two rows or two columns of one name.
    """
    if table.layout is Layout.AREAS_IN_ROWS:
        areas = [area for area in areas if not table.levels or area.level.value in table.levels]
        grid = _areas_in_rows(table, year, areas, years_held)
    else:
        grid = _categories_in_rows(table, year, areas, years_held)
    if not grid.columns or not grid.rows:
        raise UsageError(f"tables.yaml: table {table.number} has no column or no row in the {year} edition.")
    _refuse_repeated(table, "columns", [column.header for column in grid.columns])
    _refuse_repeated(table, "rows", [": ".join(row.texts) for row in grid.rows])
    return grid


def _refuse_repeated(table: Table, what: str, names: Sequence[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise UsageError(
            f"tables.yaml: table {table.number}_{table.name} has two {what} headed {repeated[0]!r}; rename one of them."
        )


def _areas_in_rows(table: Table, year: int, areas: Sequence[Area], years_held: Collection[int] | None) -> Grid:
    latest = period_of(latest_of(year, years_held or ()))
    columns = [(line, latest.back(line.years_back).collection_year) for line in table.lines_in(year)]
    columns = [(line, shown) for line, shown in columns if years_held is None or shown in years_held]
    code = AGENCY_HEADER if any(area.level is AreaLevel.AGENCY for area in areas) else AREA_HEADERS[0]
    return Grid(
        (code, *AREA_HEADERS[1:]),
        tuple(GridColumn(line.header(latest.collection_year), line.notes) for line, _ in columns),
        tuple(
            GridRow((area.la_code or "", area.new_la_code or area.area_code, area.region_name, area.area_name))
            for area in areas
        ),
        tuple(tuple(_asked(line, line.cell, shown, area.area_code) for line, shown in columns) for area in areas),
        min((shown for _, shown in columns), default=year),
    )


def _categories_in_rows(table: Table, year: int, areas: Sequence[Area], years_held: Collection[int] | None) -> Grid:
    england = next(area.area_code for area in areas if area.level is AreaLevel.NATIONAL)
    latest = period_of(latest_of(year, years_held or ()))
    columns = [
        (columns.kind, shown)
        for columns in table.year_columns
        for shown in (latest.back(back).collection_year for back in reversed(range(columns.years)))
        if years_held is None or shown in years_held
    ]
    lines = table.lines_in(year)
    # A year that none of the rows has figures for has no column.
    columns = [(kind, shown) for kind, shown in columns if any(line.figures.holds_in(shown) for line in lines)]
    is_grouped = any(line.above for line in lines)
    return Grid(
        CATEGORY_HEADERS if is_grouped else CATEGORY_HEADERS[1:],
        tuple(GridColumn(_header(table, kind, shown)) for kind, shown in columns),
        tuple(
            GridRow(
                (": ".join(line.above) or NO_GROUP, in_words(line.heading, year))
                if is_grouped
                else (in_words(line.heading, year),),
                line.notes,
                line.indent,
            )
            for line in lines
        ),
        tuple(
            tuple(_asked(line, _cell_under(kind, line), shown, england) for kind, shown in columns) for line in lines
        ),
        min((shown for _, shown in columns), default=year),
    )


def _header(table: Table, kind: ColumnKind, year: int) -> str:
    heading = in_words(table.year_heading, year)
    return f"{KIND_HEADINGS[kind]}: {heading}" if kind in KIND_HEADINGS else heading


def _cell_under(kind: ColumnKind, line: Line) -> TableCell | None:
    """What a row shows in a column of this kind; None where the kind does not apply to it."""
    own, wanted = line.cell.statistic.kind, WORKED_OUT.get(kind)
    if kind is ColumnKind.FIGURES or own == wanted:
        return line.cell
    if wanted is None:
        return None if own in WORKED_OUT.values() else line.cell
    if own != COUNT or (wanted == PERCENT and not line.has_percentage):
        return None
    return replace(line.cell, statistic=replace(line.cell.statistic, kind=wanted))


def _asked(line: Line, cell: TableCell | None, year: int, area_code: str) -> Asked | None:
    return Asked(cell, year, area_code) if cell is not None and line.figures.holds_in(year) else None


def in_table_order(areas: Sequence[Area]) -> list[Area]:
    """England, the regions as they come, then the authorities of each region by name.

    Raises UsageError for an authority whose region is not among the areas.
    """
    above = [area for area in areas if not area.level.sends_returns]
    england = [area for area in above if area.level is AreaLevel.NATIONAL]
    regions = [area for area in above if area.level is not AreaLevel.NATIONAL]
    position = {region.area_name: index for index, region in enumerate(regions)}
    authorities = [area for area in areas if area.level.sends_returns]
    # An agency that works in all of England stands after those of the regions.
    position[""] = len(regions)
    for area in authorities:
        if area.region_name not in position:
            raise UsageError(
                f"{area.area_name} is in the region {area.region_name!r}, which has no row; add the region."
            )
    return [*england, *regions, *sorted(authorities, key=lambda a: (position[a.region_name], a.area_name.casefold()))]
