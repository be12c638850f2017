"""The models on Apache Spark: the same SELECTs in its SQL, over Parquet, on this machine or on a cluster.

What models read (returns as they were read, reference data, tables of earlier stages) is written as Parquet files
beside the warehouse; Spark makes each table of a stage from them, and the warehouse takes the tables over, in the types
in which it would have made them itself. Grossing, protection and publishing read the warehouse, as they always do.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, finalize

import sqlglot
from sqlglot import exp

from pipeline.foundation.extras import naming_what_lacks
from pipeline.foundation.stages import Stage, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.foundation.working_folder import private_files
from pipeline.process.functions import Function, create_functions
from pipeline.process.models import Model, Models
from pipeline.process.models_read import MODEL_STAGES
from pipeline.process.sql_files import parse

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = "FIRST_RELEASE_SPARK_MASTER"
"""Where Spark is, as its own ``--master`` says it; two processes of this machine where it is not set."""
FOLDER = "FIRST_RELEASE_SPARK_FOLDER"
"""A folder that this machine and all of a cluster see under the same name; beside the warehouse where it is not set."""
HERE = "local[2]"
_WIDER = {"UBIGINT": "BIGINT", "UINTEGER": "BIGINT", "USMALLINT": "INTEGER", "UTINYINT": "INTEGER", "HUGEINT": "BIGINT"}
"""Types of the warehouse that Spark has not, each with the one in which all values of the models' tables fit."""


def translated(model: Model, functions: Iterable[Function], dialect: str = "spark") -> str:
    """The model's SELECT in another engine's SQL, with the functions written out; raises where sqlglot cannot."""
    by_name = {function.name: function for function in functions}
    query = parse(model.query, model.path).transform(lambda node: _written_out(node, by_name))
    return query.sql(dialect=dialect, pretty=True, unsupported_level=sqlglot.ErrorLevel.RAISE)


def _written_out(node: exp.Expr, by_name: Mapping[str, Function]) -> exp.Expr:
    if not isinstance(node, exp.Anonymous) or node.name.lower() not in by_name:
        return node
    function = by_name[node.name.lower()]
    arguments = dict(zip(function.parameters, node.expressions, strict=True))
    expression = sqlglot.parse_one(function.expression, dialect="duckdb")
    return exp.paren(
        expression.transform(
            lambda part: arguments[part.name].copy() if isinstance(part, exp.Column) and not part.table else part
        )
    ).transform(lambda part: part if part is node else _written_out(part, by_name))


