"""Measures that are a part of a cells table with a coverage of their own: who knows the whole may not know the part.

Every indicator needs parts of the return of its own; what is known of care leavers of an age rests on as many earlier
returns as have come since they left care.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import AddedYears
from pipeline.process.coverage import Measure
from pipeline.process.rollup import ANCESTORS, breakdown_pairs, has_three_pairs

LEAVES = "result"
"""The breakdown that holds the categories of a group, by what their names have beyond the group's."""


@dataclass(frozen=True)
class PartOfCells(Measure):
    """A measure that is counted in the table ``cells``, which has more than it counts."""

    cells: str = ""


@dataclass(frozen=True)
class GroupOfCells(PartOfCells):
    """A measure whose total is the ``group`` of a ``breakdown``.

    The categories below the group are called ``<group>_<result>`` and become the breakdown ``result`` of the measure.
    """

    breakdown: str = ""
    group: str = ""


@dataclass(frozen=True)
class CellsWithin(PartOfCells):
    """A measure whose total is the cell ``within``, and whose other cells are those within it, under the same keys."""

    within: str = ""


def cells_behind(measure: Measure) -> str:
    """The cells table that a measure is counted in."""
    return f"cells.{measure.cells if isinstance(measure, PartOfCells) else measure.name}"


def tables_behind(measures: Iterable[Measure]) -> set[str]:
    """The tables that tell measures' figures: their cells, and whose are not known where a measure says so."""
    return {
        table.partition(":")[0]
        for one in measures
        for table in (cells_behind(one), one.not_known, one.known_too)
        if table
    }


def table_counting(measures: Iterable[Measure], name: str) -> str:
    """The cells table in which the measure called ``name`` is counted, or the single years that it adds up."""
    by_name = {one.name: one for one in measures}
    one = by_name[name]
    return cells_behind(by_name[one.adds_up] if isinstance(one, AddedYears) else one)


def make_parts(warehouse: Warehouse, measures: Iterable[Measure]) -> None:
    """Make a view ``cells.<measure>`` of every part, in the shape of the cells tables."""
    for one in measures:
        if isinstance(one, GroupOfCells):
            warehouse.connection.execute(f"CREATE OR REPLACE VIEW cells.{one.name} AS {_group(one)}")
        elif isinstance(one, CellsWithin):
            warehouse.connection.execute(f"CREATE OR REPLACE VIEW cells.{one.name} AS {_within(warehouse, one)}")


def _group(one: GroupOfCells) -> str:
    return f"""
        WITH leaves AS (
            SELECT collection_year, la_code, category, {one.count_column}
            FROM cells.{one.cells}
            WHERE breakdown = '{one.breakdown}' AND breakdown_2 = ''
                AND (category = '{one.group}' OR starts_with(category, '{one.group}_in_')
                    OR starts_with(category, '{one.group}_not_in_'))
        )
        SELECT collection_year, la_code, 'total' AS breakdown, 'total' AS category,
            '' AS breakdown_2, '' AS category_2, sum({one.count_column})::BIGINT AS {one.count_column}
        FROM leaves GROUP BY ALL
        UNION ALL
        SELECT collection_year, la_code, '{LEAVES}', substr(category, {len(one.group) + 2}), '', '',
            {one.count_column}
        FROM leaves WHERE category <> '{one.group}'
    """


def _within(warehouse: Warehouse, one: CellsWithin) -> str:
    """The rows of the table that are in the cell, and its total: the sum of those that say no more than that."""
    numbers = ("", "_2", "_3") if has_three_pairs(warehouse, f"cells.{one.cells}") else ("", "_2")
    names = [f"{name}{number}" for number in numbers for name in ("breakdown", "category")]
    total = [f"'{'total' if number == '' else ''}'" for number in numbers for _ in range(2)]
    ((breakdown, node),) = breakdown_pairs(one.within)
    are_in = " OR ".join(
        f"(breakdown{number} = '{breakdown}' AND category{number} IN (FROM leaves))" for number in numbers
    )
    return f"""
        WITH leaves AS (SELECT leaf FROM ({ANCESTORS}) WHERE breakdown = '{breakdown}' AND node = '{node}'),
        rows_within AS (SELECT * FROM cells.{one.cells} WHERE {are_in})
        SELECT collection_year, la_code, {", ".join(names)}, {one.count_column} FROM rows_within
        UNION ALL
        SELECT collection_year, la_code, {", ".join(total)}, sum({one.count_column})::BIGINT
        FROM rows_within WHERE breakdown_2 = '' GROUP BY ALL
    """
