"""What one return comes to by age, placement and month: bars for the authority's own page, as declared."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.collect.registry import collection
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build
from pipeline.process.models_read import load_models

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Chart:
    """A title, and bars of (label, number) in order; without any where nothing that it needs was sent."""

    title: str
    bars: tuple[tuple[str, int], ...]

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((number for _, number in self.bars), default=1)


def own_charts(warehouse: Warehouse, return_name: str, year: int, la_code: str) -> tuple[Chart, ...]:
    """The charts that the return's specification declares; ``warehouse`` is that of its check, with reference data."""
    declared = collection(return_name).specification.content.get("charts", ())
    models = load_models()
    wanted = {model.name for one in declared for model in models.upstream(one["model"])}
    build(warehouse, models, names=[name for name in wanted if not warehouse.has_table(name)])
    return tuple(Chart(one["title"], _bars(warehouse, return_name, one, year, la_code)) for one in declared)


def _bars(
    warehouse: Warehouse, return_name: str, declared: dict[str, str], year: int, la_code: str
) -> tuple[tuple[str, int], ...]:
    """The bars of one chart; of months, those without anybody too, unless there is nobody in any."""
    column = declared.get("by") or f"strftime({declared['by_month']}, '%Y-%m')"
    rows = warehouse.connection.execute(
        f"SELECT coalesce(CAST({column} AS VARCHAR), ?), count(*) FROM {declared['model']} "
        f"WHERE collection_year = ? AND la_code = ? GROUP BY {column} ORDER BY {column} NULLS LAST",
        [NOT_KNOWN, year, la_code.upper()],
    ).fetchall()
    found = dict(rows)
    if "by" in declared or not found:
        return tuple(found.items())
    began, _ = collection(return_name).specification.span(year)
    months = [
        f"{began.year + (began.month + past - 1) // 12}-{(began.month + past - 1) % 12 + 1:02}" for past in range(12)
    ]
    return tuple((month, found.get(month, 0)) for month in months)
