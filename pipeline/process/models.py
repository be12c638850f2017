"""The SQL models, functions and checks of the folder sql/: read, refused or ordered, and built in the warehouse.

A model is one SELECT in ``sql/<schema>/<table>.sql``. It opens with comment lines that say what a row is, its grain and
the document that defines it; what it reads is taken from its FROM clauses, where only schema-qualified names count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp

from pipeline.foundation.stages import SQL, Stage, UserError
from pipeline.foundation.warehouse import Warehouse

MODEL_STAGES = (Stage.STAGED, Stage.CORE, Stage.CELLS)
SEVERITIES = ("error", "warning")
_KEYED_LINE = re.compile(r"(grain|source|counted|not counted|built as|what|severity|stage):\s*(.*)")
_FUNCTION = re.compile(r"(?P<name>\w+)\((?P<parameters>[^)]*)\)\s+AS\s+(?P<expression>.+)", re.DOTALL)


class ModelRefused(UserError):
    """A file of sql/ breaks the rules of the folder; the message names the file and what to write instead."""


@dataclass(frozen=True)
class Model:
    """One table of the warehouse, made by one SELECT.

    ``summary`` says what a row is; ``grain`` names the columns that tell rows apart; ``source`` is the document that
    defines it; ``counted`` and ``not_counted`` are plain sentences for the methodology page, empty when not given;
    ``reads`` are the schema-qualified tables it reads, in alphabetical order. A view (``-- built as: view``) is worked
    out by whoever reads it: for many columns of which little is read.
    """

    name: str
    summary: str
    grain: tuple[str, ...]
    source: str
    counted: str
    not_counted: str
    is_view: bool
    query: str
    reads: tuple[str, ...]
    path: Path

    @property
    def stage(self) -> Stage:
        """The stage whose schema holds the table."""
        return Stage(self.name.split(".")[0])


@dataclass(frozen=True)
class Function:
    """A named expression of sql/functions/, a macro in DuckDB; ``summary`` says what it answers."""

    name: str
    parameters: tuple[str, ...]
    expression: str
    summary: str


@dataclass(frozen=True)
class Check:
    """A query that returns the rows that offend; ``severity`` is 'error' or 'warning'; it runs after ``stage``."""

    name: str
    what: str
    severity: str
    stage: Stage
    query: str
    reads: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class CheckResult:
    """What a check returned: its columns and offending rows; none means it passed."""

    check: Check
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def passed(self) -> bool:
        """Whether no row offends."""
        return not self.rows


@dataclass(frozen=True)
class Models:
    """All models in the order in which they can be built, and the functions they call."""

    in_order: tuple[Model, ...]
    functions: tuple[Function, ...]

    def __iter__(self) -> Iterator[Model]:
        """The models in building order."""
        return iter(self.in_order)

    def __len__(self) -> int:
        """Number of models."""
        return len(self.in_order)

    def __getitem__(self, name: str) -> Model:
        """The model called ``schema.table``; raises KeyError when there is none."""
        for model in self.in_order:
            if model.name == name:
                return model
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        """Whether ``schema.table`` is made by a model."""
        return any(model.name == name for model in self.in_order)

    @property
    def names(self) -> str:
        """The models' names in building order, for a message."""
        return ", ".join(model.name for model in self.in_order)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Tables that models read and no model makes (raw and reference), in alphabetical order."""
        return tuple(sorted({table for model in self.in_order for table in model.reads if table not in self}))

    def chosen(self, schemas: Iterable[str] | None = None, names: Iterable[str] | None = None) -> tuple[Model, ...]:
        """The models of some schemas, or with some names, in building order; all of them when neither is given."""
        wanted_schemas = None if schemas is None else set(schemas)
        wanted_names = None if names is None else set(names)
        for name in sorted(wanted_names or ()):
            if name not in self:
                raise ModelRefused(
                    f"{name}: no file of sql/ makes this table. Known: {', '.join(m.name for m in self)}"
                )
        return tuple(
            model
            for model in self.in_order
            if (wanted_schemas is None or model.stage.value in wanted_schemas)
            and (wanted_names is None or model.name in wanted_names)
        )

    def upstream(self, name: str, given: Iterable[str] = ()) -> tuple[Model, ...]:
        """The model and every model it needs, in building order; a table in ``given`` is not built or looked behind."""
        stop = set(given)
        needed: set[str] = set()
        waiting = [name]
        while waiting:
            table = waiting.pop()
            if table in self and table not in stop and table not in needed:
                needed.add(table)
                waiting.extend(self[table].reads)
        return tuple(model for model in self.in_order if model.name in needed)


def load_models(folder: Path = SQL) -> Models:
    """Read every model and function below ``folder``.

    Raises ModelRefused for a missing header, a table of a later stage, SELECT * in core and cells, a construct that
    sqlglot does not carry to Spark, or models that read one another in a circle.
    """
    models = {
        model.name: model
        for stage in MODEL_STAGES
        for model in map(_read_model, sorted((folder / stage.value).glob("*.sql")))
    }
    sorter = TopologicalSorter({name: [r for r in models[name].reads if r in models] for name in sorted(models)})
    try:
        # Stage by stage, so that a stage can be built and checked before the next reads it.
        order = sorted(sorter.static_order(), key=lambda name: models[name].stage.position)
    except CycleError as error:
        raise ModelRefused(f"sql/: models read one another in a circle: {' -> '.join(error.args[1])}") from error
    made_too_late = [
        f"{model.name} reads {table}"
        for model in models.values()
        for table in model.reads
        if Stage(table.split(".")[0]) in MODEL_STAGES and table not in models
    ]
    if made_too_late:
        raise ModelRefused(f"sql/: no file makes the table: {'; '.join(sorted(made_too_late))}")
    return Models(tuple(models[name] for name in order), load_functions(folder / "functions"))


def load_functions(folder: Path = SQL / "functions") -> tuple[Function, ...]:
    """Read the named expressions of ``folder``: comment lines, then ``name(parameters) AS expression``."""
    return tuple(_read_function(path) for path in sorted(folder.glob("*.sql")))


def load_checks(folder: Path = SQL / "checks") -> tuple[Check, ...]:
    """Read the checks that stand directly in ``folder``; those of a return, in folders below it, are its reader's."""
    return tuple(_read_check(path) for path in sorted(folder.glob("*.sql")))


