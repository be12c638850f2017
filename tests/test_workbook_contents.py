"""``tables.yaml`` alone decides which tables there are, and answers an editor's mistake with its line and field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml
from workbook_example import TABLES, write_example

from pipeline.publication.contents import Contents
from pipeline.publication.contents_file import load_contents
from pipeline.publication.workbook_standard import screen_workbook
from pipeline.stages import UsageError

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
    """A copy of the file with pieces of text replaced, each of which must be there."""

    def edit(*changes: tuple[str, str], added: str = "") -> Path:
        text = TABLES.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "tables.yaml"
        path.write_text(text + added, encoding="utf-8")
        return path

    return edit


def test_tables_have_the_columns_of_the_2015_release(contents: Contents) -> None:
    counted = {table.number: len(table.columns_in(2015)) for table in contents.tables_in(2015, "september")}
    assert counted == {"LAA1": 10, "LAA2": 16, "LAA3": 18, "LAA4": 5, "LAA5": 15, "LAA6": 21, "LAA7": 8, "LAA8": 13}


@pytest.mark.parametrize("year", EDITIONS)
def test_every_edition_has_its_symbols_and_unique_headers(contents: Contents, year: int) -> None:
    contents.edition_for(year)
    for table in contents.tables_in(year, "september"):
        headers = [column.header(year) for column in table.columns_in(year)]
        assert len(set(headers)) == len(headers)
        assert not any("{" in header for header in headers)


def test_measures_are_those_of_the_data_sets(contents: Contents) -> None:
    declared = yaml.safe_load((TABLES.parent / "data_sets.yaml").read_text(encoding="utf-8"))
    used = {column.measure for table in contents.tables for column in table.columns}
    used |= {column.minus[0] for table in contents.tables for column in table.columns if column.minus}
    assert used <= set(declared["measures"])


def test_a_table_is_dropped_and_one_added_by_editing_the_file_alone(
    edited: Callable[..., Path], tmp_path: Path
) -> None:
    dropped = "name: placement_provider\n", "name: placement_provider\n    last_year: 2023\n"
    contents = load_contents(edited(dropped, added=NEW_TABLE))
    path = write_example(tmp_path / "a.xlsx", contents=contents)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[3:] == ["LAA1", "LAA2", "LAA3", "LAA4", "LAA5", "LAA6", "LAA8", "LAA9"]
    assert "From 2024: Added at the request of users." in [cell.value for cell in book["Contents"]["E"]]
    assert "Number: Abuse or neglect" in [cell.value for row in book["LAA9"].iter_rows() for cell in row]
    assert screen_workbook(path) == []
    before = openpyxl.load_workbook(write_example(tmp_path / "b.xlsx", 2023, contents=contents))
    assert "LAA7" in before.sheetnames
    assert "LAA9" not in before.sheetnames


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("heading: Interim", "headings: Interim", r"line \d+, field headings: unknown field; did you mean 'heading'\?"),
        ("legal_status=c1", "legal_status=c9", r"field key: 'legal_status=c9' is not in .*did you mean"),
        ("notes: [placement_order]", "notes: [placement_ordr]", r"no note 'placement_ordr'; did you mean"),
        ("statistic: rate", "statistic: rates", r"field statistic: use one of count"),
        ("part: september", "part: october", r"field part: 'october' is not known; use one of september, december"),
        ("number: LAA2", "number: LAA1", r"two tables are called LAA1 in the edition of 2014"),
        ("first_year: 2014\n    notes", "first_year: soon\n    notes", r"field first_year: a whole number is needed"),
        (
            "        minus: {measure: looked_after_on_31_march, key: locality=outside}\n",
            "",
            "field minus: a difference",
        ),
        ("last_year: 2017", "last_year: 1999", "field last_year: it is before the first year, 2014"),
        ("day: 30", "day: 31", r"field day: there is no such day"),
        ("in_brackets: false", "in_brackets: maybe", r"field in_brackets: true or false"),
        ("tables:\n", "tables: {\n", r"tables.yaml cannot be read as YAML"),
    ],
)
def test_a_mistake_is_answered_with_its_place(edited: Callable[..., Path], old: str, new: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        load_contents(edited((old, new)))


def test_an_unknown_measure_is_answered_with_the_nearest(edited: Callable[..., Path]) -> None:
    path = edited(("measure: looked_after_on_31_march", "measure: looked_after_on_30_march"))
    with pytest.raises(UsageError, match=r"'looked_after_on_30_march' is not a measure .*did you mean"):
        load_contents(path, measures={"looked_after_on_31_march", "children_placed_within_local_authority"})


def test_two_columns_of_one_header_are_refused(edited: Callable[..., Path], tmp_path: Path) -> None:
    contents = load_contents(edited(("heading: Female", "heading: Male")))
    with pytest.raises(UsageError, match="LAA5_age_and_sex has two columns headed 'Number: Male'"):
        write_example(tmp_path / "a.xlsx", contents=contents)


def test_a_year_without_edition_is_refused(contents: Contents) -> None:
    with pytest.raises(UsageError, match="no edition holds in 2013"):
        contents.edition_for(2013)
