"""What one return comes to in a few numbers, counted as the releases count them, before anything is rounded."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.collect.registry import collection
from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import Model, build, load_models


@dataclass(frozen=True)
class Headline:
    """A number of the whole return; ``value`` is None where no record that it needs was sent.

    With ``in_hundredths`` it is a number of whole hundredths, as full-time equivalents are kept.
    """

    label: str
    value: int | None
    in_hundredths: bool = False

    def in_words(self) -> str:
        """The number, or that there is none."""
        if self.value is None:
            return "not available"
        return f"{self.value // 100:,}.{self.value % 100:02}" if self.in_hundredths else f"{self.value:,}"

    @property
    def number(self) -> int | float | None:
        """The number itself, for a program."""
        return self.value / 100 if self.in_hundredths and self.value is not None else self.value


def own_headlines(warehouse: Warehouse, return_name: str, year: int, la_code: str) -> tuple[Headline, ...]:
    """The counts that the return's specification declares, of the year and authority.

    Each is of the rows of a model of core, or the total of cells, which may be kept ``in_hundredths``.

    ``warehouse`` is that in which the return was checked, with reference data.
    """
    declared = collection(return_name).specification.content.get("headline_counts", ())
    models = load_models()
    needed = {model.name for one in declared for model in models.upstream(one["model"])}
    if not needed:
        return ()
    build(warehouse, models, names=needed)
    tables = {records.name: records.table for records in collection(return_name).records}
    return tuple(
        Headline(
            one["label"],
            _amount(warehouse, models[one["model"]], year, la_code)
            if _count(warehouse, tables[one["needs"]], year, la_code)
            else None,
            one.get("in_hundredths", False),
        )
        for one in declared
    )


def _amount(warehouse: Warehouse, model: Model, year: int, la_code: str) -> int:
    """The rows of a model, or of cells what their total comes to."""
    if model.stage is not Stage.CELLS:
        return _count(warehouse, model.name, year, la_code)
    row = warehouse.connection.execute(
        f"SELECT CAST(coalesce(sum({model.columns[-1]}), 0) AS BIGINT) FROM {model.name} "
        "WHERE collection_year = ? AND la_code = ? AND breakdown = 'total'",
        [year, la_code.upper()],
    ).fetchone()
    return int(row[0]) if row else 0


def _count(warehouse: Warehouse, model: str, year: int, la_code: str) -> int:
    row = warehouse.connection.execute(
        f"SELECT count(*) FROM {model} WHERE collection_year = ? AND la_code = ?", [year, la_code.upper()]
    ).fetchone()
    return int(row[0]) if row else 0
