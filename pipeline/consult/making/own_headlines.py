"""What one return comes to in a few numbers, counted as the releases count them, before anything is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.collect.registry import collection
from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import Model, build
from pipeline.process.models_read import load_models


@dataclass(frozen=True)
class Headline:
    """A number of the whole return; ``value`` is None where no record that it needs was sent.

    With ``in_hundredths`` it is a number of whole hundredths, as full-time equivalents are kept. ``before`` is that of
    the return of the year before, None where it was not given or has no such record.
    """

    label: str
    value: int | None
    in_hundredths: bool = False
    before: int | None = None

    def in_words(self) -> str:
        """The number, or that there is none."""
        return self._in_words(self.value) or "not available"

    def before_in_words(self) -> str:
        """That of the year before, empty where there is none."""
        return self._in_words(self.before)

    @property
    def number(self) -> int | float | None:
        """The number itself, for a program."""
        return self._number(self.value)

    @property
    def number_before(self) -> int | float | None:
        """The same of the year before."""
        return self._number(self.before)

    def _in_words(self, value: int | None) -> str:
        if value is None:
            return ""
        return f"{value // 100:,}.{value % 100:02}" if self.in_hundredths else f"{value:,}"

    def _number(self, value: int | None) -> int | float | None:
        return value / 100 if self.in_hundredths and value is not None else value


def own_headlines(
    warehouse: Warehouse, return_name: str, year: int, la_code: str, *, has_earlier: bool = False
) -> tuple[Headline, ...]:
    """The counts that the return's specification declares, of the year and authority, beside those of the year before.

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

    def amount(one: Mapping[str, str], its_year: int) -> int | None:
        was_sent = _count(warehouse, tables[one["needs"]], its_year, la_code)
        return _amount(warehouse, models[one["model"]], its_year, la_code) if was_sent else None

    return tuple(
        Headline(
            one["label"],
            amount(one, year),
            one.get("in_hundredths", False),
            amount(one, year - 1) if has_earlier else None,
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
