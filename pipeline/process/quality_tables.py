"""The tables of stage quality: what SQL makes of figures, findings and returns, and what is given to it.

What SQL makes is in ``sql/quality/``: figures out of bounds, unusual findings, revisions, warnings and the parts of the
confidence indicator. Nothing of it changes a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.collect.raw_tables import insert_rows
from pipeline.foundation.stages import SQL, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage import Measure
from pipeline.process.models import Models, build
from pipeline.process.models_read import read_models

GIVEN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "quality.bounds": ("The one row of bounds, and the period of the release.", {}),
    "quality.neighbours": (
        "A statistical neighbour of a local authority.",
        {"collection_year": "INTEGER", "la_code": "VARCHAR", "neighbour_la_code": "VARCHAR"},
    ),
    "quality.set_by_the_map": (
        "A breakdown that is not compared with statistical neighbours.",
        {"breakdown": "VARCHAR"},
    ),
    "quality.compared_measures": (
        "A measure whose figures are compared, the file of the return that it is about, and of events their people's.",
        {"measure": "VARCHAR", "unit": "INTEGER", "subject": "VARCHAR", "people": "VARCHAR"},
    ),
    "quality.shown_categories": (
        "A category of a measure that some file shows, alone or crossed with others.",
        {"measure": "VARCHAR", "breakdown_key": "VARCHAR"},
    ),
    "quality.failed_checks": (
        "An authority that a check of severity warning names, with what it tells.",
        {"check_name": "VARCHAR", "la_code": "VARCHAR", "told": "VARCHAR"},
    ),
    "quality.other_counts": (
        "A count of an authority, the same as another return tells it, and by how many both cannot be right.",
        {
            "la_code": "VARCHAR", "other": "VARCHAR", "what": "VARCHAR", "measure": "VARCHAR",
            "breakdown_key": "VARCHAR", "number": "BIGINT", "other_number": "BIGINT", "apart": "BIGINT",
        },
    ),
    "quality.earlier_figures": (
        "A count of England as the release before published it, and the base it was rounded to.",
        {
            "measure": "VARCHAR", "breakdown_key": "VARCHAR", "collection_year": "INTEGER", "number": "DOUBLE",
            "unit": "INTEGER", "rounded_to": "INTEGER",
        },
    ),
}  # fmt: skip
"""The tables of the stage that no model makes, each with what a row is and its columns."""


@dataclass(frozen=True)
class Given:
    """Rows of the tables that are given, in the columns of GIVEN; ``period`` is the release's own."""

    period: int
    bounds: Mapping[str, float]
    set_by_the_map: Sequence[str] = ()
    events: Mapping[str, str] = field(default_factory=dict)
    neighbours: Iterable[tuple[str, str]] = ()
    shown_categories: Iterable[tuple[str, str]] = ()
    failed_checks: Iterable[Sequence[object]] = ()
    other_counts: Iterable[Sequence[object]] = ()
    earlier_figures: Iterable[Sequence[object]] = ()
    measures: Sequence[Measure] = field(default=())


@cache
def quality_models() -> Models:
    """The models of ``sql/quality/`` in the order in which they can be built."""
    return read_models(SQL, (Stage.QUALITY,), made_elsewhere=frozenset(GIVEN))


def make_quality(warehouse: Warehouse, given: Given) -> None:
    """Make every table of the stage."""
    bounds = ", ".join(f"CAST({value!r} AS {_kind(value)}) AS {name}" for name, value in given.bounds.items())
    warehouse.replace_table("quality.bounds", f"SELECT {given.period} AS collection_year, {bounds}")
    rows: dict[str, Iterable[Sequence[object]]] = {
        "quality.neighbours": ((given.period, *pair) for pair in given.neighbours),
        "quality.set_by_the_map": ((one,) for one in given.set_by_the_map),
        "quality.compared_measures": (
            (one.name, one.unit, one.items[-1], given.events.get(one.name, ""))
            for one in given.measures
            if one.items and is_compared(one)
        ),
        "quality.shown_categories": given.shown_categories,
        "quality.failed_checks": given.failed_checks,
        "quality.other_counts": given.other_counts,
        "quality.earlier_figures": given.earlier_figures,
    }
    for name, found in rows.items():
        _give(warehouse, name, found)
    build(warehouse, quality_models())


def compare_with_earlier(warehouse: Warehouse, earlier_figures: Iterable[Sequence[object]]) -> None:
    """Measure revisions against other figures of England than the tables were made with."""
    _give(warehouse, "quality.earlier_figures", earlier_figures)
    build(warehouse, quality_models(), names=["quality.revisions", "quality.warnings"])


def _give(warehouse: Warehouse, name: str, rows: Iterable[Sequence[object]]) -> None:
    columns = ", ".join(f"{column} {kind}" for column, kind in GIVEN[name][1].items())
    warehouse.connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    insert_rows(warehouse, name, [tuple(row) for row in rows])


def is_compared(measure: Measure) -> bool:
    """Whether totals of a measure are numbers of people, events or posts: sums of days, sessions and points are not.

    Points have decimals as full-time equivalents have, and may be below 0, which no logarithm is of.
    """
    return not measure.is_amount or (bool(measure.decimals) and not measure.of_rounded_people)


def _kind(value: float) -> str:
    return "INTEGER" if isinstance(value, int) else "DOUBLE"
