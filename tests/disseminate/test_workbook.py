"""The workbook holds the declared tables, each cell the figure its header names, and its bytes only the input."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.analyse.figures import Shown
from pipeline.analyse.workbook_grid import in_table_order
from pipeline.design.contents import Contents, Layout
from pipeline.design.figure import Figure, Marker, YearsAndMonths
from pipeline.design.files.contents_file import load_contents
from pipeline.design.statistic import Cell
from pipeline.disseminate.standards.workbook_standard import screen_workbook
from pipeline.disseminate.workbooks.workbook import write_workbook
from pipeline.foundation.stages import UsageError
from tests.disseminate.workbook_example import AREAS, TABLES, InventedFigures, book_of, local_authority, write_example

ON_31_MARCH = "looked_after_on_31_march"
ENGLAND = "E92000001"
PLACED = "children_placed_within_local_authority"


@pytest.fixture(scope="module")
def book_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_example(tmp_path_factory.mktemp("book") / "tables.xlsx")


@pytest.fixture(scope="module")
def contents() -> Contents:
    return load_contents(TABLES)


def body(path: Path, sheet_name: str) -> dict[str, dict[str, Any]]:
    """A table by area name and header."""
    sheet = openpyxl.load_workbook(path)[sheet_name]
    (table,) = sheet.tables.values()
    headers, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    return {row[headers.index("Area")]: dict(zip(headers, row, strict=True)) for row in rows}


def shown(figure: Figure) -> object:
    symbols = {Marker.CONFIDENTIAL: "[c]", Marker.NEGLIGIBLE: "[k]"}
    return figure.value if figure.marker is None else symbols[figure.marker]


def test_the_workbook_meets_its_standard_without_a_warning(book_path: Path) -> None:
    assert [str(failing) for failing in screen_workbook(book_path)] == []


def test_sheets_are_cover_contents_notes_and_the_declared_tables(book_path: Path) -> None:
    names = openpyxl.load_workbook(book_path).sheetnames
    assert names == ["Cover", "Contents", "Notes", *(f"LAA{number}" for number in range(1, 9))]


def test_rows_are_england_regions_and_then_authorities_by_region_and_name(book_path: Path) -> None:
    rows = body(book_path, "LAA4")
    assert list(rows) == [
        *("England", "North East", "London", "Inner London"),
        *("County Durham", "Darlington", "Camden", "Westminster"),
    ]
    assert [row["Local authority code"] for row in rows.values()] == ["[z]"] * 4 + ["840", "841", "202", "213"]
    assert rows["England"]["Region"] == "[z]"
    assert rows["Camden"]["Region"] == "Inner London"


def test_every_statistic_shows_the_cell_and_year_that_its_header_names(book_path: Path) -> None:
    figures = InventedFigures()
    rates = body(book_path, "LAA1")["Camden"]
    assert rates["Number: 31 March 2021"] == shown(figures.of(Shown("count", ON_31_MARCH, 2021, "202", "")))
    rate = next(value for header, value in rates.items() if header.startswith("Rate per 10,000: 31 March 2023"))
    assert rate == shown(figures.of(Shown("rate", ON_31_MARCH, 2023, "202", "")))
    statuses = body(book_path, "LAA2")["England"]
    percent = figures.of(Shown("percent", ON_31_MARCH, 2024, ENGLAND, "legal_status=c2"))
    assert statuses["Percentage: Full care orders"] == shown(percent)
    places = body(book_path, "LAA6")["Darlington"]
    gain = next(value for header, value in places.items() if header.startswith("Number: Net gain"))
    outside = Cell(ON_31_MARCH, "locality=outside")
    placed_here = (PLACED, "la_of_placement=other_children_placed_within")
    assert gain == shown(figures.of(Shown("difference", placed_here[0], 2024, "841", placed_here[1], minus=outside)))
    own = next(v for h, v in places.items() if h.startswith("Percentage: Own children placed inside"))
    key = "la_of_placement=own_children_placed_internally"
    assert own == shown(figures.of(Shown("percent", PLACED, 2024, "841", key)))


def test_placement_groups_follow_the_year(tmp_path: Path) -> None:
    before = body(write_example(tmp_path / "a.xlsx", 2023), "LAA3")["England"]
    after = body(write_example(tmp_path / "b.xlsx", 2024), "LAA3")["England"]
    figures = InventedFigures()
    assert before["Number: Foster placements"] == shown(
        figures.of(Shown("count", ON_31_MARCH, 2023, ENGLAND, "placement_to_2022=foster"))
    )
    assert after["Number: Foster placements"] == shown(
        figures.of(Shown("count", ON_31_MARCH, 2024, ENGLAND, "placement=foster"))
    )
    assert "Number: Other placements in the community" in before
    assert "Number: Other placements in the community" not in after


def test_numbers_have_thousands_separators_and_stand_right(book_path: Path) -> None:
    sheet = openpyxl.load_workbook(book_path)["LAA1"]
    cells = [cell for row in sheet.iter_rows(min_col=5) for cell in row if isinstance(cell.value, int)]
    assert cells
    assert {cell.number_format for cell in cells} == {"#,##0"}
    assert {cell.alignment.horizontal for cell in cells} == {"right"}


def test_notes_are_numbered_as_they_stand_on_the_notes_sheet(book_path: Path) -> None:
    book = openpyxl.load_workbook(book_path)
    notes = {row[0].value: row[1].value for row in book["Notes"].iter_rows() if row[1].value}
    header = next(h for h in body(book_path, "LAA2")["England"] if h.startswith("Number: Placement order granted"))
    (number,) = re.findall(r"\[note (\d+)\]", header)
    assert notes[f"note {number}"].startswith("Placement orders have existed")


def test_the_same_input_gives_the_same_bytes_and_no_time_of_writing(tmp_path: Path) -> None:
    first = write_example(tmp_path / "first.xlsx").read_bytes()
    assert write_example(tmp_path / "second.xlsx", areas=list(reversed(AREAS[:3])) + AREAS[3:]).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "first.xlsx") as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2024-09-30T09:30:00Z"}
    assert list(tmp_path.glob(".*")) == []


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    names = ['=HYPERLINK("http://example.org","x")', "+1", "-1", "@SUM(1)", "=1+1"]
    strays = [local_authority(f"90{i}", name, "North East") for i, name in enumerate(names)]
    sheet = openpyxl.load_workbook(write_example(tmp_path / "a.xlsx", areas=[*AREAS, *strays]))["LAA1"]
    cells = {cell.value: cell for row in sheet.iter_rows(max_col=4) for cell in row if cell.value in names}
    assert sorted(cells) == sorted(names)
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells.values())


def test_former_releases_keep_their_letters_as_a_declared_departure(tmp_path: Path, contents: Contents) -> None:
    path = write_example(tmp_path / "a.xlsx", 2015)
    values = {value for row in body(path, "LAA2").values() for value in row.values()}
    assert {"x", "-", "."} <= values
    assert not {"[c]", "[k]", "[z]"} & values
    edition = contents.edition_for(2015)
    assert {failing.check for failing in screen_workbook(path)} == set(edition.departures)
    assert screen_workbook(path, edition.departures) == []


def test_columns_of_years_without_returns_are_left_out(tmp_path: Path) -> None:
    path = write_example(tmp_path / "a.xlsx", years_held={2023, 2024})
    numbers = [header for header in body(path, "LAA1")["England"] if header.startswith("Number")]
    assert numbers == ["Number: 31 March 2023", "Number: 31 March 2024"]
    assert openpyxl.load_workbook(path)["LAA1"]["A1"].value.startswith(
        "Table LAA1: Children looked after on 31 March, numbers and rates, by local authority, 2023 to 2024"
    )
    assert screen_workbook(path) == []


def test_the_cover_says_of_a_national_workbook_that_it_holds_england_alone(tmp_path: Path) -> None:
    covers = []
    for layout in (Layout.AREAS_IN_ROWS, Layout.CATEGORIES_IN_ROWS):
        book = openpyxl.load_workbook(write_example(tmp_path / f"{layout.value}.xlsx", layout=layout))
        covers.append([str(cell.value) for cell in book["Cover"]["A"]])
    by_area, national = covers
    assert any(line.startswith("Rows are in the order England") for line in by_area)
    assert not any(line.startswith("Rows are in the order") for line in national)
    assert national[national.index("Coverage") + 1] == "England." and "None" not in national


def test_statements_of_the_release_are_on_the_cover(tmp_path: Path) -> None:
    path = write_example(tmp_path / "a.xlsx", statements=["Figures of one authority are estimated."])
    cover = openpyxl.load_workbook(path)["Cover"]
    assert "Figures of one authority are estimated." in [cell.value for cell in cover["A"]]
    assert screen_workbook(path) == []


def test_an_authority_of_an_unknown_region_stops_the_workbook() -> None:
    with pytest.raises(UsageError, match=r"Atlantis is in the region 'The Deep'"):
        in_table_order([*AREAS, local_authority("999", "Atlantis", "The Deep")])


def test_decimals_are_kept_exactly(tmp_path: Path, contents: Contents) -> None:
    class Tenths:
        def of(self, shown: Shown) -> Figure:
            return Figure.of(Decimal("12.3"))

    path = tmp_path / "a.xlsx"
    write_workbook(path, contents, book_of(contents, Layout.AREAS_IN_ROWS), 2024, Tenths(), AREAS)
    assert body(path, "LAA2")["England"]["Percentage: Full care orders"] == 12.3


def test_years_and_months_are_written_as_such(tmp_path: Path, contents: Contents) -> None:
    class Durations:
        def of(self, shown: Shown) -> Figure:
            return Figure.of(YearsAndMonths(27) if shown.format == "years_and_months" else 1200)

    path = tmp_path / "a.xlsx"
    write_workbook(path, contents, book_of(contents, Layout.CATEGORIES_IN_ROWS), 2015, Durations(), AREAS)
    sheet = openpyxl.load_workbook(path)["E2"]
    cells = {(row[0].value, row[1].value): row[-1] for row in sheet.iter_rows()}
    assert cells["1 year", "Entry into care to decision"].value == "2:3"
    assert cells["1 year", "Entry into care to decision"].alignment.horizontal == "right"
    assert [cell.value for (group, label), cell in cells.items() if group == "1 year" and "12 months" in label] == [
        1200
    ]
    assert {failing.check for failing in screen_workbook(path)} == {"symbols"}


@pytest.mark.parametrize("value, marker", [(None, None), (1, Marker.CONFIDENTIAL)])
def test_a_figure_is_either_shown_or_marked(value: int | None, marker: Marker | None) -> None:
    with pytest.raises(ValueError, match="either a value or a marker"):
        Figure(value, marker)
