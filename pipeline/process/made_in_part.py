"""Models made again for some authorities alone, in the place of their rows: what their records tell and no others'.

Which models may be is declared in their files (``-- parts:``), and whatever reads a model that may not is made whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.functions import functions_called
from pipeline.process.models import BY_AUTHORITY, LOOK_UP, Model, Models, build

_PART = "part"
_PREDECESSORS = "reference.predecessors"


def with_relatives(warehouse: Warehouse, las: Iterable[str]) -> frozenset[str]:
    """These authorities, and all that took over from one of them or that they took over from, however often."""
    found = set(las)
    pairs: list[tuple[str, str]] = []
    if warehouse.has_table(_PREDECESSORS):
        pairs = warehouse.connection.execute(f"SELECT la_code, predecessor_la_code FROM {_PREDECESSORS}").fetchall()
    while more := {la for pair in pairs if found.intersection(pair) for la in pair} - found:
        found |= more
    return frozenset(found)


def divided(models: Models) -> frozenset[str]:
    """The names of models of which the rows of an authority follow from the same part of all that they read."""
    found: set[str] = set()
    asked: set[str] = set()
    for model in models.in_order:
        follow = all(_stage(table) in (Stage.RAW, Stage.REFERENCE) or table in found | asked for table in model.reads)
        if follow and model.parts == BY_AUTHORITY:
            found.add(model.name)
        elif follow and model.parts == LOOK_UP:
            asked.add(model.name)
    return frozenset(found)


def build_in_part(warehouse: Warehouse, models: Models, stage: Stage, las: Collection[str] | None) -> dict[str, int]:
    """Build the models of one stage; of those that are divided only the rows of these authorities, all if None.

    The tables must be there as a build of the same models left them, and ``las`` hold with each authority its
    relatives. Returns each table's number of rows.
    """
    if las is None:
        return build(warehouse, models, schemas=[stage.value])
    chosen = models.chosen(schemas=[stage.value])
    in_part = [model for model in chosen if model.name in divided(models)]
    listed = ", ".join(f"'{la}'" for la in sorted(las))
    connection = warehouse.connection
    if las and in_part:
        with _parts_made(warehouse, models, stage, in_part, listed):
            connection.execute("BEGIN")
            try:
                for model in in_part:
                    if not model.is_view:
                        connection.execute(f"DELETE FROM {model.name} WHERE la_code IN ({listed})")
                        connection.execute(f"INSERT INTO {model.name} BY NAME SELECT * FROM {_PART}.{model.name}")
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
    whole = [model.name for model in chosen if model not in in_part or model.is_view]
    rows = build(warehouse, models, names=whole)
    return {model.name: rows.get(model.name) or warehouse.count(model.name) for model in chosen}


@contextmanager
def _parts_made(
    warehouse: Warehouse, models: Models, stage: Stage, in_part: list[Model], listed: str
) -> Iterator[None]:
    """A database beside the warehouse, in memory, in which the models have the rows of the listed authorities."""
    connection = warehouse.connection
    (main,) = connection.execute("SELECT current_database()").fetchone() or ("",)
    made = [model for model in models.chosen(schemas=[stage.value]) if model in in_part or model.parts == LOOK_UP]
    given = {table for model in made for table in model.reads} - {model.name for model in made}
    rows = {table: _rows_of(warehouse, table, main, listed) for table in sorted(given)}
    connection.execute(f"ATTACH ':memory:' AS {_PART}")
    try:
        for one in Stage:
            connection.execute(f"CREATE SCHEMA {_PART}.{one.value}")
        for table, query in rows.items():
            connection.execute(f"CREATE VIEW {_PART}.{table} AS {query}")
        connection.execute(f"USE {_PART}")
        called = {one for model in made for one in functions_called(model.query, models.functions)}
        for function in models.functions:
            if function in called:
                connection.execute(function.macro)
        for model in made:
            connection.execute(f"CREATE {'VIEW' if model.is_view else 'TABLE'} {model.name} AS {model.query}")
        connection.execute(f'USE "{main}"')
        yield
    finally:
        connection.execute(f'USE "{main}"')
        connection.execute(f"DETACH {_PART}")


def _rows_of(warehouse: Warehouse, table: str, main: str, listed: str) -> str:
    """The SELECT of the rows of a table of the database ``main`` that are of the listed authorities.

    Of reference data, and of what knows neither authority nor file, that is all of them.
    """
    columns = {name for name, *_ in warehouse.connection.execute(f"SELECT * FROM {table} LIMIT 0").description or []}
    every = f'SELECT * FROM "{main}".{table} AS whole'
    if _stage(table) is Stage.REFERENCE:
        return every
    if "la_code" in columns:
        return f"{every} WHERE la_code IN ({listed})"
    if "file_id" in columns:
        return f'{every} WHERE file_id IN (SELECT file_id FROM "{main}".raw.files WHERE la_code IN ({listed}))'
    return every


def _stage(table: str) -> Stage:
    return Stage(table.split(".")[0])
