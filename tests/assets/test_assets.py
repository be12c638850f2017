"""Dagster: the graph of assets, as it was reviewed, and what the house allows.

After a wanted change of the graph, write its snapshot anew: ``python -m tests.assets.test_assets``.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from dagster import (
    Definitions,
)

from assets.definitions import defs
from assets.models import code_version
from assets.resources import DeclaredRelease, declared_releases
from pipeline.collect.specification import load_specification
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import PROJECT_ROOT, TEMPLATES
from pipeline.process.checks import load_checks
from pipeline.process.models_read import MODEL_STAGES, load_models
from pipeline.reference.periods import period_of

GRAPH = Path(__file__).parents[1] / "golden" / "asset_graph.txt"
STAGES = ("raw", "staged", "core", "cells", "grossed", "protected_and_published")


def graph_as_text(definitions: Definitions) -> str:
    """Each asset with its group, the assets it is made from, and its checks (! stops the run)."""
    repository = definitions.get_repository_def()
    blocking = {
        spec.key: spec.blocking for assets in repository.assets_defs_by_key.values() for spec in assets.check_specs
    }
    lines = []
    for key in sorted(repository.asset_graph.get_all_asset_keys()):
        node = repository.asset_graph.get(key)
        lines.append(f"{key.to_user_string()}  [{node.group_name}]")
        lines += [f"    <- {parent.to_user_string()}" for parent in sorted(node.parent_keys)]
        lines += [
            f"    {'!' if stops else '?'} {check.name}"
            for check, stops in sorted(blocking.items(), key=lambda item: item[0].name)
            if check.asset_key == key
        ]
    return "\n".join(lines) + "\n"


def test_the_graph_is_the_reviewed_one() -> None:
    assert graph_as_text(defs) == GRAPH.read_text(encoding="utf-8"), (
        "The graph differs from tests/golden/asset_graph.txt. If that is meant: python -m tests.assets.test_assets"
    )


def test_definitions_can_be_loaded() -> None:
    Definitions.validate_loadable(defs)


def test_every_asset_says_what_a_row_is_and_where_that_is_written() -> None:
    for spec in defs.resolve_all_asset_specs():
        assert spec.description, spec.key
        assert spec.group_name != "default", spec.key
        if spec.key.path[1] in {"staged", "core", "cells", "grossed", "protected", "published"} and spec.metadata:
            assert "Source:" in spec.description, spec.key


def test_every_table_that_is_read_is_an_asset() -> None:
    graph = defs.get_repository_def().asset_graph
    outside = [key.to_user_string() for key in graph.get_all_asset_keys() if graph.get(key).is_external]
    assert sorted(outside) == [
        f"{release.prefix}/returns/{name}" for release in declared_releases() for name in release.returns
    ]


def test_every_model_has_a_blocking_check_of_its_grain() -> None:
    graph = defs.get_repository_def().asset_graph
    blocking = {key for key in graph.asset_check_keys if graph.get(key).blocking and key.name == "grain"}
    assert {key.asset_key for key in blocking} == {
        key for key in graph.get_all_asset_keys() if key.path[1] in {stage.value for stage in MODEL_STAGES}
    }


def test_checks_of_severity_error_block_and_warnings_do_not() -> None:
    graph = defs.get_repository_def().asset_graph
    blocking = {key.name: graph.get(key).blocking for key in graph.asset_check_keys}
    severities = {check.path.stem.removeprefix(f"{check.stage.value}."): check.severity for check in load_checks()}
    shown = [name for name in blocking if name != "grain"]
    assert "flow_reconciles" in shown
    assert {name: blocking[name] for name in shown} == {name: severities[name] == "error" for name in shown}


def test_every_release_that_is_declared_has_a_job_and_a_sensor() -> None:
    declared = {path.parent.name.replace("-", "_") for path in TEMPLATES.glob("*/release.toml")}
    repository = defs.get_repository_def()
    assert {"children_looked_after", "children_in_need"} <= declared
    assert declared <= set(repository.job_names)
    of_releases = [sensor for sensor in repository.sensor_defs if sensor.name != "tell_of_failed_runs"]
    assert declared == {sensor.job_name for sensor in of_releases}
    assert {key.path[0] for key in repository.asset_graph.get_all_asset_keys()} == declared


@pytest.mark.parametrize("release", declared_releases(), ids=lambda release: release.name)
def test_an_op_for_each_stage_and_a_single_process(release: DeclaredRelease) -> None:
    job = defs.resolve_job_def(release.prefix)
    ops = [f"{release.prefix}_{stage}" for stage in STAGES]
    assert [node.name for node in job.nodes_in_topological_order] == ops
    assert job.executor_def.name == "in_process"
    made = {key.path[0] for key in job.asset_layer.executable_asset_keys}
    assert made == {release.prefix}, "a job makes the assets of its own release and of no other"


@pytest.mark.parametrize("release", declared_releases(), ids=lambda release: release.name)
def test_a_year_that_the_specification_learns_is_a_partition(release: DeclaredRelease) -> None:
    own = load_specification(load_release(release.name).own_return)
    assert release.years.get_partition_keys()[0] == str(period_of(own.periods[0]))
    assert release.years.get_partition_keys()[-1] == str(period_of(own.periods[-1]))


def test_a_quarter_is_a_partition_and_its_schedule_is_for_the_one_that_ended_last() -> None:
    quarterly = DeclaredRelease("adoption-quarterly")
    assert "2022-23 Q4" in quarterly.years.get_partition_keys()
    assert quarterly.asked("2022-23 Q4", "") == (2023, "q4")
    # The fourth quarter ended on 31 March; its returns are there 60 days later, on 30 May.
    assert quarterly.latest_before(date(2023, 6, 30), 0) == "2022-23 Q4"
    assert quarterly.latest_before(date(2023, 5, 30), 0) == "2022-23 Q4"
    assert quarterly.latest_before(date(2023, 5, 29), 0) == "2022-23 Q3"
    assert DeclaredRelease("children-in-need").asked("2024", "") == (2024, "")
    assert DeclaredRelease("children-in-need").latest_before(date(2024, 10, 31), 0) == "2024"
    # The workforce of September is published in the February that follows.
    assert DeclaredRelease("social-work-workforce").latest_before(date(2025, 2, 26), 1) == "2024"


def test_code_version_follows_the_query_and_the_functions_it_calls() -> None:
    models = load_models()
    model = next(model for model in models if "age_group(" in model.query)
    version = code_version(model, models.functions)
    edited = tuple(replace(f, expression=f"({f.expression})") if f.name == "age_group" else f for f in models.functions)
    unrelated = tuple(
        replace(f, expression=f"({f.expression})") if f.name == "outward_code" else f for f in models.functions
    )
    assert "outward_code(" not in model.query
    assert code_version(replace(model, query=model.query + "\nLIMIT 1"), models.functions) != version
    assert code_version(model, edited) != version
    assert code_version(model, unrelated) == version


def test_nothing_is_sent_to_the_makers_of_dagster() -> None:
    settings = yaml.safe_load((PROJECT_ROOT / ".dagster_home" / "dagster.yaml").read_text(encoding="utf-8"))
    assert settings["telemetry"] == {"enabled": False}


def test_only_assets_knows_dagster_and_nothing_knows_assets() -> None:
    for path in sorted(PROJECT_ROOT.joinpath("pipeline").rglob("*.py")):
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not imported & {"dagster", "assets"}, path


if __name__ == "__main__":
    GRAPH.write_text(graph_as_text(defs), encoding="utf-8")
