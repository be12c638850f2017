"""Stage grossed: counts rolled up the trees of categories and areas, with estimates for what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter

from dagster import AssetsDefinition

from assets.checks import check_results, check_specs
from assets.models import model_spec
from assets.resources import DeclaredRelease
from assets.stage_op import Outcome, stage_op, stopwatch, table_made, table_spec
from pipeline.foundation.stages import Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import Check
from pipeline.process.grossed import GIVEN, grossed_models
from pipeline.process.models import Models
from pipeline.runs.release import gross
from pipeline.runs.run import ReleaseRun

SOURCE = "Methodology of the children in need release 2016 to 2017, section 5."
# What the tables that no model makes are made from.
GIVEN_FROM = {
    "grossed.unreliable": ["grossed.coverage", "raw.manifest"],
    "grossed.coverage_of_returns": ["raw.coverage", "reference.child_population", "reference.reporting_units"],
    "grossed.local_authority_counts": ["grossed.coverage", "reference.categories"],
    "grossed.carried_forward": ["grossed.coverage", "grossed.last_figures"],
    "grossed.not_asked": ["reference.reporting_units", "reference.senders"],
    "grossed.estimating_populations": ["reference.child_population"],
}


def grossed_tables() -> list[str]:
    """Every table of the stage, made by SQL or beside it, each after those that it is made from."""
    reads = {name: GIVEN_FROM.get(name, []) for name in GIVEN} | {one.name: [*one.reads] for one in grossed_models()}
    order = TopologicalSorter({name: sorted(set(reads[name]) & reads.keys()) for name in sorted(reads)})
    return list(order.static_order())


def grossed_assets(release: DeclaredRelease, models: Models, checks: Sequence[Check]) -> AssetsDefinition:
    """The op that grosses."""
    cells = [model.name for model in models.chosen(schemas=[Stage.CELLS.value])]
    specs = [
        table_spec(
            release,
            table,
            f"{row}\n\nSource: {SOURCE}",
            [*GIVEN_FROM.get(table, ()), *(cells if table == "grossed.local_authority_counts" else ())],
            kinds=frozenset({"duckdb", "python"}),
        )
        for table, row in GIVEN.items()
    ]
    made = grossed_models()
    specs += [model_spec(release, model, made.functions) for model in made]

    def work(run: ReleaseRun, warehouse: Warehouse) -> Iterator[Outcome]:
        with stopwatch() as seconds:
            gross(run, warehouse)
            taken = seconds()
        for table in grossed_tables():
            yield table_made(release, warehouse, table, seconds=taken)
        yield from check_results(release, warehouse, checks, Stage.GROSSED)

    return stage_op(release, Stage.GROSSED.value, specs, work, checks=check_specs(release, checks, Stage.GROSSED))
