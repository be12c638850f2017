"""Dagster: a run publishes what ``sfr release`` does, tells nothing of a child, and stops where a check says no."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dagster import (
    AssetKey,
    DagsterInstance,
    ExecuteInProcessResult,
    MetadataValue,
)

from assets.definitions import build_definitions, defs
from assets.released import require_checks
from assets.resources import DeclaredRelease, ReleaseFolders
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import CheckFailed, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import load_checks
from pipeline.process.checks_of_release import own_tables
from pipeline.process.models import Models
from pipeline.process.models_read import MODEL_STAGES, load_models
from pipeline.process.parts_of_cells import PartOfCells
from pipeline.runs.release import RunSummary
from pipeline.runs.release_models import models_of_release
from pipeline.runs.run import ReleaseRun
from pipeline.runs.run_log import LOG
from tests.process.identified_england import release_of_spoilt, spoilt_england
from tests.threads import threads

pytestmark = pytest.mark.usefixtures("few_authorities")

RELEASE = "children-looked-after"
DECLARED = DeclaredRelease(RELEASE)
YEAR = 2024


def run_job(
    returns: Path, out: Path, models: Models | None = None, *, release: str = RELEASE, raise_on_error: bool = True
) -> ExecuteInProcessResult:
    folders = ReleaseFolders(returns=str(returns), out=str(out), accept_coverage=True)
    declared = DeclaredRelease(release)
    definitions = build_definitions([declared], models or load_models(), load_checks(), [], folders)
    with DagsterInstance.ephemeral() as instance:
        return definitions.resolve_job_def(declared.prefix).execute_in_process(
            instance=instance, partition_key=str(YEAR), raise_on_error=raise_on_error
        )


@pytest.fixture(scope="module", autouse=True)
def two_threads() -> Iterator[None]:
    """As many as a release has; the command's release, which must have the same bytes, was made by one."""
    with threads(2):
        yield


@pytest.fixture(scope="module")
def released(
    little_england: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ExecuteInProcessResult, Path]]:
    """A run of the job, and the folder it published to."""
    out = tmp_path_factory.mktemp("from_dagster")
    yield run_job(little_england, out), out


def contents_of(folder: Path) -> dict[str, bytes]:
    """The files of a release but for the log, which says when a command did what."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found.pop(f"restricted/{LOG}", None)
    return found


def test_a_run_publishes_the_same_bytes_as_the_command(
    released: tuple[ExecuteInProcessResult, Path], published_little: RunSummary
) -> None:
    """And so a second run the same as a first: in a folder and a warehouse of its own, published and restricted."""
    mine = contents_of(released[1] / RELEASE / str(YEAR))
    theirs = contents_of(published_little.folder)
    assert sorted(mine) == sorted(theirs)
    assert [name for name in mine if mine[name] != theirs[name]] == []
    assert "publish/data/cla_number_and_rate_per_10k_children.csv" in mine


def test_children_in_need_is_published_by_its_own_job_in_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Three small authorities, with the other return beside theirs for the report on identifiers."""
    name = "children-in-need"
    command = release_of_spoilt(tmp_path_factory)
    result = run_job(spoilt_england(tmp_path_factory), tmp_path / "dagster", release=name)
    mine, theirs = contents_of(tmp_path / "dagster" / name / str(YEAR)), contents_of(command.folder)
    assert sorted(mine) == sorted(theirs)
    assert [file for file in mine if mine[file] != theirs[file]] == []
    assert {"publish/data/b1_children_in_need.csv", "restricted/identifiers/301.csv"} <= set(mine)
    declared = DeclaredRelease(name)
    keys = {event.asset_key for event in result.get_asset_materialization_events()}
    assert {declared.key("cells.referrals_in_year"), declared.key("raw.typed_cin_children")} <= keys
    graph = defs.get_repository_def().asset_graph
    shown = {".".join(key.path[1:]) for key in graph.get_all_asset_keys() if key.path[0] == declared.prefix}
    with Warehouse(tmp_path / "dagster" / name / f".{YEAR}.duckdb") as warehouse:
        made = warehouse.connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_schema IN ('reference', 'staged', 'core', 'cells', 'grossed')"
        ).fetchall()
    assert {table for (table,) in made} <= shown


