"""Which tables a check looks at, and what a release has to build so that its checks can run."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.foundation.stages import CheckFailed, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import Check, load_checks
from pipeline.process.models import Models


def own_tables(check: Check) -> list[str]:
    """The tables of a check's own stage that it reads."""
    return [table for table in check.reads if table.startswith(f"{check.stage.value}.")]


def concerns(warehouse: Warehouse, check: Check) -> bool:
    """Whether the check is about tables that are built here; raises CheckFailed where only some of them are."""
    own = own_tables(check)
    built = [table for table in own if warehouse.has_table(table)]
    if built and len(built) < len(own):
        lacking = sorted(set(own) - set(built))
        raise CheckFailed(f"The check {check.name} cannot run: {', '.join(lacking)} is not built by this release.")
    return bool(built)


def read_by_checks(every: Models, needed: Collection[str]) -> set[str]:
    """The models to build beside the ``needed`` ones, so that every check of a needed core model can run."""
    wanted = set(needed)
    return {
        model.name
        for check in load_checks()
        if check.stage is Stage.CORE and not wanted.isdisjoint(own_tables(check))
        for table in own_tables(check)
        for model in every.upstream(table)
    }