def create_functions(warehouse: Warehouse, functions: Iterable[Function]) -> None:
    """Create the functions as macros in the warehouse, replacing those of an earlier run."""
    for function in functions:
        parameters = ", ".join(function.parameters)
        warehouse.connection.execute(
            f"CREATE OR REPLACE MACRO {function.name}({parameters}) AS ({function.expression})"
        )


def build(
    warehouse: Warehouse,
    models: Models,
    *,
    schemas: Iterable[str] | None = None,
    names: Iterable[str] | None = None,
) -> dict[str, int]:
    """Build the chosen models in order, each aside and swapped in; returns each table's number of rows."""
    create_functions(warehouse, models.functions)
    return {
        model.name: (warehouse.replace_view if model.is_view else warehouse.replace_table)(model.name, model.query)
        for model in models.chosen(schemas, names)
    }


def grain_violations(warehouse: Warehouse, model: Model) -> int:
    """Number of rows of the model's table that share their grain with another row."""
    grain = ", ".join(model.grain)
    # As many hashes as rows is proof that no two rows are alike, at half the work; fewer may be chance.
    alike = warehouse.connection.execute(
        f"SELECT count(*) - count(DISTINCT hash({grain})) FROM {model.name}"
    ).fetchone()
    if alike == (0,):
        return 0
    row = warehouse.connection.execute(
        f"SELECT coalesce(sum(rows_alike), 0) FROM "
        f"(SELECT count(*) AS rows_alike FROM {model.name} GROUP BY {grain} HAVING count(*) > 1)"
    ).fetchone()
    return int(row[0]) if row else 0


def run_check(warehouse: Warehouse, check: Check) -> CheckResult:
    """Run a check; its rows are those that offend."""
    answer = warehouse.connection.execute(check.query)
    return CheckResult(check, tuple(column[0] for column in answer.description or ()), tuple(answer.fetchall()))


def translated(model: Model, functions: Iterable[Function], dialect: str = "spark") -> str:
    """The model's SELECT in another engine's SQL, with the functions written out; raises where sqlglot cannot."""
    by_name = {function.name: function for function in functions}
    query = _parse(model.query, model.path).transform(lambda node: _written_out(node, by_name))
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


def _read_model(path: Path) -> Model:
    return _model_of(path, path.read_text(encoding="utf-8"))


@cache  # a run asks for the same files at every stage
def _model_of(path: Path, text: str) -> Model:
    header, query = _header_and_query(path, text, required=("grain", "source"))
    name = f"{path.parent.name}.{path.stem}"
    if not header.get("summary"):
        raise ModelRefused(f"{path}:1: a model opens with '-- <what a row is>'.")
    tree = _parse(query, path)
    reads = _tables_read(tree, path)
    for table in reads:
        if Stage(table.split(".")[0]).position > Stage(path.parent.name).position:
            raise ModelRefused(f"{path}: {name} reads {table}, a later stage. A model reads its own stage and earlier.")
    _refuse_what_spark_lacks(tree, path)
    if path.parent.name != Stage.STAGED.value and any(select.is_star for select in tree.find_all(exp.Select)):
        raise ModelRefused(f"{path}: SELECT * is not allowed in core and cells. Name the columns.")
    if header.get("built as", "view") != "view":
        raise ModelRefused(f"{path}: built as is {header['built as']!r}. Write view, or leave it out for a table.")
    grain = tuple(column.strip() for column in header["grain"].split(","))
    columns = tree.named_selects if isinstance(tree, exp.Query) else []
    if missing := [column for column in grain if column not in columns and "*" not in columns]:
        raise ModelRefused(f"{path}: the grain names {', '.join(missing)}, which the SELECT does not give.")
    return Model(
        name=name,
        summary=header["summary"],
        grain=grain,
        source=header["source"],
        counted=header.get("counted", ""),
        not_counted=header.get("not counted", ""),
        is_view="built as" in header,
        query=query,
        reads=reads,
        path=path,
    )


