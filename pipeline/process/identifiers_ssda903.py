"""What the comparison of identifiers needs of a year's SSDA903 returns: headers, and who is looked after on 31 March.

The returns are read beside the release's warehouse, which must not hold returns that its release is not made from.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.collect.collections.ssda903.staging import SSDA903
from pipeline.collect.csv_set.applied_rules import set_records_aside
from pipeline.collect.csv_set.reading import read_years
from pipeline.collect.csv_set.staging import judge_units
from pipeline.collect.csv_set.typed_tables import type_records
from pipeline.collect.manifest import load_manifest, read_manifest
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.functions import create_functions, load_functions

HEADERS = "temp.main.compared_ssda903_headers"
LOOKED_AFTER = "temp.main.compared_ssda903_looked_after"
NEEDED = ("header", "episodes")
_USABLE = """
    NOT EXISTS (SELECT 1 FROM raw.set_aside AS aside WHERE aside.file_id = typed.file_id AND aside.record = typed.line)
    AND EXISTS (
        SELECT 1 FROM raw.coverage AS coverage
        WHERE coverage.collection_year = typed.collection_year AND coverage.la_code = typed.la_code
            AND coverage.status = 'supplied'
    )
"""
_TABLES = {
    HEADERS: (
        {"la_code": "VARCHAR", "child_id": "VARCHAR", "number_as_sent": "VARCHAR", "unique_pupil_number": "VARCHAR",
         "date_of_birth": "DATE", "place": "VARCHAR"},
        f"""
        SELECT typed.la_code, typed.child_id, upper(nullif(trim(sent.unique_pupil_number), '')) AS number_as_sent,
            typed.unique_pupil_number, CAST(typed.date_of_birth AS VARCHAR) AS date_of_birth,
            files.path || ':' || typed.line AS place
        FROM raw.typed_header AS typed
        JOIN raw.ssda903_header AS sent ON sent.file_id = typed.file_id AND sent.line = typed.line
        JOIN raw.files AS files ON files.file_id = typed.file_id
        WHERE typed.child_id IS NOT NULL AND {_USABLE}
        """,
    ),
    LOOKED_AFTER: (
        {"la_code": "VARCHAR", "child_id": "VARCHAR", "place": "VARCHAR"},
        f"""
        SELECT typed.la_code, typed.child_id, files.path || ':' || max(typed.line) AS place
        FROM raw.typed_episodes AS typed
        JOIN raw.files AS files ON files.file_id = typed.file_id
        WHERE typed.child_id IS NOT NULL AND {_USABLE}
            AND NOT is_series_of_short_breaks(typed.legal_status)
            AND typed.episode_started_on <= year_ends_on(typed.collection_year)
            AND coalesce(typed.episode_ceased_on > year_ends_on(typed.collection_year), TRUE)
        GROUP BY typed.la_code, typed.child_id, files.path
        """,
    ),
}  # fmt: skip


def bring_ssda903(warehouse: Warehouse, returns_folder: Path, year: int) -> bool:
    """Make the two temporary tables in ``warehouse``, empty when the folder has no SSDA903 returns of the year.

    Returns that cannot be used are left out, and records that a rule sets aside. Returns whether there are any.
    """
    for table, (columns, _) in _TABLES.items():
        listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        warehouse.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table.rpartition('.')[2]} ({listed})")
    if not (returns_folder / SSDA903.name / str(year)).is_dir():
        return False
    with Warehouse() as beside:
        _stage(beside, returns_folder, year)
        for table, (columns, query) in _TABLES.items():
            found = beside.connection.execute(query).df()
            listed = ", ".join(f"CAST({name} AS {kind})" for name, kind in columns.items())
            warehouse.connection.register("brought", found)
            warehouse.connection.execute(f"INSERT INTO {table} SELECT {listed} FROM brought")
            warehouse.connection.unregister("brought")
    return True


def _stage(beside: Warehouse, returns_folder: Path, year: int) -> None:
    """Read the year's returns, and type and check their headers and episodes alone."""
    specification = SSDA903.specification
    create_functions(beside, load_functions())
    read = read_years(beside, specification, returns_folder, [year])
    load_manifest(beside, read_manifest(returns_folder))
    collected = specification.for_year(year)
    needed = tuple(kind for kind in collected.record_types if kind.name in NEEDED)
    las = [la for _, la in read.units_read]
    type_records(beside, specification, replace(collected, record_types=needed), las, SSDA903.match_identifiers)
    set_records_aside(beside, specification, [year])
    judge_units(SSDA903, beside, [year])
