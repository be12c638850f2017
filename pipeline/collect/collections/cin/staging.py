"""From a folder of censuses to checked, typed records: reading, typing, rules and coverage in one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.collect.collection import Collection, typed_records
from pipeline.collect.collections.cin.account import file_accounts
from pipeline.collect.collections.cin.coverage import COVERAGE_RULES, judge_coverage
from pipeline.collect.collections.cin.document.file_rules import CIN_FILE_RULES
from pipeline.collect.collections.cin.document.layout import RETURN, layout
from pipeline.collect.collections.cin.reading import read_units
from pipeline.collect.collections.cin.rules import apply_rules
from pipeline.collect.collections.cin.tables import create_cin_tables, record_tables
from pipeline.collect.collections.cin.typed import type_records
from pipeline.collect.folders import Unit, list_units
from pipeline.collect.manifest import load_manifest, read_manifest
from pipeline.collect.quality import FileQuality
from pipeline.collect.raw_tables import tables_made
from pipeline.collect.read_summary import ReadSummary, with_totals
from pipeline.collect.rules import rules_digest
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse

# Raise it when typing or the rules built into code change, so that checked censuses are checked again.
CHECKS_VERSION = "3"


def stage_cin(
    warehouse: Warehouse, returns_folder: Path, years: Iterable[int], las: Iterable[str] | None = None
) -> ReadSummary:
    """Read, type and check the children in need censuses of the years (and of these local authorities only).

    Fills raw.cin_*, raw.typed_cin_*, raw.set_aside, and the census's rows of raw.files, raw.findings, raw.coverage
    and raw.units. Work is redone only for local authorities' years whose files, specification or rules changed. Raises
    UnreadableInput for a folder or manifest that cannot be read, UsageError for a year that is not specified.
    """
    specification = load_specification(RETURN)
    chosen = [specification.for_year(year).year for year in sorted(set(years))]
    wanted = None if las is None else frozenset(las)
    manifest = read_manifest(returns_folder)
    create_cin_tables(warehouse)
    load_manifest(warehouse, manifest)
    summary = ReadSummary()
    for year in chosen:
        units, odd = list_units(returns_folder, RETURN, year, wanted)
        summary = summary.plus(read_units(warehouse, year, units, odd, wanted))
    if chosen:
        check_units(warehouse, chosen)
        judge_coverage(warehouse, chosen, wanted)
        file_accounts(warehouse)
    return with_totals(summary, warehouse, RETURN, chosen)


def census() -> Collection:
    """The census as what the steps after collecting know of it."""
    specification = load_specification(RETURN)
    tables = {name.removeprefix("raw."): columns for name, columns in record_tables(specification).items()}
    return Collection(
        specification,
        stage_cin,
        examine_census,
        file_accounts,
        tables_made(tables),
        typed_records(specification, tables, prefix=f"{RETURN}_"),
    )


def examine_census(warehouse: Warehouse, units: Sequence[Unit]) -> list[FileQuality]:
    """Read and check one authority's censuses, each a folder or a file, in an empty warehouse."""
    create_cin_tables(warehouse)
    years = sorted(unit.collection_year for unit in units)
    for unit in units:
        read_units(warehouse, unit.collection_year, [unit])
    check_units(warehouse, years)
    judge_coverage(warehouse, years)
    return file_accounts(warehouse)


def check_units(warehouse: Warehouse, years: Sequence[int]) -> None:
    """Type and check the censuses of the years that changed, and any that an earlier run left unchecked."""
    connection = warehouse.connection
    specification = load_specification(RETURN)
    checked_as = f"read_as || ' {CHECKS_VERSION} {rules_digest(RETURN)}'"
    mine = f"\"return\" = '{RETURN}' AND collection_year IN ({', '.join(map(str, years))})"
    connection.execute(
        f"UPDATE raw.units SET checked_as = NULL WHERE {mine} AND checked_as IS DISTINCT FROM {checked_as}"
    )
    unchecked: dict[int, list[str]] = {}
    for year, la in connection.execute(
        f"SELECT collection_year, la_code FROM raw.units WHERE {mine} AND checked_as IS NULL ORDER BY ALL"
    ).fetchall():
        unchecked.setdefault(year, []).append(la)
    if not unchecked:
        return
    for year, las in unchecked.items():
        type_records(warehouse, layout(specification, year), las, sorted({*CIN_FILE_RULES, *COVERAGE_RULES}))
    apply_rules(warehouse, list(unchecked))
    connection.execute(f"UPDATE raw.units SET checked_as = {checked_as} WHERE {mine} AND checked_as IS NULL")
