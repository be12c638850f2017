"""Stage grossed: counts rolled up the trees of categories and areas, with estimates for what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dagster import AssetsDefinition

from assets.checks import check_results, check_specs
from assets.resources import DeclaredRelease
from assets.stage_op import Outcome, stage_op, stopwatch, table_made, table_spec
from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import Check
from pipeline.process.models import Models
from pipeline.runs.release import ReleaseRun, gross

GROSSED_TABLES = {
    "grossed.coverage": "Whether a local authority's figure of one measure and year is known, and why not.",
    "grossed.unreliable": "A figure of a local authority that is marked as unreliable, in totals or left out, and why.",
    "grossed.coverage_of_returns": "How many authorities, with how many children, sent a usable return of one year.",
    "grossed.local_authority_counts": "A count of one local authority at one node of the trees of categories.",
    "grossed.carried_forward": "A figure of an earlier year that stands for a missing one, by a listed decision.",
    "grossed.estimates": "The estimate for a local authority whose figure is missing.",
    "grossed.areas_without_figures": "An area of which no figure of one measure and year is known, and its estimate.",
    "grossed.cells": "A count of one area, with estimates; national and regional counts are sums of local authorities.",
}
SOURCE = "Methodology of the children in need release 2016 to 2017, section 5."


def grossed_assets(release: DeclaredRelease, models: Models, checks: Sequence[Check]) -> AssetsDefinition:
    """The op that grosses."""
    cells = [model.name for model in models.chosen(schemas=[Stage.CELLS.value])]
    reads = {
        "grossed.coverage": ["raw.coverage", "reference.local_authorities"],
        "grossed.unreliable": ["grossed.coverage", "raw.manifest"],
        "grossed.coverage_of_returns": ["raw.coverage", "reference.child_population", "reference.local_authorities"],
        "grossed.local_authority_counts": [*cells, "grossed.coverage", "reference.categories"],
        "grossed.carried_forward": ["grossed.coverage"],
        "grossed.estimates": [
            "grossed.carried_forward",
            "grossed.coverage",
            "grossed.local_authority_counts",
            "reference.child_population",
        ],
        "grossed.areas_without_figures": [
            "grossed.carried_forward",
            "grossed.estimates",
            "grossed.local_authority_counts",
            "reference.local_authorities",
        ],
        "grossed.cells": [
            "grossed.areas_without_figures",
            "grossed.carried_forward",
            "grossed.estimates",
            "grossed.local_authority_counts",
            "reference.local_authorities",
        ],
    }
    specs = [
        table_spec(release, table, f"{row}\n\nSource: {SOURCE}", reads[table], kinds=frozenset({"duckdb", "python"}))
        for table, row in GROSSED_TABLES.items()
    ]

    def work(run: ReleaseRun, warehouse: Warehouse) -> Iterator[Outcome]:
        with stopwatch() as seconds:
            gross(run, warehouse)
            taken = seconds()
        for table in GROSSED_TABLES:
            yield table_made(release, warehouse, table, seconds=taken)
        yield from check_results(release, warehouse, checks, Stage.GROSSED)

    return stage_op(release, Stage.GROSSED.value, specs, work, checks=check_specs(release, checks, Stage.GROSSED))
