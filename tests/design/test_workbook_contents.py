"""``tables.yaml`` alone decides which tables there are, and answers an editor's mistake with its line and field."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml

from pipeline.analyse.workbook_grid import Grid, in_table_order, lay_out
from pipeline.design.contents import Contents, Layout
from pipeline.design.files.contents_file import load_contents
from pipeline.disseminate.standards.workbook_standard import screen_workbook
from pipeline.foundation.stages import TEMPLATES, UsageError
from tests.disseminate.workbook_example import AREAS, TABLES, write_example

EDITIONS = range(2014, 2027)
NEW_TABLE = """
  - number: LAA9
    name: category_of_need
    title: Children looked after on 31 March {year} by category of need, by local authority
    data_set: la_cla_on_31_march_by_characteristics
    layout: areas_in_rows
    units: Numbers
    part: september
    first_year: 2024
    changes: [{year: 2024, reason: Added at the request of users.}]
    notes: [short_term_series]
    measure: looked_after_on_31_march
    columns:
      - {spanner: Number, heading: Abuse or neglect, key: category_of_need=n1, statistic: count}
"""


@pytest.fixture(scope="module")
def contents() -> Contents:
    return load_contents(TABLES)


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the release's folder with pieces of ``tables.yaml`` replaced, each of which must be there."""
    folder = tmp_path / TABLES.parent.name
    shutil.copytree(TABLES.parent, folder)

    def edit(*changes: tuple[str, str], added: str = "", file: str = TABLES.name) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / file).write_text(text + added, encoding="utf-8")
        return folder / TABLES.name

    return edit


def grids(contents: Contents, year: int, part: str = "") -> dict[str, Grid]:
    areas = in_table_order(AREAS)
    return {table.number: lay_out(table, year, areas) for table in contents.tables_in(year, part)}


def numbers(contents: Contents, year: int, layout: Layout, part: str = "") -> list[str]:
    return [table.number for table in contents.tables_in(year, part) if table.layout is layout]


def test_local_authority_tables_have_the_columns_of_the_2015_release(contents: Contents) -> None:
    counted = {number: len(grid.columns) for number, grid in grids(contents, 2015).items() if number.startswith("LA")}
    assert counted == {
        **{"LAA1": 10, "LAA2": 16, "LAA3": 18, "LAA4": 5, "LAA5": 15, "LAA6": 21, "LAA7": 8, "LAA8": 13},
        **{"LAB1": 10, "LAB2": 15, "LAC1": 5, "LAC2": 15, "LAC3": 9, "LAC4": 18, "LAD1": 5, "LAD2": 21, "LAD3": 15},
        **{"LAE1": 15, "LAF1a": 18, "LAF1b": 18, "LAF1c": 18, "LAF2a": 36, "LAF2b": 36, "LAF2c": 36, "LAF3": 21},
        **{"LAG1": 13, "LAI1": 4, "LAI2": 5, "LAI3": 6, "LAI4": 21, "LAF5": 3},
    }


def test_the_2014_edition_is_what_the_focus_group_agreed(contents: Contents) -> None:
    national = numbers(contents, 2014, Layout.CATEGORIES_IN_ROWS, "september")
    assert {"A8", "C4"} <= set(national)
    assert "F2" not in national
    assert [one.number for one in contents.dropped_before(2014, contents.books[0])] == ["B2", "F2"]
    tables = {table.number: table for table in contents.tables_in(2014)}
    assert tables["B2"].name == tables["LAB2"].name == "new_placements"
    shown = grids(contents, 2014)
    assert "Previous permanence" in {row.texts[0] for row in shown["C1"].rows}
    assert {row.texts[0] for row in shown["F1"].rows} == {"Aged 19", "Aged 20", "Aged 21", "Aged 19, 20 and 21"}
    ages = {key.cell.key for number in ("LAF1", "LAF2", "LAF3") for key in shown[number].asked[0] if key is not None}
    assert all("care_leaver_age=19_to_21" in key for key in ages)
    earlier = [one for row in shown["F1"].asked for one in row if one is not None and one.year < 2014]
    assert earlier == []
    assert {"new_cohort", "returned_home_six_months"} <= set(tables["F1"].notes) & set(tables["LAF1"].notes)
    assert not {"LAG1", "LAI1", "G1"} & set(shown)


