"""The records of the returns that a figure counts: file and line of each, for those who may see them."""

from __future__ import annotations

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.figures import Shown
from pipeline.foundation.stages import UnreadableInput
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models_read import load_models
from pipeline.process.rollup import ANCESTORS, breakdown_pairs

# A breakdown whose core column has another name: the same leaves, grouped as earlier editions did.
CORE_COLUMNS = {"placement_to_2022": "placement"}
POSITIONS = ("line", "element")
"""Where in its file a record stands: the line of a CSV file, the element of an XML file."""


def counted_records(warehouse: Warehouse, shown: Shown) -> tuple[tuple[str, int], ...]:
    """The (path, line or element) of every record counted in a figure; in what it is of, for an average.

    Raises UnreadableInput where the core models do not keep what would pick out the records.
    """
    return tuple((path, number) for path, number, _ in _counted(warehouse, shown, with_children=False))


def counted_children(warehouse: Warehouse, shown: Shown) -> tuple[tuple[str, int, str], ...]:
    """The same with the child's identifier, empty where the record is of no child; for restricted files alone."""
    return _counted(warehouse, shown, with_children=True)


def _counted(warehouse: Warehouse, shown: Shown, *, with_children: bool) -> tuple[tuple[str, int, str], ...]:
    measure, key = shown.whole if shown.statistic == "average" else (shown.measure, shown.key)
    table, position = core_table(warehouse, measure)
    conditions = ["counted.collection_year = ?"]
    values: list[object] = [shown.year]
    if shown.area_code != ENGLAND.area_code:
        conditions.append("? IN (areas.la_code, areas.region_code, areas.csc_region_code)")
        values.append(shown.area_code)
    columns = columns_of(warehouse, table)
    for breakdown, category in breakdown_pairs(key):
        condition, given = in_category(table, columns, breakdown, category)
        conditions.append(condition)
        values += given
    child = "coalesce(counted.child_id, '')" if with_children and "child_id" in columns else "''"
    return tuple(
        warehouse.connection.execute(
            f"""
            WITH ancestors AS ({ANCESTORS})
            SELECT files.path, counted.{position}, {child}
            FROM {table} AS counted
            JOIN raw.files AS files USING (file_id)
            JOIN reference.reporting_units AS areas
                ON areas.collection_year = counted.collection_year AND areas.la_code = counted.la_code
            WHERE {" AND ".join(conditions)}
            ORDER BY ALL
            """,
            values,
        ).fetchall()
    )


def in_category(table: str, columns: set[str], breakdown: str, category: str) -> tuple[str, list[str]]:
    """The condition, with its values, on rows ``counted`` of a core table with these columns to be of a category.

    It reads ``ancestors`` (rollup.ANCESTORS). Raises UnreadableInput where the table does not keep the breakdown.
    """
    column = CORE_COLUMNS.get(breakdown, breakdown)
    if column not in columns:
        raise UnreadableInput(
            f"{table} does not keep {breakdown}, so the records of {category} cannot be picked out. Explain the "
            "total of the same area, or without --records."
        )
    return f"counted.{column} IN (SELECT leaf FROM ancestors WHERE breakdown = ? AND node = ?)", [breakdown, category]


def core_table(warehouse: Warehouse, measure: str) -> tuple[str, str]:
    """The core table whose rows a measure counts, and its column of places in files."""
    read = [table for model in load_models() if model.name == f"cells.{measure}" for table in model.reads]
    for table in (f"core.{measure}", *(table for table in read if table.startswith("core."))):
        columns = columns_of(warehouse, table)
        for position in POSITIONS:
            if {"file_id", position} <= columns:
                return table, position
    raise UnreadableInput(f"The models of {measure} do not keep the place of its records. Explain without --records.")


def columns_of(warehouse: Warehouse, table: str) -> set[str]:
    """The names of the columns of a table; none where there is no such table."""
    schema, _, name = table.partition(".")
    rows = warehouse.connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?", [schema, name]
    ).fetchall()
    return {column for (column,) in rows}
