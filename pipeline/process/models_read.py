"""The models of the folder sql/: read, refused or ordered, and kept in the cache folder by the content of their files.

To read them all takes longer than to check a return, and most commands need them. What was read is kept whole under a
digest of every file that it was made of and of the code that reads and refuses; the file may be deleted at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache, lru_cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.collect.specification import SPECIFICATIONS
from pipeline.foundation import stages
from pipeline.foundation.kept_file import KeptFile
from pipeline.foundation.stages import PACKAGE, PROJECT_ROOT, SQL, Stage
from pipeline.process.cuts import read_cuts
from pipeline.process.functions import Function, load_functions
from pipeline.process.models import BY_AUTHORITY, LOOK_UP, Model, Models
from pipeline.process.selects_read import SelectRead, selects_read
from pipeline.process.sql_files import ModelRefused, header_and_query

MODEL_STAGES = (Stage.STAGED, Stage.CORE, Stage.CELLS)
NAME = "models"


def load_models(folder: Path = SQL) -> Models:
    """Read every model of core and cells, and every function, below ``folder``; raises as ``read_models``.

    The project's own are with those of stage staged that specifications make.
    """
    return _models_made_of(folder, _digest_of(folder))


@lru_cache(maxsize=4)  # every stage of a run asks for all of them
def _models_made_of(folder: Path, digest: str) -> Models:
    """The models of a folder whose files, and those of specifications, have this digest."""
    if folder != SQL:
        return read_models(folder, MODEL_STAGES)
    kept = KeptFile(stages.CACHE, NAME, digest)
    models = _from_text(kept.read())
    if models is None:
        # Every return's reader is loaded for what it stages: most of the time that reading the models takes.
        from pipeline.process.staged import staged_models

        models = read_models(folder, MODEL_STAGES, staged=tuple(staged_models()))
        kept.write(
            {"models": [_as_text(one) for one in models], "functions": [asdict(one) for one in models.functions]}
        )
    return models


def _digest_of(folder: Path) -> str:
    """Changes with every file that models are made of, and with the code that reads and refuses them."""
    digest = hashlib.sha256()
    files = [
        *(path for stage in MODEL_STAGES for path in _files_of(folder, stage)),
        *sorted((folder / "functions").glob("*.sql")),
        *sorted(SPECIFICATIONS.glob("*/specification.yaml")),
    ]
    _add(digest, files)
    digest.update(_readers())
    return digest.hexdigest()


@cache  # no code changes while it runs
def _readers() -> bytes:
    digest = hashlib.sha256(version("sqlglot").encode())
    code = sorted(path for step in ("collect", "process") for path in (PACKAGE / step).rglob("*.py"))
    _add(digest, [Path(stages.__file__), *code])
    return digest.digest()


def _add(digest: hashlib._Hash, files: Sequence[Path]) -> None:
    for path in files:
        content = path.read_bytes()
        digest.update(f"{_placed(path)} {len(content)} ".encode() + content)


def _placed(path: Path) -> str:
    """Where a file is from the project's folder on, so that a copy of the project finds what another one kept."""
    return path.relative_to(PROJECT_ROOT).as_posix() if path.is_relative_to(PROJECT_ROOT) else str(path)


def _as_text(model: Model) -> dict[str, Any]:
    return {**asdict(model), "path": _placed(model.path)}


def _from_text(content: Any) -> Models | None:
    """The models that were kept; None where there are none, or of another shape."""
    try:
        return Models(
            tuple(Model(**{**_with_tuples(one), "path": PROJECT_ROOT / one["path"]}) for one in content["models"]),
            tuple(Function(**_with_tuples(one)) for one in content["functions"]),
        )
    except (TypeError, KeyError, ValueError):
        return None


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


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
    columns, parts = read.columns, header.get("parts", "")
    if parts not in ("", BY_AUTHORITY, LOOK_UP):
        raise ModelRefused(f"{path}: parts is {parts!r}. Write {BY_AUTHORITY} or {LOOK_UP}, or leave it out.")
    if parts == BY_AUTHORITY and "la_code" not in columns:
        raise ModelRefused(f"{path}: parts is {parts}, but the SELECT gives no la_code.")
    if parts and stage is not Stage.STAGED and any(table.startswith(f"{Stage.RAW.value}.") for table in read.tables):
        raise ModelRefused(f"{path}: parts is {parts}, but stage raw is read, of which staged alone tells parts.")
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
        parts=parts,
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
        parts=BY_AUTHORITY,
    )
