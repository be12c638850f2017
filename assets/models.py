"""Stages staged, core and cells: an asset, its dependencies and its checks for every file of sql/."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence

from dagster import AssetsDefinition, AssetSpec

from assets.checks import check_results, check_specs, grain_result, grain_spec
from assets.resources import DeclaredRelease
from assets.stage_op import Outcome, stage_op, stopwatch, table_made, table_spec
from pipeline.foundation.stages import CheckFailed, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import Check
from pipeline.process.functions import Function, functions_called
from pipeline.process.models import Model, Models, build
from pipeline.process.models_read import MODEL_STAGES
from pipeline.runs.run import ReleaseRun


def model_assets(release: DeclaredRelease, models: Models, checks: Sequence[Check]) -> list[AssetsDefinition]:
    """One op for each stage that SQL makes."""
    return [_stage_assets(release, stage, models, checks) for stage in MODEL_STAGES]


def checks_of_release(checks: Sequence[Check], tables: Collection[str]) -> list[Check]:
    """The checks that read nothing but tables of the release."""
    return [check for check in checks if all(table in tables for table in check.reads)]


def _stage_assets(release: DeclaredRelease, stage: Stage, models: Models, checks: Sequence[Check]) -> AssetsDefinition:
    chosen = models.chosen(schemas=[stage.value])
    specs = [model_spec(release, model, models.functions) for model in chosen]

    def work(_: ReleaseRun, warehouse: Warehouse) -> Iterator[Outcome]:
        for model in chosen:
            with stopwatch() as seconds:
                rows = build(warehouse, models, names=[model.name])[model.name]
                yield table_made(release, warehouse, model.name, rows=rows, seconds=seconds())
            grain = grain_result(release, warehouse, model)
            yield grain
            if not grain.passed:
                # What reads the table would fail after it, and suppress where it began.
                raise CheckFailed(
                    f"{model.name}: rows share their grain ({', '.join(model.grain)}). Nothing was published."
                )
        yield from check_results(release, warehouse, checks, stage)

    grains = [grain_spec(release, model) for model in chosen]
    return stage_op(release, stage.value, specs, work, checks=[*grains, *check_specs(release, checks, stage)])


def model_spec(release: DeclaredRelease, model: Model, functions: Sequence[Function]) -> AssetSpec:
    """What is told of a table that SQL makes."""
    return table_spec(
        release,
        model.name,
        f"{model.summary}\n\nSource: {model.source}",
        model.reads,
        kinds=frozenset({"duckdb", "sql"}),
        code_version=code_version(model, functions),
    )


def code_version(model: Model, functions: Sequence[Function]) -> str:
    """Changes when the model's query changes, or a function that it calls, directly or through another."""
    texts = [model.query, *(function.expression for function in functions_called(model.query, functions))]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
