"""What one return comes to in a few numbers, counted as the releases count them, before anything is rounded."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.collect.registry import collection
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build, load_models


@dataclass(frozen=True)
class Headline:
    """A number of the whole return; ``value`` is None where no record that it needs was sent."""

    label: str
    value: int | None

    def in_words(self) -> str:
        """The number, or that there is none."""
        return "not available" if self.value is None else f"{self.value:,}"


def own_headlines(warehouse: Warehouse, return_name: str, year: int, la_code: str) -> tuple[Headline, ...]:
    """The counts that the return's specification declares: rows of a model of core, of the year and authority.

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
            _count(warehouse, one["model"], year, la_code)
            if _count(warehouse, tables[one["needs"]], year, la_code)
            else None,
        )
        for one in declared
    )


def _count(warehouse: Warehouse, model: str, year: int, la_code: str) -> int:
    row = warehouse.connection.execute(
        f"SELECT count(*) FROM {model} WHERE collection_year = ? AND la_code = ?", [year, la_code.upper()]
    ).fetchone()
    return int(row[0]) if row else 0
