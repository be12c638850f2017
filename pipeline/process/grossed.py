"""The tables of stage grossed: those that SQL makes, and those that are given to it or made beside it.

What SQL makes is in ``sql/grossed/``: estimates, the sums of areas, and their cells. Python gives it what a release
declares and decides, and rolls cells up the trees of categories, since what is rolled up depends on what files show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from pipeline.foundation.stages import SQL, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import Models, build
from pipeline.process.models_read import read_models

GIVEN: Mapping[str, str] = {
    "grossed.measures_asked": "A measure of the release: its return, and which earlier returns it looks back on.",
    "grossed.items_asked": "An item of a return that a measure needs.",
    "grossed.not_asked": "A sender, in a period, that does not send what a measure is made from: others do.",
    "grossed.not_known": "A figure of a local authority that its measure cannot know for a reason of its own, and why.",
    "grossed.known_too": "A figure of a local authority that is known without the return of its measure, from another.",
    "grossed.unreliable": "A figure of a local authority that is marked as unreliable, in totals or left out, and why.",
    "grossed.coverage_of_returns": "How many authorities, with how many children, sent a usable return of one year.",
    "grossed.local_authority_counts": "A count of one local authority at one node of the trees of categories.",
    "grossed.carried_forward": "A figure of an earlier year that stands for a missing one, by a listed decision.",
    "grossed.carried_measures": "A measure of which the last known figures stand for missing ones.",
    "grossed.never_estimated": "A measure of which nothing is estimated: carried forward at most, or voluntary.",
    "grossed.sums_from_last_returns": "A carried measure that is a sum of periods: what it adds up, and how many.",
    "grossed.estimating_populations": "The children of one local authority in a year, or a share of several's.",
    "grossed.histograms": "A breakdown into whole numbers, which is not grossed.",
    "grossed.policy": "What the release's policy says of areas of which nothing is known.",
}
"""The tables of the stage that no model makes, each with what a row is."""


@cache
def grossed_models() -> Models:
    """The models of ``sql/grossed/`` in the order in which they can be built."""
    return read_models(SQL, (Stage.GROSSED,), made_elsewhere=frozenset(GIVEN))


def make(warehouse: Warehouse, *names: str) -> None:
    """Build tables of the stage, each after those that it reads."""
    build(warehouse, grossed_models(), names=[f"{Stage.GROSSED.value}.{name}" for name in names])


def give(warehouse: Warehouse, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
    """Put rows in the place of a table that is given to the models; ``columns`` are name and type."""
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection = warehouse.connection
    connection.execute(f"CREATE OR REPLACE TABLE grossed.{name} ({declared})")
    found = [tuple(row) for row in rows]
    if found:
        connection.executemany(f"INSERT INTO grossed.{name} VALUES ({', '.join('?' * len(columns))})", found)