def test_models_and_checks_are_those_of_the_command(
    released: tuple[ExecuteInProcessResult, Path], little_england: Path
) -> None:
    run = ReleaseRun(RELEASE, YEAR, "", little_england, released[1], accept_coverage=True)
    models = {model.name for model in models_of_release(RELEASE)}
    with Warehouse(run.warehouse_path) as warehouse:
        of_release = [check for check in load_checks() if all(map(warehouse.has_table, check.reads))]
        # What is made for every table of cells has one name, and shows on its table.
        checks = {check.name.removesuffix(f"_of_{own_tables(check)[0][6:]}") for check in of_release}
        of_cells = {(own_tables(one)[0], one.path.stem) for one in of_release if one.path.parent.name == "cells"}
    graph = defs.get_repository_def().asset_graph
    mine = {".".join(key.path[1:]) for key in graph.get_all_asset_keys() if key.path[0] == DECLARED.prefix}
    made_by_sql = {stage.value for stage in MODEL_STAGES}
    assert {table for table in mine if table.split(".")[0] in made_by_sql} == models
    asked = [key for key in graph.asset_check_keys if key.asset_key.path[0] == DECLARED.prefix]
    assert {f"{key.asset_key.path[1]}.{key.name}" for key in asked if key.name != "grain"} == checks
    assert {(".".join(key.asset_key.path[1:]), key.name) for key in asked} >= of_cells


def test_every_check_is_evaluated_in_a_run(released: tuple[ExecuteInProcessResult, Path]) -> None:
    evaluated = {(e.asset_key, e.check_name) for e in released[0].get_asset_check_evaluations()}
    declared = defs.get_repository_def().asset_graph.asset_check_keys
    expected = {(key.asset_key, key.name) for key in declared if key.asset_key.path[0] == DECLARED.prefix}
    assert evaluated == expected


def test_a_run_tells_rows_columns_seconds_and_hashes_and_no_record(
    released: tuple[ExecuteInProcessResult, Path], little_england: Path
) -> None:
    result, out = released
    records: list[dict[str, str]] = []
    for path in little_england.glob("ssda903/2024/*/header.csv"):
        with path.open(encoding="utf-8") as file:
            records += csv.DictReader(file)
    private = {row[column] for row in records for column in ("DOB", "UPN") if len(row[column]) > 4}
    assert private
    told = " ".join(str(event) for event in result.all_events)
    assert [value for value in private if value in told] == []

    # A child's number might be a number of bytes: what may be told at all is listed instead.
    keys = {
        name
        for event in result.get_asset_materialization_events()
        for name in event.step_materialization_data.materialization.metadata
    }
    assert keys == {"dagster/row_count", "dagster/column_schema", "seconds", "path", "sha256", "bytes"}
    keys = {name for evaluation in result.get_asset_check_evaluations() for name in evaluation.metadata}
    assert keys == {"offending_rows", "grain", "query"}

    episodes = _metadata(result, "core", "episodes")
    with Warehouse(out / RELEASE / f".{YEAR}.duckdb") as warehouse:
        assert episodes["dagster/row_count"].value == warehouse.count("core.episodes") > 0
    hashes = {output["path"]: output["sha256"] for output in _manifest(out)["outputs"]}
    data_set = _metadata(result, "published", "cla_number_and_rate_per_10k_children")
    assert data_set["sha256"].value == hashes["data/cla_number_and_rate_per_10k_children.csv"]


def test_every_file_that_is_published_is_told(released: tuple[ExecuteInProcessResult, Path]) -> None:
    result, out = released
    told = {
        path
        for event in result.get_asset_materialization_events()
        if event.asset_key and event.asset_key.path[1] == "published"
        for path in str(event.step_materialization_data.materialization.metadata["path"].value).split(", ")
    }
    data_and_tables = {
        output["path"] for output in _manifest(out)["outputs"] if not str(output["path"]).endswith(".meta.csv")
    }
    assert told == data_and_tables | {"manifest.json"}


def test_tables_of_the_warehouse_are_the_assets(released: tuple[ExecuteInProcessResult, Path]) -> None:
    graph = defs.get_repository_def().asset_graph
    keys = {".".join(key.path[1:]) for key in graph.get_all_asset_keys() if key.path[0] == DECLARED.prefix}
    with Warehouse(released[1] / RELEASE / f".{YEAR}.duckdb") as warehouse:
        tables = {
            f"{schema}.{table}"
            for schema, table in warehouse.connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables "
                "WHERE table_schema IN ('reference', 'staged', 'core', 'cells', 'grossed')"
            ).fetchall()
        }
    # A part of a cells table is a view of it, and no asset of its own.
    tables -= {f"cells.{one.name}" for one in load_release(RELEASE).measures if isinstance(one, PartOfCells)}
    stages = {Stage.REFERENCE, Stage.STAGED, Stage.CORE, Stage.CELLS, Stage.GROSSED}
    assert {key for key in keys if key.split(".")[0] in {stage.value for stage in stages}} == tables


