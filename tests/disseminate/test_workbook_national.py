"""National tables: a row for every category, a column for every year, and each cell the figure that both name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.analyse.areas import ENGLAND, Areas
from pipeline.analyse.figures import Shown
from pipeline.analyse.reading import read_workbooks
from pipeline.analyse.shown import shown_in_cell, shown_in_workbook
from pipeline.analyse.workbook_grid import Grid, in_table_order, lay_out
from pipeline.design.contents import Contents, Layout, Table
from pipeline.design.figure import Area, AreaLevel, Figure, Marker
from pipeline.design.files.contents_file import load_contents
from pipeline.disseminate.standards.workbook_standard import screen_workbook
from pipeline.foundation.stages import UnreadableInput, UsageError
from tests.disseminate.workbook_example import AREAS, TABLES, InventedFigures, write_example

NATIONAL = Layout.CATEGORIES_IN_ROWS
ON_31_MARCH = "looked_after_on_31_march"
TABLE = """
  - number: Z1
    name: example
    title: Example, England, {first_year} to {year}
    data_set: No data set
    layout: categories_in_rows
    units: Numbers
    part: september
    first_year: 2018
    measure: looked_after_on_31_march
"""


@pytest.fixture(scope="module")
def contents() -> Contents:
    return load_contents(TABLES)


@pytest.fixture
def declared(tmp_path: Path) -> Callable[[str], Table]:
    """The table Z1 with the lines of text that a test gives it."""

    def declare(lines: str) -> Table:
        folder = tmp_path / TABLES.parent.name
        folder.mkdir()
        for name in (TABLES.name, "table_categories.yaml", "labels.csv", "data_sets.yaml"):
            (folder / name).write_text(TABLES.with_name(name).read_text(encoding="utf-8"), encoding="utf-8")
        path = folder / TABLES.name
        indented = "".join(f"    {line}\n" for line in lines.splitlines() if line.strip())
        path.write_text(path.read_text(encoding="utf-8") + TABLE + indented, encoding="utf-8")
        return load_contents(path).tables[-1]

    return declare


def grid_of(table: Table, year: int = 2024) -> Grid:
    return lay_out(table, year, in_table_order(AREAS))


def cells(grid: Grid) -> dict[tuple[str, ...], dict[str, Shown | None]]:
    """What every cell shows, by the row's texts and the column's header."""
    headers = [column.header for column in grid.columns]
    return {
        row.texts: dict(zip(headers, (None if one is None else shown_in_cell(one) for one in asked), strict=True))
        for row, asked in zip(grid.rows, grid.asked, strict=True)
    }


def body(path: Path, number: str) -> dict[tuple[str, str], dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)[number]
    (table,) = sheet.tables.values()
    headers, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    return {(row[0], row[1]): dict(zip(headers, row, strict=True)) for row in rows}


def printed(figure: Figure) -> object:
    return {Marker.CONFIDENTIAL: "x", Marker.NEGLIGIBLE: "-"}.get(figure.marker or Marker.LOW_RELIABILITY, figure.value)


def test_every_cell_shows_the_category_and_year_that_its_row_and_column_name(tmp_path: Path) -> None:
    rows = body(write_example(tmp_path / "a.xlsx", 2015, layout=NATIONAL), "A1")
    figures = InventedFigures()
    for year in range(2011, 2016):
        count = figures.of(Shown("count", ON_31_MARCH, year, "E92000001", "age_group=5_to_9"))
        assert rows["Age", "5 to 9 years"][f"Number: 31 March {year}"] == printed(count)
        percent = figures.of(Shown("percent", ON_31_MARCH, year, "E92000001", "age_group=5_to_9"))
        assert rows["Age", "5 to 9 years"][f"Percentage: 31 March {year}"] == printed(percent)
    assert ("Total", "All children looked after on 31 March") in rows


@pytest.mark.parametrize("year", range(2014, 2018))
@pytest.mark.parametrize("part", ["september", "december"])
@pytest.mark.parametrize("layout", list(Layout))
def test_the_workbooks_of_the_first_releases_meet_the_standard_but_for_their_letters(
    tmp_path: Path, contents: Contents, year: int, part: str, layout: Layout
) -> None:
    path = write_example(tmp_path / "a.xlsx", year, contents, layout=layout, part=part, years_held=range(2014, 2018))
    assert screen_workbook(path, contents.edition_for(year).departures) == []


def test_years_without_returns_and_repeated_years_in_the_title_are_left_out(tmp_path: Path) -> None:
    path = write_example(tmp_path / "a.xlsx", 2014, layout=NATIONAL, years_held={2014})
    sheet = openpyxl.load_workbook(path)["A2"]
    assert sheet["A1"].value.startswith("Table A2: Children looked after on 31 March by placement, England, 2014 [note")
    assert [cell.value for cell in sheet[6]] == ["Category", "Number: 31 March 2014", "Percentage: 31 March 2014"]


def test_what_a_category_is_made_of_is_set_in(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_example(tmp_path / "a.xlsx", 2014, layout=NATIONAL))["A2"]
    indents = {cell.value: cell.alignment.indent for cell in sheet["A"]}
    assert indents["Foster placements"] == 0
    assert (
        0 < indents["Foster placements inside the boundary"] < indents["Inside the boundary with a relative or friend"]
    )


def test_statistics_stand_under_the_kind_that_they_belong_to(declared: Callable[[str], Table]) -> None:
    average = 'statistic: average, of: "ceased_during_year:", decimals: 1'
    grid = grid_of(
        declared(
            f"""
            columns: {{numbers: 1, percentages: 1, rates: 1}}
            rows:
              - {{heading: Boys, key: sex=male}}
              - {{heading: Girls, key: sex=female, percentage: false}}
              - {{heading: Share, key: sex=male, statistic: percent, decimals: 1}}
              - {{heading: Days, key: "", measure: days_looked_after_on_ceasing, {average}}}
            """.replace("            ", "")
        )
    )
    by_row = cells(grid)
    start = (ON_31_MARCH, 2024, "E92000001", "sex=male")
    assert by_row["Boys",] == {
        "Number: 2024": Shown("count", *start),
        "Percentage: 2024": Shown("percent", *start),
        "Rate per 10,000: 2024": Shown("rate", *start),
    }
    assert by_row["Girls",]["Percentage: 2024"] is None
    assert [one and one.statistic for one in by_row["Share",].values()] == [None, "percent", None]
    days = [one for one in by_row["Days",].values() if one is not None]
    assert [(one.statistic, one.of_measure, one.decimals) for one in days] == [("average", "ceased_during_year", 1)]


def test_within_is_part_of_every_key_and_of_what_a_percentage_is_of(declared: Callable[[str], Table]) -> None:
    table = declared("within: uasc=uasc\ncolumns: {percentages: 1}\nrows: [{list: sex}]")
    (shown,) = cells(grid_of(table))["Male",].values()
    assert shown is not None
    assert (shown.key, shown.of_key) == ("sex=male;uasc=uasc", "uasc=uasc")


def test_years_that_did_not_have_a_code_have_no_figure(declared: Callable[[str], Table]) -> None:
    new = "{heading: New, key: uasc=uasc, figures_from: 2023}"
    old = "{heading: Old, key: uasc=non_uasc, figures_from: 2022}"
    table = declared(f"columns: {{numbers: 5}}\nrows: [{new}, {old}]")
    rows = cells(grid_of(table))
    assert [one and one.year for one in rows["New",].values()] == [None, 2023, 2024]
    assert list(rows["Old",]) == ["Number: 2022", "Number: 2023", "Number: 2024"]


def test_labels_of_a_data_set_are_rows_with_their_groups(declared: Callable[[str], Table]) -> None:
    table = declared("columns: {numbers: 1}\nrows: [{labels: la_on_31_march}]")
    rows = cells(grid_of(table))
    assert rows["Age group", "1 to 4 years"]["Number: 2024"] == Shown(
        "count", ON_31_MARCH, 2024, "E92000001", "age_group=1_to_4"
    )
    placed = rows["LA of placement", "Total"]["Number: 2024"]
    assert placed is not None
    assert placed.measure == "children_placed_within_local_authority"


def test_two_rows_of_one_name_are_refused(declared: Callable[[str], Table]) -> None:
    table = declared("columns: {numbers: 1}\nrows: [{list: [sex, sex]}]")
    with pytest.raises(UsageError, match="Z1_example has two rows headed 'Female'"):
        grid_of(table)


@pytest.fixture
def published(tmp_path: Path, contents: Contents) -> tuple[Path, Areas]:
    """The two September workbooks of 2014 in a release folder, and its areas."""
    areas = replace(
        Areas([], [], {}, frozenset(), {}),
        regions=[area for area in AREAS if area.level not in (AreaLevel.NATIONAL, AreaLevel.LOCAL_AUTHORITY)],
        local_authorities=[area for area in AREAS if area.level is AreaLevel.LOCAL_AUTHORITY],
        in_being=frozenset((2014, area.area_code) for area in AREAS),
    )
    (tmp_path / "tables").mkdir()
    rows: list[Area] = areas.of_year(2014)
    for book, _ in contents.books_in(2014, "september"):
        path = tmp_path / "tables" / book.file_name_of(2014)
        write_example(path, 2014, contents, areas=rows, years_held={2014}, layout=book.layouts[0])
    return tmp_path, areas


def test_what_is_read_back_is_what_disclosure_control_was_told(
    published: tuple[Path, Areas], contents: Contents
) -> None:
    publish, areas = published
    read = list(read_workbooks(publish, contents, 2014, "september", [2014], areas))
    told = set(shown_in_workbook(contents, 2014, [2014], areas))
    shown = {one.shown for one in read}
    additional = {line.cell.measure for table in contents.tables_in(2014, "december") for line in table.lines}
    assert shown <= told
    assert {one.measure for one in told - shown} == additional
    figures = InventedFigures()
    for one in read:
        assert one.text == str(printed(figures.of(one.shown)))
    place = next(one for one in read if " A1!" in one.place)
    assert openpyxl.load_workbook(publish / "tables" / place.place.split()[0])["A1"][
        place.place.partition("!")[2]
    ].value == printed(figures.of(place.shown))


@pytest.mark.parametrize("number, cell", [("A1", "B8"), ("A1", "C6"), ("LAA5", "A11")])
def test_a_workbook_whose_rows_or_columns_are_not_those_declared_is_not_read(
    published: tuple[Path, Areas], contents: Contents, number: str, cell: str
) -> None:
    publish, areas = published
    layout = Layout.AREAS_IN_ROWS if number.startswith("LA") else NATIONAL
    name = next(book for book in contents.books if layout in book.layouts).file_name_of(2014)
    book = openpyxl.load_workbook(publish / "tables" / name)
    book[number][cell].value = "Something else"
    book.save(publish / "tables" / name)
    with pytest.raises(UnreadableInput, match=number):
        list(read_workbooks(publish, contents, 2014, "september", [2014], areas))


def test_england_is_the_area_of_national_tables(contents: Contents) -> None:
    table = next(table for table in contents.tables_in(2014) if table.number == "A1")
    asked = {one.area_code for row in lay_out(table, 2014, in_table_order(AREAS)).asked for one in row if one}
    assert asked == {ENGLAND.area_code}
