"""Measures that are one group of categories within a cells table: an indicator among those of one model.

Every indicator needs parts of the return of its own, so each is a measure with a coverage of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.grossing.added_years import AddedYears
from pipeline.grossing.coverage import Measure
from pipeline.warehouse import Warehouse

LEAVES = "result"
"""The breakdown that holds the categories of a group, by what their names have beyond the group's."""


@dataclass(frozen=True)
class GroupOfCells(Measure):
    """A measure whose total is the ``group`` of a ``breakdown`` in the table ``cells``.

    The categories below the group are called ``<group>_<result>`` and become the breakdown ``result`` of the measure.
    """

    cells: str = ""
    breakdown: str = ""
    group: str = ""


def cells_behind(measure: Measure) -> str:
    """The cells table that a measure is counted in."""
    return f"cells.{measure.cells if isinstance(measure, GroupOfCells) else measure.name}"


def table_counting(measures: Iterable[Measure], name: str) -> str:
    """The cells table in which the measure called ``name`` is counted, or the single years that it adds up."""
    by_name = {one.name: one for one in measures}
    one = by_name[name]
    return cells_behind(by_name[one.adds_up] if isinstance(one, AddedYears) else one)


def make_groups(warehouse: Warehouse, measures: Iterable[Measure]) -> None:
    """Make a view ``cells.<measure>`` of every group, in the shape of the cells tables."""
    for one in measures:
        if isinstance(one, GroupOfCells):
            warehouse.connection.execute(
                f"""
                CREATE OR REPLACE VIEW cells.{one.name} AS
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
            )