def test_a_duplicated_grain_stops_the_run_and_leaves_the_last_good_release(
    little_england: Path, released: tuple[ExecuteInProcessResult, Path], tmp_path: Path
) -> None:
    out = tmp_path / "releases"
    shutil.copytree(released[1], out)
    folder = out / RELEASE / str(YEAR)
    before = contents_of(folder)
    models = load_models()
    doubled = Models(
        tuple(
            replace(model, query=f"SELECT * FROM ({model.query}) UNION ALL SELECT * FROM ({model.query})")
            if model.name == "core.children"
            else model
            for model in models
        ),
        models.functions,
    )
    result = run_job(little_england, out, doubled, raise_on_error=False)
    assert not result.success
    failed = [
        (e.asset_key.to_user_string(), e.check_name, e.blocking)
        for e in result.get_asset_check_evaluations()
        if not e.passed
    ]
    assert failed == [(f"{DECLARED.prefix}/core/children", "grain", True)]
    assert "core.children: rows share their grain" in _failure(result)
    assert {event.step_key for event in result.all_events if event.is_step_start} == {
        f"{DECLARED.prefix}_{stage}" for stage in ("raw", "staged", "core")
    }
    assert contents_of(folder) == before

    run = ReleaseRun(RELEASE, YEAR, "", little_england, out, accept_coverage=True)
    with (
        Warehouse(run.warehouse_path) as warehouse,
        pytest.raises(CheckFailed, match=r"grain of core\.children\."),
    ):
        of_release = [check for check in load_checks() if all(map(warehouse.has_table, check.reads))]
        require_checks(warehouse, models_of_release(RELEASE), of_release)


def test_nothing_is_published_from_stages_of_another_run(
    little_england: Path, released: tuple[ExecuteInProcessResult, Path], tmp_path: Path
) -> None:
    out = tmp_path / "releases"
    shutil.copytree(released[1], out)
    before = contents_of(out / RELEASE / str(YEAR))
    folders = ReleaseFolders(returns=str(little_england), out=str(out), accept_coverage=True)
    definitions = build_definitions([DECLARED], load_models(), load_checks(), [], folders)
    last = [key for key in definitions.resolve_all_asset_keys() if key.path[1] in {"protected", "published"}]
    with DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance, partition_key=str(YEAR), asset_selection=last, raise_on_error=False
        )
    assert "Choose every asset" in _failure(result)
    assert contents_of(out / RELEASE / str(YEAR)) == before


def test_what_a_user_can_mend_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "ssda903" / "2023" / "201").mkdir(parents=True)
    result = run_job(tmp_path, tmp_path / "out", raise_on_error=False)
    assert "is not there, so 2024 cannot be published" in _failure(result)


def test_any_other_error_quotes_nothing(little_england: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object) -> None:
        raise ValueError("child 1234567 born 2012-03-04")

    monkeypatch.setattr("assets.raw.read", burst)
    result = run_job(little_england, tmp_path, raise_on_error=False)
    assert "ValueError at" in _failure(result)
    assert "1234567" not in " ".join(str(event) for event in result.all_events)


def _metadata(result: ExecuteInProcessResult, *path: str) -> dict[str, MetadataValue[Any]]:
    for event in result.get_asset_materialization_events():
        if event.asset_key == AssetKey([DECLARED.prefix, *path]):
            return dict(event.step_materialization_data.materialization.metadata)
    raise AssertionError(f"{path} was not made")


def _manifest(out: Path) -> dict[str, list[dict[str, object]]]:
    text = (out / RELEASE / str(YEAR) / "publish" / "manifest.json").read_text(encoding="utf-8")
    content: dict[str, list[dict[str, object]]] = json.loads(text)
    return content


def _failure(result: ExecuteInProcessResult) -> str:
    return " ".join(
        str(event.step_failure_data.user_failure_data) for event in result.all_events if event.is_step_failure
    )
