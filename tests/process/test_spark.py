"""The models on a real Spark of this machine: every table of every stage holds what DuckDB makes of the same returns.

``make spark`` asks this of every release; the suite of one that is small, since Spark takes seconds for each table.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.foundation.stages import UsageError
from pipeline.process.models_read import MODEL_STAGES
from pipeline.process.spark import build_on_spark
from pipeline.runs.reading import read
from pipeline.runs.release import count
from pipeline.runs.release_models import models_of_release
from pipeline.runs.run import ReleaseRun, open_run
from pipeline.synthetic.registry import synthesise_return
from tests.collect.workforce_documents import workers_of, write_return
from tests.runs.adoption_quarterly.returned import lay_out_samples

EVERY = os.environ.get("FIRST_RELEASE_SPARK_TESTS") == "every release"
without_spark = "pyspark is not installed: make .venv/spark" if find_spec("pyspark") is None else ""
if not without_spark and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    without_spark = "there is no Java, which Spark runs on"
pytestmark = pytest.mark.skipif(bool(without_spark), reason=without_spark)
# Spark compiles each step of a query, which takes longer than so few records do.
QUICKLY = (
    "--conf spark.sql.codegen.wholeStage=false --conf spark.sql.adaptive.enabled=false "
    '--driver-java-options "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" pyspark-shell'
)


def _synthetic(*returns: str, years: tuple[int, ...] = (2023, 2024)) -> Callable[[Path], None]:
    def lay_out(folder: Path) -> None:
        for name in returns:
            synthesise_return(name, {}, years=list(years), out=folder, las=["301", "302"], scale=0.2)

    return lay_out


RETURNS: dict[tuple[str, int, str], Callable[[Path], None]] = {
    ("adoption-quarterly", 2023, "q4"): lay_out_samples,
}
if EVERY:
    RETURNS |= {
        ("social-work-workforce", 2024, ""): lambda returns: write_return(
            returns, workers_of("301_2024_workers.csv"), "301", 2024
        ),
        ("children-looked-after", 2024, ""): _synthetic("ssda903", "staying_put"),
        ("children-in-need", 2024, ""): _synthetic("cin"),
        ("performance-tables", 2024, ""): _synthetic("ssda903", "cin", "attainment"),
        ("stability", 2024, ""): _synthetic("ssda903", "pupils"),
        ("outcomes", 2025, ""): _synthetic("ssda903", "cin", "pupils", years=(2024, 2025)),
    }


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", QUICKLY)


@pytest.mark.parametrize(
    ("asked", "lay_out"), list(RETURNS.items()), ids=lambda one: one[0] if type(one) is tuple else ""
)
def test_every_table_is_the_same_on_spark(
    asked: tuple[str, int, str], lay_out: Callable[[Path], None], tmp_path: Path
) -> None:
    name, year, part = asked
    lay_out(tmp_path / "returns")
    run = ReleaseRun(name, year, part, tmp_path / "returns", tmp_path / "out", accept_coverage=True)
    models = [model for model in models_of_release(name) if not model.is_view]
    with open_run(run) as warehouse:
        connection = warehouse.connection
        read(run, warehouse)
        for stage in MODEL_STAGES:
            count(run, warehouse, stage)
        connection.execute("CREATE SCHEMA duckdb_made")
        for model in models:
            connection.execute(f'CREATE TABLE duckdb_made."{model.name}" AS FROM {model.name}')
        folder = run.warehouse_path.with_name(f"{run.warehouse_path.name}.spark")
        for stage in MODEL_STAGES:
            build_on_spark(warehouse, models_of_release(name), stage)
            if stage is not MODEL_STAGES[-1]:
                open_to_others = [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]
                assert not open_to_others
        assert not folder.exists()
        differ, rows = [], 0
        for model in models:
            ours, theirs = model.name, f'duckdb_made."{model.name}"'
            described = [connection.execute(f"DESCRIBE {table}").fetchall() for table in (ours, theirs)]
            apart = connection.execute(
                f"SELECT count(*) FROM ((FROM {ours} EXCEPT ALL FROM {theirs}) UNION ALL "
                f"(FROM {theirs} EXCEPT ALL FROM {ours}))"
            ).fetchone()
            rows += warehouse.count(ours)
            if apart != (0,) or described[0] != described[1]:
                differ.append(model.name)
    assert differ == []
    assert rows > 100


def test_a_warehouse_in_memory_has_nowhere_for_its_files() -> None:
    from pipeline.foundation.warehouse import Warehouse

    with Warehouse() as warehouse, pytest.raises(UsageError, match="a warehouse in a file"):
        build_on_spark(warehouse, models_of_release("adoption-quarterly"), MODEL_STAGES[0])
