"""One op for a stage: it opens the run's warehouse, does the work, and tells what became of it without a row."""

# No "from __future__ import annotations": Dagster reads the annotations of ops and sensors as they stand.

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Failure,
    MaterializeResult,
    MetadataValue,
    TableColumn,
    TableSchema,
    multi_asset,
)

from assets.resources import DeclaredRelease, ReleaseFolders, ReleasePart, ReleasesBefore
from pipeline.foundation.stages import PACKAGE, UsageError, UserError
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.run import ReleaseRun, open_run

Outcome = MaterializeResult[None] | AssetCheckResult
Work = Callable[[ReleaseRun, Warehouse], Iterator[Outcome]]


def stage_op(
    release: DeclaredRelease,
    stage: str,
    specs: Sequence[AssetSpec],
    work: Work,
    *,
    checks: Sequence[AssetCheckSpec] = (),
    only_with: frozenset[AssetKey] = frozenset(),
) -> AssetsDefinition:
    """The op of one stage: all its assets are made together, so that the stage is whole or has failed.

    It refuses a run of some chosen assets in which those of ``only_with`` are not among them.
    """

    @multi_asset(name=f"{release.prefix}_{stage}", specs=specs, check_specs=checks, partitions_def=release.years)
    def op(
        context: AssetExecutionContext, folders: ReleaseFolders, part: ReleasePart, before: ReleasesBefore
    ) -> Iterator[Outcome]:
        with failing_in_words():
            run = folders.run_for(release, *release.asked(context.partition_key, part.name), before)
            chosen = context.run.asset_selection
            if chosen and not only_with <= chosen:
                raise UsageError(f"{stage} runs with all stages before it only. Choose every asset, or run the job.")
            with open_run(run) as warehouse:
                yield from work(run, warehouse)

    return op


def table_spec(
    release: DeclaredRelease,
    table: str,
    description: str,
    reads: Sequence[str],
    *,
    kinds: frozenset[str],
    code_version: str | None = None,
) -> AssetSpec:
    """The asset of one table of the release's warehouse, in the group of its schema."""
    return AssetSpec(
        release.key(table),
        description=description,
        deps=[release.key(read) for read in reads],
        group_name=release.group(table),
        kinds=set(kinds),
        code_version=code_version,
    )


def table_made(
    release: DeclaredRelease, warehouse: Warehouse, table: str, *, rows: int | None = None, seconds: float
) -> MaterializeResult[None]:
    """What is told of a table: number of rows, names and types of its columns, and seconds."""
    columns = warehouse.connection.execute(f"DESCRIBE {table}").fetchall()
    return MaterializeResult(
        asset_key=release.key(table),
        metadata={
            "dagster/row_count": warehouse.count(table) if rows is None else rows,
            "dagster/column_schema": TableSchema([TableColumn(column[0], column[1]) for column in columns]),
            "seconds": MetadataValue.float(round(seconds, 3)),
        },
    )


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Seconds since the block began, whenever asked."""
    began = time.perf_counter()
    yield lambda: time.perf_counter() - began


@contextmanager
def failing_in_words() -> Iterator[None]:
    """Let a step fail with what a user can act on.

    Any other error is told by its kind and place only: its message might quote a record, and Dagster keeps it.
    """
    try:
        yield
    except UserError as error:
        raise Failure(description=str(error), allow_retries=False) from None
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
        frame = ours[-1] if ours else where
        raise Failure(
            description=(
                f"{type(error).__name__} at {Path(frame.filename).name} line {frame.lineno}. The message is left out, "
                "as it may quote a record; `sfr release` on the same returns shows it."
            ),
            allow_retries=False,
        ) from None


def _is_ours(filename: str) -> bool:
    return Path(filename).is_relative_to(PACKAGE)
