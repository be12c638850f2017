"""From a folder of returns to checked, typed records: reading, typing, rules and coverage in one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.collect.collections.ssda903.applied_rules import apply_rules
from pipeline.collect.collections.ssda903.coverage import judge_coverage
from pipeline.collect.collections.ssda903.earlier_returns import compare_with_earlier
from pipeline.collect.collections.ssda903.reading import RETURN, read_ssda903
from pipeline.collect.collections.ssda903.typed_tables import type_records
from pipeline.collect.manifest import load_manifest, read_manifest
from pipeline.collect.quality import quality_counts
from pipeline.collect.raw_tables import create_raw_tables, insert_rows
from pipeline.collect.read_summary import ReadSummary
from pipeline.collect.rules import rules_digest
from pipeline.collect.specification import Specification, load_specification
from pipeline.foundation.warehouse import Warehouse

# Raise it when typing or the rules built into code change, so that checked returns are checked again.
CHECKS_VERSION = "3"


def stage_returns(
    warehouse: Warehouse, returns_folder: Path, years: Iterable[int], las: Iterable[str] | None = None
) -> ReadSummary:
    """Read, type and check the SSDA903 returns of the years (and of these local authorities only).

    Fills raw.files, raw.ssda903_*, raw.typed_*, raw.findings, raw.set_aside, raw.manifest, raw.limits and raw.coverage.
    Work is redone only for local authorities' years whose files, specification or rules changed. Raises UnreadableInput
    for a folder or manifest that cannot be read, UsageError for a year that is not specified.
    """
    chosen = sorted(set(years))
    wanted = None if las is None else frozenset(las)
    specification = load_specification(RETURN)
    manifest = read_manifest(returns_folder)
    create_raw_tables(warehouse, specification)
    load_manifest(warehouse, manifest)
    summary = read_ssda903(warehouse, returns_folder, chosen, wanted)
    if not chosen:
        return summary
    check_units(warehouse, specification, chosen)
    judge_coverage(warehouse, specification, chosen, wanted)
    compare_with_earlier(warehouse, specification, chosen, wanted)
    quality_counts(warehouse, RETURN)
    return _with_totals(summary, warehouse, chosen)


def _with_totals(summary: ReadSummary, warehouse: Warehouse, years: Sequence[int]) -> ReadSummary:
    listed = ", ".join(str(year) for year in years)
    mine = f"\"return\" = '{RETURN}' AND collection_year IN ({listed})"
    row = warehouse.connection.execute(
        "SELECT count(DISTINCT path), CAST(coalesce(sum(records), 0) AS BIGINT), "
        f"(SELECT count(*) FROM raw.findings WHERE {mine}) "
        f"FROM raw.files WHERE {mine}"
    ).fetchone()
    files, records, findings = row or (0, 0, 0)
    return replace(summary, files=files, records=records, findings=findings)


def check_units(warehouse: Warehouse, specification: Specification, years: list[int]) -> None:
    """Type and check the units of the years that changed, and any that an earlier run left unchecked."""
    connection = warehouse.connection
    name = specification.return_name
    _load_limits(warehouse, specification)
    checked_as = f"read_as || ' {CHECKS_VERSION} {rules_digest(name)}'"
    listed = ", ".join(str(year) for year in years)
    connection.execute(
        f'UPDATE raw.units SET checked_as = NULL WHERE "return" = ? AND collection_year IN ({listed}) '
        f"AND checked_as IS DISTINCT FROM {checked_as}",
        [name],
    )
    unchecked: dict[int, list[str]] = {}
    for year, la in connection.execute(
        'SELECT collection_year, la_code FROM raw.units WHERE "return" = ? AND checked_as IS NULL ORDER BY ALL', [name]
    ).fetchall():
        unchecked.setdefault(year, []).append(la)
    if not unchecked:
        return
    for year, las in unchecked.items():
        type_records(warehouse, specification, specification.for_year(year), las)
    apply_rules(warehouse, specification, list(unchecked))
    connection.execute(
        f'UPDATE raw.units SET checked_as = {checked_as} WHERE "return" = ? AND checked_as IS NULL', [name]
    )


def _load_limits(warehouse: Warehouse, specification: Specification) -> None:
    rows = [
        [year, name, value]
        for year in range(specification.first_year, specification.last_year + 1)
        for name, value in specification.for_year(year).limits
    ]
    warehouse.connection.execute("DELETE FROM raw.limits")
    insert_rows(warehouse, "raw.limits", rows)
