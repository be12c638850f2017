"""A measure of what is within a cell: which rows it takes, and that it is known where its own earlier returns are."""

from __future__ import annotations

import pytest

from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage import build_coverage
from pipeline.process.parts_of_cells import CellsWithin, make_parts
from pipeline.process.rollup import roll_up
from pipeline.reference.loading import load_reference

# Young people by age, of whom 19 and 20 stand under 19_to_20, which stands under 19_to_21.
ROWS = [
    ("total", "total", "", "", "", "", 10),
    ("care_leaver_age", "18", "", "", "", "", 1),
    ("care_leaver_age", "19", "", "", "", "", 2),
    ("care_leaver_age", "20", "", "", "", "", 3),
    ("care_leaver_age", "21", "", "", "", "", 4),
    ("sex", "male", "", "", "", "", 10),
    ("care_leaver_age", "19", "sex", "male", "", "", 2),
    ("care_leaver_age", "20", "sex", "male", "", "", 3),
    ("care_leaver_age", "21", "sex", "male", "", "", 4),
    ("formerly_uasc", "formerly_uasc", "sex", "male", "", "", 9),
    ("care_leaver_age", "20", "formerly_uasc", "formerly_uasc", "sex", "male", 1),
    ("formerly_uasc", "formerly_uasc", "care_leaver_age", "21", "sex", "male", 2),
]
COLUMNS = ("breakdown", "category", "breakdown_2", "category_2", "breakdown_3", "category_3")


def counted(warehouse: Warehouse, within: str, pairs: int, earlier_returns: int = 0) -> CellsWithin:
    """A measure within a cell of a table of so many pairs, made of the rows that have no more."""
    names = COLUMNS[: 2 * pairs]
    warehouse.connection.execute(
        "CREATE TABLE cells.young_people (collection_year INT, la_code VARCHAR, "
        f"{', '.join(f'{name} VARCHAR' for name in names)}, young_people BIGINT)"
    )
    for *categories, number in ROWS:
        if not any(categories[2 * pairs :]):
            row = [2024, "301", *categories[: 2 * pairs], number]
            warehouse.connection.execute(f"INSERT INTO cells.young_people VALUES ({', '.join('?' for _ in row)})", row)
    measure = CellsWithin(
        "some_of_them", "young_people", "ssda903", ("OC3",), earlier_returns, cells="young_people", within=within
    )
    make_parts(warehouse, [measure])
    return measure


@pytest.mark.parametrize("pairs", [2, 3])
def test_it_has_the_rows_that_are_within_and_their_total(pairs: int) -> None:
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        counted(warehouse, "care_leaver_age=19_to_20", pairs)
        rows = warehouse.connection.execute("SELECT * FROM cells.some_of_them ORDER BY ALL").fetchall()
    found = {tuple(text for text in row[2:-1] if text): row[-1] for row in rows}
    expected = {
        ("total", "total"): 5,  # 2 + 3, each counted once though rows by sex hold them too
        ("care_leaver_age", "19"): 2,
        ("care_leaver_age", "20"): 3,
        ("care_leaver_age", "19", "sex", "male"): 2,
        ("care_leaver_age", "20", "sex", "male"): 3,
    }
    if pairs == 3:
        expected["care_leaver_age", "20", "formerly_uasc", "formerly_uasc", "sex", "male"] = 1
    assert found == expected
    assert len(rows) == len(expected)


def test_the_cell_may_be_named_in_any_place() -> None:
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        counted(warehouse, "care_leaver_age=21", 3)
        number = warehouse.connection.execute(
            "SELECT young_people FROM cells.some_of_them WHERE breakdown_3 = 'sex' AND category_2 = '21'"
        ).fetchall()
    assert number == [(2,)]


@pytest.mark.parametrize(("earlier_returns", "is_known"), [(0, True), (1, True), (2, False)])
def test_it_is_known_where_its_own_earlier_returns_are(earlier_returns: int, is_known: bool) -> None:
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False)
        warehouse.connection.execute(
            "CREATE TABLE raw.coverage AS SELECT * FROM (VALUES ('ssda903', 2023, '301', 'supplied', ''), "
            "('ssda903', 2024, '301', 'supplied', '')) "
            'AS sent ("return", collection_year, la_code, status, items_not_supplied)'
        )
        measure = counted(warehouse, "care_leaver_age=20", 2, earlier_returns)
        build_coverage(warehouse, [measure])
        roll_up(warehouse, [measure], [("some_of_them", "care_leaver_age=20;sex=male")])
        found = warehouse.connection.execute(
            "SELECT breakdown_key, value FROM grossed.local_authority_counts ORDER BY ALL"
        ).fetchall()
    # The groups above 20 have nobody else in them here.
    twenty = [("care_leaver_age=19_to_20", 3), ("care_leaver_age=19_to_21", 3), ("care_leaver_age=20", 3)]
    assert found == ([("", 3), *twenty, ("care_leaver_age=20;sex=male", 3)] if is_known else [])


def test_what_rests_on_years_in_care_needs_the_return_of_the_18th_birthday() -> None:
    """Staying put and former asylum seeking are known by the age: so many returns back as there are years since 18."""
    back = {
        int(one.within.rpartition("=")[2].rpartition("_")[2]): one.earlier_returns
        for one in load_release("children-looked-after").measures
        if isinstance(one, CellsWithin)
    }
    assert back == {age: age - 18 for age in range(18, 26)}