def _read_check(path: Path) -> Check:
    return _check_of(path, path.read_text(encoding="utf-8"))


@cache  # a run asks for the same files at every stage
def _check_of(path: Path, text: str) -> Check:
    header, query = _header_and_query(path, text, required=("what", "severity", "stage"))
    if header["severity"] not in SEVERITIES:
        raise ModelRefused(f"{path}: severity is {header['severity']!r}. Write one of {', '.join(SEVERITIES)}.")
    if header["stage"] not in {stage.value for stage in Stage}:
        raise ModelRefused(f"{path}: stage is {header['stage']!r}. Write one of {', '.join(s.value for s in Stage)}.")
    tree = _parse(query, path)
    _refuse_what_spark_lacks(tree, path)
    stage = Stage(header["stage"])
    return Check(path.stem, header["what"], header["severity"], stage, query, _tables_read(tree, path), path)


def _read_function(path: Path) -> Function:
    header, definition = _header_and_query(path, path.read_text(encoding="utf-8"), required=())
    found = _FUNCTION.fullmatch(definition)
    if found is None or found["name"] != path.stem or not header.get("summary"):
        raise ModelRefused(f"{path}: write '-- <what it answers>', then '{path.stem}(parameters) AS <expression>'.")
    parameters = tuple(parameter.strip() for parameter in found["parameters"].split(","))
    return Function(path.stem, parameters, found["expression"], header["summary"])


def _header_and_query(path: Path, text: str, required: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The opening comment lines by key (those before any key are the summary; a line without a key continues)."""
    lines = text.splitlines()
    header: dict[str, str] = {}
    key = "summary"
    opening = 0
    for line in lines:
        if not line.startswith("--"):
            break
        opening += 1
        said = line.removeprefix("--").strip()
        if found := _KEYED_LINE.match(said):
            key, said = found[1], found[2]
        header[key] = f"{header.get(key, '')} {said}".strip()
    for name in required:
        if not header.get(name):
            raise ModelRefused(f"{path}:1: the header has no '-- {name}: ...' line. Add it above the query.")
    return header, "\n".join(lines[opening:]).strip().removesuffix(";")


def _parse(query: str, path: Path) -> exp.Expr:
    try:
        statements = sqlglot.parse(query, dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        raise ModelRefused(f"{path}: the SQL cannot be read: {error}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelRefused(f"{path}: a file of sql/ holds one SELECT.")
    return statements[0]


def _tables_read(tree: exp.Expr, path: Path) -> tuple[str, ...]:
    named_here = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables: set[str] = set()
    for table in tree.find_all(exp.Table):
        if table.db:
            tables.add(f"{table.db}.{table.name}")
        elif table.name not in named_here:
            raise ModelRefused(f"{path}: the table {table.name!r} has no schema. Write schema.table.")
    schemas = {stage.value for stage in Stage}
    for name in sorted(tables):
        if name.split(".")[0] not in schemas:
            raise ModelRefused(f"{path}: {name} is in no schema of the warehouse ({', '.join(sorted(schemas))}).")
    return tuple(sorted(tables))


def _refuse_what_spark_lacks(tree: exp.Expr, path: Path) -> None:
    for node in tree.walk():
        if construct := _not_in_spark(node):
            raise ModelRefused(f"{path}: {construct} does not carry over to Spark. Write it another way.")


def _not_in_spark(node: exp.Expr) -> str:
    """The name of the construct when Spark lacks it or answers otherwise, else the empty string."""
    refused: tuple[tuple[str, bool], ...] = (
        ("UNPIVOT or PIVOT", isinstance(node, exp.Pivot)),
        ("ASOF JOIN", isinstance(node, exp.Join) and str(node.args.get("method") or "").upper() == "ASOF"),
        ("quantile_cont", isinstance(node, exp.PercentileCont | exp.PercentileDisc | exp.Quantile | exp.Median)),
        ("try_strptime", isinstance(node, exp.Anonymous) and node.name.lower() == "try_strptime"),
        ("GROUPING of several columns", isinstance(node, exp.Grouping) and len(node.expressions) > 1),
        ("date_diff('year')", isinstance(node, exp.DateDiff) and str(node.args.get("unit") or "").upper() == "YEAR"),
        ("string_agg without ORDER BY", isinstance(node, exp.GroupConcat) and node.find(exp.Order) is None),
        ("a named window", isinstance(node, exp.Select) and bool(node.args.get("windows"))),
    )
    return next((name for name, found in refused if found), "")
