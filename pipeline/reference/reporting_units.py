"""The units that send a return, put right in the warehouse: those of its own year, and those that send one together."""

from __future__ import annotations

from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.tables import JointReturn


def count_years_from_their_end(warehouse: Warehouse) -> None:
    """Give authorities and populations the year of a return that ends after 31 March: areas change on 1 April."""
    for table, column in (
        ("reporting_units", "collection_year"),
        ("child_population", "collection_year"),
        ("predecessors", "last_collection_year"),
    ):
        warehouse.connection.execute(f"UPDATE reference.{table} SET {column} = {column} - 1")


def put_together(warehouse: Warehouse, joint: JointReturn) -> None:
    """Make one unit of authorities that send one return: its codes and names are those of all, its code the first's."""
    first, *others = joint.la_codes
    chosen = "collection_year BETWEEN ? AND ? AND la_code = ?"
    connection = warehouse.connection
    for code in others:
        years = [joint.first_year, joint.last_year]
        connection.execute(
            """
            UPDATE reference.reporting_units AS unit SET
                old_la_code = unit.old_la_code || ' / ' || other.old_la_code,
                new_la_code = unit.new_la_code || ' / ' || other.new_la_code,
                la_name = unit.la_name || ' / ' || other.la_name
            FROM reference.reporting_units AS other
            WHERE other.collection_year = unit.collection_year AND other.la_code = ? AND unit.la_code = ?
                AND unit.collection_year BETWEEN ? AND ?
            """,
            [code, first, *years],
        )
        connection.execute(
            """
            UPDATE reference.child_population AS unit SET population = unit.population + other.population
            FROM reference.child_population AS other
            WHERE other.collection_year = unit.collection_year AND other.area_code = ? AND unit.area_code = ?
                AND unit.area_level = 'local_authority' AND unit.collection_year BETWEEN ? AND ?
            """,
            [code, first, *years],
        )
        connection.execute(f"DELETE FROM reference.reporting_units WHERE {chosen}", [*years, code])
        connection.execute(
            "DELETE FROM reference.child_population "
            "WHERE area_level = 'local_authority' AND collection_year BETWEEN ? AND ? AND area_code = ?",
            [*years, code],
        )
