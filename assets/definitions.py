"""The one entry point of Dagster: assets, checks, jobs, schedules and sensors, put together and nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from dagster import (
    AssetsDefinition,
    AssetSelection,
    AssetSpec,
    Definitions,
    RunConfig,
    define_asset_job,
    in_process_executor,
)

from assets.alerts import failure_sensor
from assets.grossed import grossed_assets, grossed_tables
from assets.models import checks_of_release, model_assets
from assets.raw import raw_assets, returns_folders, tables_shown
from assets.release_calendar import ReleaseDay, read_calendar, release_schedules
from assets.released import released_assets
from assets.resources import (
    DeclaredRelease,
    ReleaseFolders,
    ReleasePart,
    ReleasesBefore,
    declared_releases,
    folders_from_environment,
    releases_before_from_environment,
)
from assets.returns_sensor import returns_sensor
from pipeline.process.checks import Check, load_checks
from pipeline.process.models import Models
from pipeline.process.models_read import load_models
from pipeline.runs.release_models import models_of_release


def build_definitions(
    releases: Sequence[DeclaredRelease],
    every_model: Models,
    every_check: Sequence[Check],
    days: Sequence[ReleaseDay],
    folders: ReleaseFolders,
    before: ReleasesBefore | None = None,
) -> Definitions:
    """Everything that Dagster runs: for each release its stages, a job for the whole of it and one for each part.

    The executor is the one of a single process: DuckDB lets one process write, and a process for each step costs more
    than the step.
    """
    parts = {(release, "") for release in releases} | {(day.release, day.part) for day in days}
    jobs = [
        define_asset_job(
            "_".join(filter(None, (release.prefix, part))),
            selection=AssetSelection.key_prefixes(release.prefix),
            config=RunConfig(resources={"part": ReleasePart(name=part)}),
            description=f"Publish {release.name} of one collection year{f', part {part}' if part else ''}.",
            tags={"release": release.name},
        )
        for release, part in sorted(parts, key=lambda each: (each[0].name, each[1]))
    ]
    return Definitions(
        assets=[one for release in releases for one in _assets(release, every_model, every_check)],
        jobs=jobs,
        schedules=release_schedules(days),
        sensors=[*(returns_sensor(release, release.prefix) for release in releases), failure_sensor()],
        resources={"folders": folders, "part": ReleasePart(), "before": before or ReleasesBefore()},
        executor=in_process_executor,
    )


def _assets(
    release: DeclaredRelease, every_model: Models, every_check: Sequence[Check]
) -> list[AssetsDefinition | AssetSpec]:
    models = models_of_release(release.name, every_model)
    tables = {*tables_shown(release), *grossed_tables(), *(model.name for model in models)}
    checks = checks_of_release(every_check, tables)
    return [
        *returns_folders(release),
        raw_assets(release),
        *model_assets(release, models, checks),
        grossed_assets(release, models, checks),
        released_assets(release, models, checks),
    ]


defs = build_definitions(
    declared_releases(),
    load_models(),
    load_checks(),
    read_calendar(),
    folders_from_environment(),
    releases_before_from_environment(),
)
