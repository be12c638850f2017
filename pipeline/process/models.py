"""The models of the folder sql/ and how they are built in the warehouse.

A model is one SELECT in ``sql/<schema>/<table>.sql``. It opens with comment lines that say what a row is, its grain and
the document that defines it. Cells that are a list of cuts are declared in ``sql/cells/<table>.yaml`` instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.foundation.stages import PACKAGE, PROJECT_ROOT, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.functions import Function, create_functions
from pipeline.process.sql_files import ModelRefused

BY_AUTHORITY, LOOK_UP = "by authority", "look-up"
"""How a table may fall into parts: the rows of an authority follow from those of the same authority, and of those that
it took over from, in all that it reads; or a row follows from its key alone, and more records make more of them."""


@dataclass(frozen=True)
class Model:
    """One table of the warehouse, made by one SELECT.

    ``summary`` says what a row is; ``grain`` names the columns that tell rows apart; ``source`` is the document that
    defines it; ``counted`` and ``not_counted`` are plain sentences for the methodology page, empty when not given;
    ``reads`` are the schema-qualified tables it reads, in alphabetical order. A view (``-- built as: view``) is worked
    out by whoever reads it: for many columns of which little is read. ``histograms`` are breakdowns of cells into whole
    numbers; ``checked_by`` names the check of cells of which what is checked of all others does not hold. ``parts``,
    BY_AUTHORITY or LOOK_UP, says that some of its rows can be made without the others; empty where they cannot.
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
    parts: str = ""

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
