"""What could not be recorded in a year is not 0 in it: every row, column and line of a code begins and ends with it.

The years of codes are those of the returns' specifications.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from pipeline.analyse.data_set_rows import label_rows
from pipeline.collect.record_types import CodeEntry
from pipeline.collect.specification import load_specification
from pipeline.design.contents import Layout
from pipeline.design.data_sets import UNDERLYING
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import REFERENCE, TEMPLATES

RELEASES = {"children-looked-after": "ssda903", "performance-tables": "ssda903", "children-in-need": "cin"}
EDITIONS = range(2014, 2027)
YEARS_SHOWN = 5
# Breakdowns by a code that are called otherwise than its list; `factor_1a=identified` has the code in its name.
CODES_OF = {"placement_type": "placement", "placement_to_2022": "placement", "placement_by_locality": "placement"}
FACTOR = "factor_"
KEYS = CategoryKeys.read(REFERENCE / "categories.csv")


class Codes:
    """The years of the categories that are codes of a return."""

    def __init__(self, return_name: str) -> None:
        self.specification = load_specification(return_name)
        self.lists = self.specification.code_sets

    def years_of(self, key: str) -> tuple[int, int]:
        """The first and last year in which somebody could be in a cell."""
        pairs = [pair.split("=") for pair in filter(None, key.split(";"))]
        found = [self._of_pair(breakdown, category) for breakdown, category in pairs]
        return max((first for first, _ in found), default=0), min((last for _, last in found), default=9999)

    def _of_pair(self, breakdown: str, category: str) -> tuple[int, int]:
        if breakdown.startswith(FACTOR):
            return self._of_leaves("factor", [breakdown.removeprefix(FACTOR)])
        return self._of_leaves(CODES_OF.get(breakdown, breakdown), KEYS.leaves(breakdown, category))

    def _of_leaves(self, name: str, leaves: Iterable[str]) -> tuple[int, int]:
        codes = [self._code(name, leaf.removesuffix("_inside").removesuffix("_outside")) for leaf in leaves]
        if not codes or None in codes:
            return 0, 9999
        known = [one for one in codes if one is not None]
        # What is still read may be sent: the department's file of 2024 counts factors that ended in 2020.
        return (
            max(self._collected_from(name), min(one.validity.first_year for one in known)),
            max(max(one.validity.last_year, one.tolerated_until) for one in known),
        )

    @cache  # noqa: B019 - as long as the tests
    def _collected_from(self, name: str) -> int:
        """The first year with a column that holds codes of a list; 0 where that is the first year of all."""
        held = {one.code for one in self.lists[name]}
        first, last = self.specification.first_year, self.specification.last_year
        years = [
            year
            for year in range(first, last + 1)
            for record_type in self.specification.for_year(year).record_types
            if any(field.codes and held.issuperset(field.codes) for field in record_type.fields)
        ]
        return 0 if first in years else min(years)

    def _code(self, name: str, leaf: str) -> CodeEntry | None:
        return next((one for one in self.lists.get(name, ()) if one.code.lower() == leaf), None)


def rows_and_years(name: str, edition: int) -> Iterator[tuple[str, str, set[int]]]:
    """Every row of a data set by where it is declared and its key, with the years that it has figures of."""
    release = load_release(name)
    for data_set in release.data_sets_in(edition):
        shown = [edition] if data_set.standard == UNDERLYING else range(edition - YEARS_SHOWN + 1, edition + 1)
        years = {year for year in shown if year >= max(EDITIONS[0], data_set.first_year)}
        file = data_set.file_name.at(edition)
        for labels in label_rows(release, data_set, edition):
            for label in labels:
                yield f"{file}, labels.csv line {label.line}", label.key, {y for y in years if label.applies_to(y)}
        for column in data_set.indicators_in(edition):
            told = {year for year in years if column.tells_of(year, edition)}
            yield f"{file}, column {column.column.at(edition)}", column.key or "", told


def lines_and_years(name: str, edition: int) -> Iterator[tuple[str, str, set[int]]]:
    """The same of the lines of tables."""
    for table in load_contents(TEMPLATES / name / "tables.yaml").tables_in(edition):
        for line in table.lines_in(edition):
            shown = {edition - line.years_back}
            if table.layout is Layout.CATEGORIES_IN_ROWS:
                shown = {edition - back for columns in table.year_columns for back in range(columns.years)}
            held = {year for year in shown if year >= EDITIONS[0] and line.figures.holds_in(year)}
            yield f"table {table.number}, {line.header(edition)}", line.cell.key, held


@pytest.mark.parametrize("name", RELEASES)
def test_nothing_has_figures_of_years_without_its_codes(name: str) -> None:
    codes, wrong = Codes(RELEASES[name]), set()
    for edition in EDITIONS:
        for place, key, years in (*rows_and_years(name, edition), *lines_and_years(name, edition)):
            first, last = codes.years_of(key)
            wrong |= {(place, key, year) for year in years if not first <= year <= last}
    assert not wrong, "\n".join(map(str, sorted(wrong)[:20]))


@pytest.mark.parametrize(
    ("key", "years"),
    [
        ("reason_episode_ceased=e45", (2019, 9999)),
        ("reason_episode_ceased=special_guardianship;sex=male", (0, 9999)),  # E43 and E44 until 2018
        ("placement_to_2022=foster_inside_other_carer_adopter", (2015, 9999)),  # U5
        ("activity=f3", (0, 2021)),
        ("reason_for_placement_change=alleg", (2016, 9999)),  # the column is of 2016
        ("", (0, 9999)),
    ],
)
def test_the_years_of_a_cell_are_those_of_its_codes(key: str, years: tuple[int, int]) -> None:
    assert Codes("ssda903").years_of(key) == years
