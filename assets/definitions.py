"""The one entry point of Dagster: assets, checks, jobs, schedules and the sensor, put together and nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from dagster import AssetSelection, Definitions, RunConfig, define_asset_job, in_process_executor

from assets.grossed import GROSSED_TABLES, grossed_assets
from assets.models import checks_of_release, model_assets, models_of_release
from assets.raw import raw_assets, returns_folder, tables_read
from assets.release_calendar import ReleaseDay, read_calendar, release_schedules
from assets.released import released_assets
from assets.resources import RELEASE, ReleaseFolders, ReleasePart, folders_from_environment
from assets.returns_sensor import returns_sensor
from pipeline.models import Check, Models, load_checks, load_models
from pipeline.publication.data_sets import load_release


def build_definitions(
    every_model: Models, every_check: Sequence[Check], days: Sequence[ReleaseDay], folders: ReleaseFolders
) -> Definitions:
    """Everything that Dagster runs.

    The executor is the one of a single process: DuckDB lets one process write, and a process for each step costs more
    than the step.
    """
    models = models_of_release(every_model, load_release(RELEASE).measures, tables_read())
    tables = {*tables_read(), *GROSSED_TABLES, *(model.name for model in models)}
    checks = checks_of_release(every_check, tables)
    parts = {day.job_name: day.part for day in days}
    jobs = [
        define_asset_job(
            name,
            selection=AssetSelection.all(),
            config=RunConfig(resources={"part": ReleasePart(name=part)}),
            description=f"Publish {RELEASE} of one collection year{f', part {part}' if part else ''}.",
            tags={"release": RELEASE},
        )
        for name, part in parts.items()
    ]
    return Definitions(
        assets=[
            returns_folder(),
            raw_assets(),
            *model_assets(models, checks),
            grossed_assets(models, checks),
            released_assets(models, checks),
        ],
        jobs=jobs,
        schedules=release_schedules(days),
        sensors=[returns_sensor(jobs[0].name)] if jobs else [],
        resources={"folders": folders, "part": ReleasePart()},
        executor=in_process_executor,
    )


defs = build_definitions(load_models(), load_checks(), read_calendar(), folders_from_environment())
