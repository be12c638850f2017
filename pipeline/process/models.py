"""The models of the folder sql/: read, refused or ordered, and built in the warehouse.

A model is one SELECT in ``sql/<schema>/<table>.sql``. It opens with comment lines that say what a row is, its grain and
the document that defines it. Cells that are a list of cuts are declared in ``sql/cells/<table>.yaml`` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pipeline.foundation.stages import PACKAGE, PROJECT_ROOT, SQL, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.cuts import read_cuts
from pipeline.process.functions import Function, create_functions, load_functions
from pipeline.process.selects_read import SelectRead, selects_read
from pipeline.process.sql_files import ModelRefused, header_and_query
from pipeline.process.staged import staged_models

MODEL_STAGES = (Stage.STAGED, Stage.CORE, Stage.CELLS)


@dataclass(frozen=True)
class Model:
    """One table of the warehouse, made by one SELECT.

    ``summary`` says what a row is; ``grain`` names the columns that tell rows apart; ``source`` is the document that
    defines it; ``counted`` and ``not_counted`` are plain sentences for the methodology page, empty when not given;
    ``reads`` are the schema-qualified tables it reads, in alphabetical order. A view (``-- built as: view``) is worked
    out by whoever reads it: for many columns of which little is read. ``histograms`` are breakdowns of cells into whole
    numbers; ``checked_by`` names the check of cells of which what is checked of all others does not hold.
    """

    name: str
    summary: str
    grain: tuple[str, ...]
    source: str
    counted: str
    not_counted: str
    is_view: bool
    query: str
    columns: tuple[str, ...]
    reads: tuple[str, ...]
    path: Path
    histograms: tuple[str, ...] = ()
    checked_by: str = ""

    @property
    def place(self) -> str:
        """Where it is written, from the project's folder on."""
        folder = PACKAGE.parent if self.path.is_relative_to(PACKAGE) else PROJECT_ROOT
        return self.path.relative_to(folder).as_posix() if self.path.is_relative_to(folder) else self.path.name

    @property
    def stage(self) -> Stage:
        """The stage whose schema holds the table."""
        return Stage(self.name.split(".")[0])


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
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        """Whether ``schema.table`` is made by a model."""
        return name in self._by_name

    @cached_property
    def _by_name(self) -> dict[str, Model]:
        return {model.name: model for model in self.in_order}

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
    """Read every model of core and cells, and every function, below ``folder``; raises as ``read_models``.

    The project's own are with those of stage staged that specifications make.
    """
    return _models_as_they_lie(folder, tuple(staged_models()) if folder == SQL else (), _lying_in(folder))


@lru_cache(maxsize=4)  # every stage of a run asks for all of them
def _models_as_they_lie(
    folder: Path, staged: tuple[tuple[str, Path, str], ...], files: tuple[tuple[Path, int, int], ...]
) -> Models:
    """The models of a folder whose files are these, each with when it was written and its size."""
    return read_models(folder, MODEL_STAGES, staged=staged)


def _lying_in(folder: Path) -> tuple[tuple[Path, int, int], ...]:
    files = [path for stage in MODEL_STAGES for path in _files_of(folder, stage)]
    told = ((path, path.stat()) for path in (*files, *sorted((folder / "functions").glob("*.sql"))))
    return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in told)


def read_models(
    folder: Path,
    stages: Sequence[Stage],
    made_elsewhere: frozenset[str] = frozenset(),
    staged: Sequence[tuple[str, Path, str]] = (),
) -> Models:
    """Read the models of some stages; ``made_elsewhere`` are the tables of these stages that no file makes.

    ``staged`` are tables of stage staged that have no file of their own, each with where it is declared and its text.

    Raises ModelRefused for a missing header, a table of a later stage, SELECT * in core and cells, a construct that
    sqlglot does not carry to Spark, or models that read one another in a circle.
    """
    declared = [_model_of(f"{Stage.STAGED.value}.{name}", path, text) for name, path, text in staged]
    read = [_read_model(stage, path) for stage in stages for path in _files_of(folder, stage)]
    models = {model.name: model for model in (*declared, *read)}
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
        if Stage(table.split(".")[0]) in stages and table not in {*models, *made_elsewhere}
    ]
    if made_too_late:
        raise ModelRefused(f"sql/: no file makes the table: {'; '.join(sorted(made_too_late))}")
    selects_read().keep()
    return Models(tuple(models[name] for name in order), load_functions(folder / "functions"))


def _files_of(folder: Path, stage: Stage) -> list[Path]:
    declared = folder.glob(f"{Stage.CELLS.value}/*.yaml") if stage is Stage.CELLS else ()
    return sorted([*(folder / stage.value).glob("*.sql"), *declared])


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


def _read_model(stage: Stage, path: Path) -> Model:
    return _model_of(f"{stage.value}.{path.stem}", path, path.read_text(encoding="utf-8"))


@cache  # a run asks for the same files at every stage
def _model_of(name: str, path: Path, text: str) -> Model:
    stage = Stage(name.split(".")[0])
    if path.suffix == ".yaml" and stage is Stage.CELLS:
        return _model_of_cuts(path)
    header, query = header_and_query(path, text, required=("grain", "source"))
    if not header.get("summary"):
        raise ModelRefused(f"{path}:1: a model opens with '-- <what a row is>'.")
    read = _readable(name, query, path)
    if stage is not Stage.STAGED and read.has_star:
        raise ModelRefused(f"{path}: SELECT * is not allowed in core and cells. Name the columns.")
    if header.get("built as", "view") != "view":
        raise ModelRefused(f"{path}: built as is {header['built as']!r}. Write view, or leave it out for a table.")
    grain = tuple(column.strip() for column in header["grain"].split(","))
    columns = read.columns
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
        columns=columns,
        reads=read.tables,
        path=path,
        histograms=tuple(filter(None, (name.strip() for name in header.get("histograms", "").split(",")))),
        checked_by=header.get("checked by", ""),
    )


def _readable(name: str, query: str, path: Path) -> SelectRead:
    """What a model's SELECT reads and gives; raises ModelRefused for a later stage or what Spark would not answer."""
    read = selects_read().read(query, path)
    for table in read.tables:
        if Stage(table.split(".")[0]).position > Stage(name.split(".")[0]).position:
            raise ModelRefused(f"{path}: {name} reads {table}, a later stage. A model reads its own stage and earlier.")
    return read


def _model_of_cuts(path: Path) -> Model:
    """The model of cells that are declared as cuts."""
    cuts, name = read_cuts(path), f"{Stage.CELLS.value}.{path.stem}"
    query = cuts.query()
    reads = _readable(name, query, path).tables
    return Model(
        name=name,
        summary=cuts.row,
        grain=cuts.grain,
        source=cuts.source,
        counted="",
        not_counted="",
        is_view=False,
        query=query,
        columns=(*cuts.grain, cuts.number),
        reads=reads,
        path=path,
        histograms=cuts.histograms,
        checked_by=cuts.checked_by,
    )