def test_additional_tables_wait_for_december(contents: Contents) -> None:
    assert numbers(contents, 2014, Layout.CATEGORIES_IN_ROWS, "december") == ["F5", "I1", "I2", "I3", "I4"]
    assert numbers(contents, 2015, Layout.AREAS_IN_ROWS, "december") == ["LAI1", "LAI2", "LAI3", "LAI4", "LAF5"]
    assert {"B4", "E4"} <= set(numbers(contents, 2016, Layout.CATEGORIES_IN_ROWS, "december"))
    assert "LAB3" in numbers(contents, 2016, Layout.AREAS_IN_ROWS, "december")
    assert numbers(contents, 2018, Layout.AREAS_IN_ROWS) == [f"LAA{number}" for number in range(1, 9)]


def test_every_local_authority_table_has_the_three_digit_code_first(contents: Contents) -> None:
    for number in numbers(contents, 2014, Layout.AREAS_IN_ROWS):
        grid = grids(contents, 2014)[number]
        assert grid.row_headers[0] == "Local authority code"
        assert [row.texts[0] for row in grid.rows][-2:] == ["202", "213"]


@pytest.mark.parametrize("year", EDITIONS)
def test_every_edition_has_its_symbols_and_unique_headers(contents: Contents, year: int) -> None:
    contents.edition_for(year)
    for grid in grids(contents, year).values():
        texts = [column.header for column in grid.columns] + [text for row in grid.rows for text in row.texts]
        assert not any("{" in text for text in texts)


def test_measures_are_those_of_the_data_sets() -> None:
    declared = yaml.safe_load((TABLES.parent / "data_sets.yaml").read_text(encoding="utf-8"))["measures"]
    contents = load_contents(TABLES)
    amounts = {name for name, about in declared.items() if "additive" in about and "amount_of" not in about}
    shown = {(line.cell.measure, line.cell.statistic.kind) for table in contents.tables for line in table.lines}
    assert {statistic for measure, statistic in shown if measure in amounts} <= {"average"}


def test_a_table_is_dropped_and_one_added_by_editing_the_file_alone(
    edited: Callable[..., Path], tmp_path: Path
) -> None:
    dropped = "name: placement_provider\n        title: Children looked after on 31 March {year} by placement provider"
    ended = "last_year: 2023\n        ended: Nobody asked for it.\n        " + dropped
    contents = load_contents(edited((dropped, ended), added=NEW_TABLE))
    path = write_example(tmp_path / "a.xlsx", contents=contents)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[3:] == ["LAA1", "LAA2", "LAA3", "LAA4", "LAA5", "LAA6", "LAA8", "LAA9"]
    told = [cell.value for cell in book["Contents"]["E"]]
    assert "From 2024: Added at the request of users." in told
    assert "Last in 2023: Nobody asked for it." in told
    assert "Number: Abuse or neglect" in [cell.value for row in book["LAA9"].iter_rows() for cell in row]
    assert screen_workbook(path) == []
    before = openpyxl.load_workbook(write_example(tmp_path / "b.xlsx", 2023, contents=contents))
    assert "LAA7" in before.sheetnames
    assert "LAA9" not in before.sheetnames
    after = openpyxl.load_workbook(write_example(tmp_path / "c.xlsx", 2025, contents=contents))
    assert "Last in 2023: Nobody asked for it." not in [cell.value for cell in after["Contents"]["E"]]


