"""Counts of authorities that the warehouse still has from a run before, where nothing that they follow from changed."""

from __future__ import annotations

import json
from collections.abc import Callable

from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.manifest import COUNTING_FOLDERS, code_version
from pipeline.foundation.kept_answers import KEPT
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.inputs import digest_of, digest_of_packages, digest_of_returns
from pipeline.runs.release_models import models_of_release
from pipeline.runs.run import ReleaseRun
from pipeline.runs.run_log import Report

AS_BEFORE = "Counts of authorities are those of the run before: nothing that they follow from changed"
_TABLE = "raw.counted_from"


def count_unless_counted(
    run: ReleaseRun, warehouse: Warehouse, report: Report, count: Callable[[], list[str]]
) -> list[str]:
    """Make the tables of raw, staged, core and cells by ``count``, or leave those that are there and what it warned of.

    They are left where the run uses what others worked out and nothing that they follow from changed.
    """
    if KEPT.get() is None:
        return count()
    digest = counted_from(run)
    if (warnings := _warnings(warehouse, digest)) is not None:
        report(AS_BEFORE)
        run.asked().require_answers()
        run.standing(warehouse)
        return warnings
    warnings = count()
    # Returns that changed while they were read are neither what they were nor what they are.
    if digest == counted_from(run):
        _keep(warehouse, digest, warnings)
    return warnings


def counted_from(run: ReleaseRun) -> str:
    """A digest of all that the tables of raw, staged, core and cells of a run follow from.

    That is the returns, the models that the release's measures ask for, code, reference data and packages; not how
    anything is grossed, protected or shown.
    """
    return digest_of([counted_by(run), digest_of_returns(run)])


def counted_by(run: ReleaseRun) -> str:
    """A digest of all that these tables follow from but the returns."""
    release = load_release(run.name)
    asked = (run.name, run.year, run.latest, run.population_edition, release.own_return, run.years_by_return())
    models = [model.name for model in models_of_release(run.name)]
    return digest_of([str(asked), *models, code_version(COUNTING_FOLDERS), digest_of_packages()])


def _warnings(warehouse: Warehouse, digest: str) -> list[str] | None:
    """What the checks warned of when these same tables were made; None where the warehouse has others, or not all."""
    if not warehouse.has_table(_TABLE):
        return None
    row = warehouse.connection.execute(f"SELECT warnings FROM {_TABLE} WHERE digest = ?", [digest]).fetchone()
    return None if row is None else list(json.loads(row[0]))


def forget_counting(warehouse: Warehouse) -> None:
    """Say that the tables are about to become others."""
    warehouse.connection.execute(f"DROP TABLE IF EXISTS {_TABLE}")


def _keep(warehouse: Warehouse, digest: str, warnings: list[str]) -> None:
    """Say what all of the tables follow from, and what their checks warned of."""
    warehouse.connection.execute(
        f"CREATE OR REPLACE TABLE {_TABLE} AS SELECT CAST(? AS VARCHAR) AS digest, CAST(? AS VARCHAR) AS warnings",
        [digest, json.dumps(warnings)],
    )
