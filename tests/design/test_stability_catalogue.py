"""What the stability release declares, edition by edition, against what was read of the published files."""

from __future__ import annotations

import pytest

from pipeline.design.data_sets import DataSet
from pipeline.design.files.data_sets_file import load_release

RELEASE = load_release("stability")
GROUP, MEASURE, SCHOOL, WORKERS = "cla_group", "move_measure", "school_stability", "sw_stability"
# Columns after those of areas, and combinations of labels in order, as in the files of 2022, 2024 and 2025.
YEAR, TWO = "CLA on 31 March", "CLA 2 years on 31 March"
PUBLISHED = {
    (2022, "official_statistics_la_cla_school_moves"): (
        [GROUP, MEASURE, SCHOOL, "number", "percentage"],
        [
            (YEAR, "Any moves", "At least one move"),
            (YEAR, "Any moves", "Total children"),
            (YEAR, "Mid-year moves", "At least one mid-year move"),
            (YEAR, "Mid-year moves", "Total children"),
        ],
    ),
    (2024, "la_cla_school_moves"): (
        [GROUP, MEASURE, SCHOOL, "number", "percentage"],
        [
            (TWO, "Any moves", "Total children"),
            (TWO, "Any moves", "With one or more moves during the previous 2 years"),
            (TWO, "Mid-year moves", "Total children"),
            (TWO, "Mid-year moves", "With one or more mid-year moves during the previous 2 years"),
            (YEAR, "Any moves", "Total children"),
            (YEAR, "Any moves", "With one or more moves during the year"),
            (YEAR, "Mid-year moves", "Total children"),
            (YEAR, "Mid-year moves", "With one or more mid-year moves during the year"),
        ],
    ),
    (2024, "la_cla_swcount"): (
        [GROUP, WORKERS, "number", "percentage"],
        [(YEAR, "Total children"), (YEAR, "3 or more social workers during the year")],
    ),
    (2025, "la_cla_swcount"): (
        [GROUP, "social_worker_stability", "children_count", "children_percent"],
        [
            (TWO, "Total children"),
            (TWO, "3 or more social workers during the previous 2 years"),
            (YEAR, "Total children"),
            (YEAR, "3 or more social workers during the year"),
        ],
    ),
    (2025, "la_cla_placement_stability"): (
        [GROUP, "placement_stability", "children_count", "children_percent"],
        [
            *(
                ("Children looked after continuously for at least 2.5 years on 31 March aged under 16 years", label)
                for label in ("Living with the same carer for at least 2 years", "Total children")
            ),
            (TWO, "Total children"),
            (TWO, "With 3 or more placements during the previous 2 years"),
            (YEAR, "Total children"),
            (YEAR, "With 3 or more placements during the year"),
        ],
    ),
}
# Rows a year: the national file of school moves of 2022 has 2,300 of five years.
ROWS_A_YEAR = {(2022, "official_statistics_national_cla_school_moves_by_characteristics"): 460}


def data_set(edition: int, name: str) -> DataSet:
    return next(one for one in RELEASE.data_sets_in(edition) if one.file_name.at(edition) == name)


def columns_of(one: DataSet, edition: int) -> list[str]:
    filters = [
        column.at(edition)
        for each in one.filters
        for column in (each.group_column, each.item_column)
        if column is not None
    ]
    return [*filters, *(each.column.at(edition) for each in one.indicators_in(edition))]


def combinations_of(one: DataSet, edition: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for block in range(max(len(each.label_sets) for each in one.filters)):
        rows: list[tuple[str, ...]] = [()]
        for each in one.filters:
            labels = RELEASE.labels_of(each.label_set_in(block), edition)
            rows = [
                (*row, *((label.group,) if each.group_column is not None else ()), label.text)
                for row in rows
                for label in labels
            ]
        found += rows
    return found


@pytest.mark.parametrize(("edition", "name"), PUBLISHED)
def test_columns_and_labels_are_those_of_the_file(edition: int, name: str) -> None:
    columns, combinations = PUBLISHED[edition, name]
    one = data_set(edition, name)
    assert columns_of(one, edition) == columns
    assert combinations_of(one, edition) == combinations


@pytest.mark.parametrize(("edition", "name"), ROWS_A_YEAR)
def test_a_national_file_has_as_many_rows_a_year(edition: int, name: str) -> None:
    assert len(combinations_of(data_set(edition, name), edition)) == ROWS_A_YEAR[edition, name]


def test_years_are_the_newest_first() -> None:
    assert RELEASE.newest_first