@pytest.mark.parametrize(
    "old, new, told",
    [
        (
            "{heading: All girls",
            "{headings: All girls",
            r"line \d+, field headings: unknown field; did you mean 'heading'\?",
        ),
        (
            "key: motherhood=mother_",
            "key: motherhood=brother_",
            r"field key: 'motherhood' has no category 'brother_12.* did you mean 'mother_12",
        ),
        ("within: uasc=uasc", "within: uasc=us", r"field within: 'uasc' has no category 'us' in data"),
        ("notes: [stability]", "notes: [stabilty]", r"no note 'stabilty'; did you mean 'stability'"),
        ("statistic: average", "statistic: averages", r"field statistic: 'averages' is not known; use one of count"),
        ('statistic: average, of: "ceased_during_year:"', "statistic: average", r"field of: an average is of a count"),
        (
            "format: years_and_months, notes",
            "format: days, notes",
            r"field format: 'days' is not known; use one of decimal",
        ),
        ("list: sex}", "list: sexes}", r"field list: there is no 'sexes'; did you mean 'sex'"),
        ("{group: Gender, list: sex}", "{heading: A, list: sex}", "field heading: what has list has no heading"),
        ("{group: Gender, list: sex}", "{list: sex, rows: []}", "field rows: it cannot stand beside list"),
        ("show: number,", "show: numbers,", r"field show: 'numbers' is not known; use number, percentage, rate"),
        ("rows: [{list: [twelve_months, offending]}]", "rows: []", "field rows: a table needs at least one"),
        ("years: 5", "years: 0", "field years: at least 1"),
        ("{numbers: 5, percentages: 5}", "{numbers: 5, percents: 5}", r"field percents: 'percents' is not known"),
        ("{numbers: 5, percentages: 5}", "{numbers: 0}", "field numbers: at least 1"),
        ("layout: areas_in_rows\n    part", "layout: in_rows\n    part", r"field layout: 'in_rows' is not known"),
        ("part: december\n", "part: october\n", r"field part: 'october' is not known; use one of september, december"),
        ("number: LAA2", "number: LAA1", r"two tables are called LAA1 in the edition of 2014"),
        ("    ended: Shown by age from 2015.\n", "", r"field ended: a table with a last_year says why it ended"),
        ("first_year: 2014\n", "first_year: soon\n", r"field first_year: a whole number is needed"),
        (
            '            minus: "looked_after_on_31_march:locality=outside"\n',
            "",
            "field minus: a difference",
        ),
        ("last_year: 2017", "last_year: 1999", "field last_year: it is before the first year, 2014"),
        ("in_brackets: false", "in_brackets: maybe", r"field in_brackets: true or false"),
        ("  december:\n", "  november:\n", r"field november: calendar.yaml has no day that announces it"),
        ("{layouts: [areas_in_rows], part: december", "{layouts: [], part: december", "no workbook holds table LAB3"),
        ("tables:\n", "tables: {\n", r"tables.yaml cannot be read as YAML"),
    ],
)
def test_a_mistake_is_answered_with_its_place(edited: Callable[..., Path], old: str, new: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        load_contents(edited((old, new)))


def test_a_mistake_in_a_list_is_answered_with_its_place(edited: Callable[..., Path]) -> None:
    path = edited(("key: sex=male", "key: sex=mail"), file="table_categories.yaml")
    with pytest.raises(UsageError, match=r"table_categories.yaml line \d+, field key: 'sex' has .*did you mean 'male'"):
        load_contents(path)


def test_an_unknown_measure_is_answered_with_the_nearest(edited: Callable[..., Path]) -> None:
    path = edited(("measure: looked_after_on_31_march", "measure: looked_after_on_30_march"))
    with pytest.raises(UsageError, match=r"'looked_after_on_30_march' is not declared under measures; did you mean"):
        load_contents(path)


def test_two_columns_of_one_header_are_refused(edited: Callable[..., Path], tmp_path: Path) -> None:
    contents = load_contents(edited(("heading: Female", "heading: Male"), file="table_categories.yaml"))
    with pytest.raises(UsageError, match="LAA5_age_and_sex has two columns headed 'Number: Male'"):
        write_example(tmp_path / "a.xlsx", contents=contents)


def test_a_year_without_edition_is_refused(contents: Contents) -> None:
    with pytest.raises(UsageError, match="no edition holds in 2013"):
        contents.edition_for(2013)


def test_the_day_of_publication_is_that_of_the_calendar(contents: Contents, tmp_path: Path) -> None:
    assert str(contents.part("december").published_on(2014)) == "2014-12-10"
    calendar = tmp_path / "calendar.yaml"
    text = (TEMPLATES / "calendar.yaml").read_text(encoding="utf-8")
    calendar.write_text(text.replace("day: 10", "day: 11"), encoding="utf-8")
    assert str(load_contents(TABLES, calendar=calendar).part("december").published_on(2014)) == "2014-12-11"
    calendar.write_text(text.replace("day: 10", "day: 41"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"field december: its day in calendar.yaml is none"):
        load_contents(TABLES, calendar=calendar)
