"""Asset checks from the models' grains and from sql/checks/: each tells how many rows offend, never which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, AssetKey

from assets.resources import DeclaredRelease
from pipeline.foundation.stages import SQL, Stage
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import Check, run_check
from pipeline.process.models import Model, grain_violations

GRAIN = "grain"


def grain_spec(release: DeclaredRelease, model: Model) -> AssetCheckSpec:
    """The blocking check that no two rows of a model share its grain."""
    return AssetCheckSpec(
        GRAIN,
        asset=release.key(model.name),
        blocking=True,
        description=f"No two rows share {', '.join(model.grain)}.",
    )


def grain_result(release: DeclaredRelease, warehouse: Warehouse, model: Model) -> AssetCheckResult:
    """Whether the model's table keeps to its grain."""
    offending = grain_violations(warehouse, model)
    return AssetCheckResult(
        asset_key=release.key(model.name),
        check_name=GRAIN,
        passed=offending == 0,
        severity=AssetCheckSeverity.ERROR,
        metadata={"offending_rows": offending, "grain": ", ".join(model.grain)},
    )


def check_specs(release: DeclaredRelease, checks: Sequence[Check], stage: Stage) -> list[AssetCheckSpec]:
    """The checks of one stage: those of severity error are blocking."""
    return [
        AssetCheckSpec(
            _check_name(check),
            asset=_checked(release, check),
            blocking=check.severity == "error",
            description=check.what,
        )
        for check in checks
        if check.stage is stage
    ]


def check_results(
    release: DeclaredRelease, warehouse: Warehouse, checks: Sequence[Check], stage: Stage
) -> Iterator[AssetCheckResult]:
    """Run the checks of one stage."""
    for check in checks:
        if check.stage is stage:
            result = run_check(warehouse, check)
            yield AssetCheckResult(
                asset_key=_checked(release, check),
                check_name=_check_name(check),
                passed=result.passed,
                severity=AssetCheckSeverity.ERROR if check.severity == "error" else AssetCheckSeverity.WARN,
                metadata={"offending_rows": len(result.rows), "query": check.path.relative_to(SQL.parent).as_posix()},
            )


def _check_name(check: Check) -> str:
    """The file's name less its stage, the same for every table that it checks; Dagster allows no full stops."""
    return check.path.stem.removeprefix(f"{check.stage.value}.").replace(".", "_")


def _checked(release: DeclaredRelease, check: Check) -> AssetKey:
    """A check of several tables shows on the first of its own stage."""
    return release.key(next(table for table in check.reads if table.startswith(f"{check.stage.value}.")))
