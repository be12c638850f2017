"""What a release of children in need holds, beside the names that the department's own files have.

``golden/children_in_need_published.csv`` lists the names that could be read: of six files as they were published, and
of the listing of the releases 2020 to 2025. A row is a file, level, filter, group, label or column of one edition.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.analyse.data_set_rows import filter_columns, label_rows
from pipeline.design.contents import Contents, Layout
from pipeline.design.data_sets import DataSet
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import TEMPLATES

NAME = "children-in-need"
PUBLISHED = Path(__file__).parents[1] / "golden" / "children_in_need_published.csv"
RELEASE = load_release(NAME)
EDITIONS = (2014, 2015, 2017, 2018, 2023, 2024, 2025)
A_TO_D = [
    f"{letter}{number}" for letter, last in (("A", 7), ("B", 6), ("C", 6), ("D", 8)) for number in range(1, last + 1)
]
# What the census of 2014 asked apart stands in place of one table each.
IN_2014 = {"C2": ["C2a", "C2b", "C2c", "C2d"], "C3": ["C3a", "C3b"]}
# The files of 2025 that could be read from end to end.
READ_WHOLE = (
    "b1_children_in_need",
    "c1_children_in_need_referrals_and_rereferrals",
    "c3_factors_identified_at_end_of_assessment",
    "c4_children_in_need_section_47s_and_icpcs",
    "d3_cpps_subsequent_plan",
    "d5_cpps_at31march_by_duration",
)
LEVELS = {"National": "national", "Regional": "regional", "Local authority": "local_authority"}


def published() -> Iterator[tuple[str, int, str, list[str]]]:
    """(data set, edition, part, names in order) of the department's files."""
    names: dict[tuple[str, int, str], list[str]] = {}
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names.setdefault((row["data_set"], int(row["edition"]), row["part"]), []).append(row["name"])
    yield from ((*place, found) for place, found in names.items())


def data_set(name: str, edition: int) -> DataSet:
    (found,) = (one for one in RELEASE.data_sets_in(edition) if one.file_name.at(edition) == name)
    return found


def ours(name: str, edition: int, part: str) -> list[str]:
    """The same names of our data set."""
    found = data_set(name, edition)
    rows = list(label_rows(RELEASE, found, edition))
    match part:
        case "file":
            return [name]
        case "level":
            return list(found.levels)
        case "filter":
            return filter_columns(found, edition)
        case "group":
            return [labels[-1].group for labels in rows]
        case "label":
            return [labels[-1].text for labels in rows]
        case _:
            return [indicator.column.at(edition) for indicator in found.indicators_in(edition)]


def in_order(names: list[str], among: list[str]) -> list[str]:
    """Those of ``names`` that are not found ``among``, looking from left to right."""
    left = iter(among)
    return [name for name in names if name not in left]


@pytest.mark.parametrize(("name", "edition", "part", "names"), list(published()))
def test_the_names_are_the_departments(name: str, edition: int, part: str, names: list[str]) -> None:
    if part == "file":
        # The department's names end in the first and last year held; ours do not.
        names = [re.sub(r"_(<first>|\d{4})_to_(<last>|\d{4})$", "", text) for text in names]
    if part == "level":
        assert sorted(LEVELS[text] for text in names) == sorted(ours(name, edition, part))
        return
    assert in_order(names, ours(name, edition, part)) == []


def test_no_data_set_of_the_departments_is_missing() -> None:
    theirs = {name for name, _, part, _ in published() if part == "file"}
    assert len(theirs) == 29
    assert {one.file_name.at(2025) for one in RELEASE.data_sets_in(2025)} == theirs


@pytest.mark.parametrize("name", READ_WHOLE)
def test_a_file_of_2025_that_could_be_read_has_these_columns_and_no_others(name: str) -> None:
    (names,) = (
        found for other, edition, part, found in published() if (other, edition, part) == (name, 2025, "column")
    )
    assert ours(name, 2025, "column") == names


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_has_all_27_tables(edition: int) -> None:
    contents = load_contents(TEMPLATES / NAME / "tables.yaml")
    expected = [code for number in A_TO_D for code in (IN_2014.get(number, [number]) if edition == 2014 else [number])]
    tables = contents.tables_in(edition, "september")
    assert [table.number for table in tables] == expected
    national = {table.number for table in tables if table.layout is Layout.CATEGORIES_IN_ROWS}
    assert national == {number for number in expected if number.startswith("A")}
    names = {one.file_name.at(edition) for one in RELEASE.data_sets_in(edition)}
    assert {table.data_set.at(edition) for table in tables} <= names


@pytest.mark.parametrize("edition", EDITIONS)
def test_columns_and_labels_are_each_there_once(edition: int) -> None:
    """A column or label whose measure depends on the edition is declared twice, for years that do not meet."""
    for one in RELEASE.data_sets_in(edition):
        columns = ours(one.file_name.at(edition), edition, "column")
        assert len(columns) == len(set(columns)), one.file_name.at(edition)
        texts = [tuple((label.group, label.text) for label in labels) for labels in label_rows(RELEASE, one, edition)]
        assert len(texts) == len(set(texts)), one.file_name.at(edition)


def measures_of(edition: int, contents: Contents) -> set[str]:
    """Every measure that a data set or a table of the edition shows."""
    found = {
        line.cell.measure for table in contents.tables_in(edition, "september") for line in table.lines_in(edition)
    }
    for one in RELEASE.data_sets_in(edition):
        labels = {label.measure for row in label_rows(RELEASE, one, edition) for label in row}
        found |= {one.measure, *labels, *(indicator.measure for indicator in one.indicators_in(edition))}
    return found - {""}


def test_the_method_of_counting_need_is_that_of_the_edition() -> None:
    """Until 2017 the measures of then are shown and no measure that replaced them; since 2018 the other way round."""
    contents = load_contents(TEMPLATES / NAME / "tables.yaml")
    of_then = {one.name for one in RELEASE.measures if one.name.endswith("_to_2017")}
    replaced_by = {name.removesuffix("_to_2017") for name in of_then}
    assert len(of_then) == 4
    for edition in EDITIONS:
        shown = measures_of(edition, contents)
        assert shown & of_then == (of_then if edition <= 2017 else set()), edition
        assert shown & replaced_by == (set() if edition <= 2017 else replaced_by), edition