class SparkEngine:
    """Spark with the Parquet files of one run; ``folder`` is theirs alone, and goes when the run is done with it."""

    def __init__(self, folder: Path) -> None:
        """Start Spark, or take the one that this process has; raises UsageError where it is not installed."""
        self.folder = folder
        with naming_what_lacks():
            from pyspark.sql import SparkSession
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
        with private_files():
            # Spark writes its files with the mask of the process that starts it.
            folder.mkdir(parents=True)
            self.session: SparkSession = (
                SparkSession.builder.master(os.environ.get(MASTER, HERE))
                .appName("First Release")
                .config("spark.ui.enabled", "false")
                .config("spark.hadoop.fs.permissions.umask-mode", "077")  # Hadoop does not ask the process for its own
                .config("spark.ui.showConsoleProgress", "false")
                .config("spark.sql.warehouse.dir", str(folder))
                .config("spark.sql.session.timeZone", "Europe/London")
                .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                .config("spark.sql.shuffle.partitions", os.environ.get("FIRST_RELEASE_SPARK_PARTITIONS", "2"))
                .getOrCreate()
            )
        self._is_open = True
        self.session.sparkContext.setLogLevel("ERROR")
        for stage in Stage:
            self.session.sql(f"DROP DATABASE IF EXISTS {stage.value} CASCADE")
            self.session.sql(f"CREATE DATABASE {stage.value}")

    def close(self) -> None:
        """Stop Spark and its Java, whose memory the steps after need, and remove the files; once is enough."""
        if self._is_open:
            self._is_open = False
            gateway = self.session.sparkContext._gateway
            self.session.stop()
            _end_java(gateway)
        shutil.rmtree(self.folder, ignore_errors=True)

    def build(self, warehouse: Warehouse, models: Models, stage: Stage) -> dict[str, int]:
        """Build the models of a stage as ``models.build`` does; returns each table's number of rows."""
        create_functions(warehouse, models.functions)
        chosen = models.chosen([stage.value])
        for table in sorted({table for model in chosen for table in model.reads} - {model.name for model in chosen}):
            self._give(warehouse, table)
        with private_files():
            return {model.name: self._make(warehouse, model, models.functions) for model in chosen}

    def _give(self, warehouse: Warehouse, table: str) -> None:
        """Let Spark read a table of the warehouse, unless it made the table itself."""
        if self.session.catalog.tableExists(table):
            return
        columns = [
            f'CAST("{name}" AS {_WIDER[kind]}) AS "{name}"' if kind in _WIDER else f'"{name}"'
            for name, kind in _described(warehouse, f"FROM {table}").items()
        ]
        place = self._place(table)
        with private_files():
            place.mkdir()
            file, listed = _quoted(place / "part.parquet"), ", ".join(columns)
            warehouse.connection.execute(f"COPY (SELECT {listed} FROM {table}) TO '{file}' (FORMAT parquet)")
        self._name(table)

    def _make(self, warehouse: Warehouse, model: Model, functions: Iterable[Function]) -> int:
        query = translated(model, functions)
        if model.is_view:
            self.session.sql(f"CREATE VIEW {model.name} AS {query}")
            return warehouse.replace_view(model.name, model.query)
        self.session.sql(query).write.parquet(str(self._place(model.name)))
        self._name(model.name)
        columns = ", ".join(
            f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in _described(warehouse, model.query).items()
        )
        files = _quoted(self._place(model.name) / "*.parquet")
        return warehouse.replace_table(model.name, f"SELECT {columns} FROM read_parquet('{files}')")

    def _name(self, table: str) -> None:
        """Call the files of a table by its name in the models."""
        self.session.catalog.createTable(table, path=str(self._place(table)), source="parquet")

    def _place(self, table: str) -> Path:
        return self.folder / table


_STARTED: WeakKeyDictionary[Warehouse, SparkEngine] = WeakKeyDictionary()
"""Spark as it was started for an open warehouse: a later stage reads what an earlier one made."""


def build_on_spark(warehouse: Warehouse, models: Models, stage: Stage) -> dict[str, int]:
    """Build the models of a stage with Spark, which is stopped after the last; returns each table's number of rows."""
    engine = _STARTED.get(warehouse)
    if engine is None:
        engine = _STARTED[warehouse] = SparkEngine(_folder_of(warehouse))
        finalize(warehouse, engine.close)
    try:
        rows = engine.build(warehouse, models, stage)
    except BaseException:
        engine.close()
        raise
    if stage is MODEL_STAGES[-1]:
        del _STARTED[warehouse]
        engine.close()
    return rows


def _folder_of(warehouse: Warehouse) -> Path:
    """Where the files of a run lie: beside its warehouse, or in the folder that a cluster sees under the same name."""
    if warehouse.folder is None:
        raise UsageError("Spark needs a warehouse in a file, beside which its own files lie.")
    place = Path(warehouse.path)
    if FOLDER in os.environ:
        return Path(os.environ[FOLDER]) / f"{place.parent.name}-{place.stem.lstrip('.')}"
    return place.with_name(f"{place.name}.spark")


def _end_java(gateway: Any) -> None:
    """End the process in which Spark ran here, so that another can be started."""
    from pyspark import SparkContext

    gateway.shutdown()
    # Spark's launcher ends with its standard input.
    if (process := getattr(gateway, "proc", None)) is not None:
        process.stdin.close()
        process.wait()
    SparkContext._gateway = SparkContext._jvm = None


def _described(warehouse: Warehouse, query: str) -> dict[str, str]:
    """The columns that a query gives, with their types: the query is read for it and not run."""
    return {name: kind for name, kind, *_ in warehouse.connection.execute(f"DESCRIBE {query}").fetchall()}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
