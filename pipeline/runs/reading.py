"""The first step of a release: its returns and reference data into the warehouse, anew only what changed."""

from __future__ import annotations

from pipeline.collect.read_summary import ReadSummary
from pipeline.collect.registry import collection
from pipeline.collect.specification import load_specification
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.manifest import COUNTING_FOLDERS, code_version
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference
from pipeline.reference.postcodes_lent import postcodes_lent
from pipeline.reference.tables import authorities_left_out
from pipeline.runs.counted_before import forget_counting
from pipeline.runs.inputs import digest_of, digest_of_packages
from pipeline.runs.release_models import postcodes_sent
from pipeline.runs.run import ReleaseRun

_READ_BY = "raw.read_by"


def read(run: ReleaseRun, warehouse: Warehouse) -> ReadSummary:
    """Stage raw: reference data and returns, with a finding for whatever could not be read.

    Raises UsageError where another release may show the same counts and nobody said whether it was published.
    """
    run.asked().require_answers()
    forget_counting(warehouse)
    _forget_what_is_not_of_this_run(run, warehouse)
    left_out = authorities_left_out(run.name, run.year)
    own = load_specification(load_release(run.name).own_return)
    years = run.years_by_return()
    load_reference(
        warehouse,
        with_postcodes=False,
        populations=run.population_edition,
        left_out=left_out,
        sent=own.sent_in(years[own.return_name]),
    )
    summary = ReadSummary()
    with postcodes_lent(warehouse, postcodes_sent(years)):
        for name, wanted in years.items():
            summary = summary.plus(collection(name).stage(warehouse, run.returns, wanted, None))
    run.standing(warehouse)
    return summary


def _forget_what_is_not_of_this_run(run: ReleaseRun, warehouse: Warehouse) -> None:
    """Start afresh when the warehouse holds what other code read, or a year whose folder has gone.

    What other code read this may read otherwise. Such a year must not be history, nor published.
    """
    reader = digest_of([code_version(COUNTING_FOLDERS), digest_of_packages()])
    connection = warehouse.connection
    if warehouse.has_table("raw.units"):
        held = connection.execute('SELECT DISTINCT "return", collection_year FROM raw.units').fetchall()
        wanted = run.years_by_return()
        by = connection.execute(f"FROM {_READ_BY}").fetchall() if warehouse.has_table(_READ_BY) else []
        if by != [(reader,)] or any(year not in wanted.get(name, ()) for name, year in held):
            connection.execute("DROP SCHEMA raw CASCADE")
            connection.execute("CREATE SCHEMA raw")
    connection.execute(f"CREATE OR REPLACE TABLE {_READ_BY} AS SELECT CAST(? AS VARCHAR) AS reader", [reader])
