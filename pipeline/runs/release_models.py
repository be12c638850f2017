"""Which tables and models a release needs: those behind its measures and their checks, and what its returns stage."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.collect.registry import collection
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import Stage
from pipeline.process.added_years import counted
from pipeline.process.checks_of_release import read_by_checks
from pipeline.process.models import Models
from pipeline.process.models_read import load_models
from pipeline.process.parts_of_cells import tables_behind


def tables_read(release_name: str) -> set[str]:
    """The tables of the raw stage that reading the release's returns makes."""
    release = load_release(release_name)
    return set().union(*(collection(name).tables for name in (*release.returns, *release.returns_left_unread)))


def models_of_release(release_name: str, models: Models | None = None) -> Models:
    """The models of a release: all that its measures and their checks need, and the staged records of its returns."""
    every = models or load_models()
    made = tables_read(release_name)
    release = load_release(release_name)
    needed = {
        model.name
        for table in (
            *tables_behind(counted(release.measures)),
            *release.quality_tables,
            *filter(None, [release.spreads]),
        )
        for model in every.upstream(table)
    }
    needed |= read_by_checks(every, needed)
    return Models(
        tuple(
            model
            for model in every
            if model.name in needed
            or (
                model.stage is Stage.STAGED and made.issuperset(read for read in model.reads if read.startswith("raw."))
            )
        ),
        every.functions,
    )


def postcodes_sent(returns: Iterable[str]) -> str:
    """The SELECT of the postcodes that records of these returns hold; empty where no return has any."""
    return " UNION ".join(asked for name in returns if (asked := collection(name).postcodes))
