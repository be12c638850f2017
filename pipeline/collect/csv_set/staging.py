"""From a folder of returns of CSV files to checked, typed records: reading, typing, rules and coverage in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.collect.claimed_children import Children
from pipeline.collect.collection import Collection, typed_records
from pipeline.collect.csv_set.across_returns import compare_across, rules_across
from pipeline.collect.csv_set.applied_rules import LookUp, apply_rules
from pipeline.collect.csv_set.coverage import RULES as COVERAGE_RULES
from pipeline.collect.csv_set.coverage import Doubt, judge_coverage
from pipeline.collect.csv_set.reading import read_units, read_years
from pipeline.collect.csv_set.typed_tables import MatchIdentifiers, type_records
from pipeline.collect.expected_returns import UnitKey
from pipeline.collect.folders import Unit
from pipeline.collect.manifest import load_manifest, read_manifest
from pipeline.collect.quality import FileQuality, quality_counts
from pipeline.collect.raw_tables import create_raw_tables, insert_rows, record_tables, tables_made
from pipeline.collect.read_summary import ReadSummary, with_totals
from pipeline.collect.rules import load_rules, rules_digest
from pipeline.collect.specification import Specification, load_specification
from pipeline.foundation.warehouse import Warehouse

# Raise it when typing or the rules built into code change, so that checked returns are checked again.
CHECKS_VERSION = "4"

Compare = Callable[[Warehouse, Specification, Sequence[int], frozenset[str] | None], None]


@dataclass(frozen=True)
class CsvSet:
    """A return of CSV files that are told apart by their columns. All but its name is what only this return has.

    ``match_identifiers`` mends identifiers that differ between its files, ``doubts`` finds returns that cannot be those
    of their authority or year, ``children`` are those whom several authorities may hold, and ``compare`` writes what
    differs from the return of the year before, where rules across returns do not. ``look_up`` is what its declared
    rules read beside the return. ``postcodes``, a SELECT of those of its records, tell whose children it holds.
    """

    name: str
    match_identifiers: MatchIdentifiers | None = None
    doubts: Callable[[Warehouse], Mapping[UnitKey, Doubt]] | None = None
    children: Children | None = None
    compare: Compare | None = None
    look_up: LookUp | None = None
    postcodes: str = ""

    @property
    def specification(self) -> Specification:
        """What it holds in each year."""
        return load_specification(self.name)


def stage_csv_set(
    one: CsvSet, warehouse: Warehouse, returns_folder: Path, years: Iterable[int], las: Iterable[str] | None = None
) -> ReadSummary:
    """Read, type and check the returns of the years (and of these authorities only).

    Fills raw.files, the tables of its records as sent and typed, raw.findings, raw.set_aside, raw.manifest, raw.limits
    and raw.coverage. Work is redone only for authorities' years whose files, specification or rules changed. Raises
    UnreadableInput for a folder or manifest that cannot be read, UsageError for a year that is not specified.
    """
    chosen = sorted(set(years))
    wanted = None if las is None else frozenset(las)
    manifest = read_manifest(returns_folder)
    create_raw_tables(warehouse, one.specification)
    load_manifest(warehouse, manifest)
    summary = read_years(warehouse, one.specification, returns_folder, chosen, wanted)
    if not chosen:
        return summary
    _judge(one, warehouse, chosen, wanted)
    return with_totals(summary, warehouse, one.name, chosen)


def examine_csv_set(one: CsvSet, warehouse: Warehouse, units: Sequence[Unit]) -> list[FileQuality]:
    """Read and check one authority's returns, of one year or several, in an empty warehouse; returns their account."""
    specification = one.specification
    create_raw_tables(warehouse, specification)
    for unit in units:
        read_units(warehouse, specification, specification.for_year(unit.collection_year), [unit])
    return _judge(one, warehouse, sorted(unit.collection_year for unit in units), None)


def csv_collection(one: CsvSet) -> Collection:
    """The return as what the steps after collecting know of it."""
    several = {rule.rule.name for rule in load_rules(one.name) if rule.reads_several}
    return Collection(
        one.specification,
        partial(stage_csv_set, one),
        partial(examine_csv_set, one),
        partial(quality_counts, return_name=one.name),
        tables_made(record_tables(one.specification)),
        typed_records(one.specification, record_tables(one.specification)),
        frozenset(several | set(COVERAGE_RULES)),
        compares_years=one.compare is not None or bool(rules_across(one.name)),
        postcodes=one.postcodes,
    )


def _judge(one: CsvSet, warehouse: Warehouse, years: Sequence[int], las: frozenset[str] | None) -> list[FileQuality]:
    check_units(warehouse, one.specification, years, one.match_identifiers, one.look_up)
    judge_units(one, warehouse, years, las)
    if one.compare is not None:
        one.compare(warehouse, one.specification, years, las)
    compare_across(warehouse, one.specification, years, las)
    return quality_counts(warehouse, one.name)


def judge_units(one: CsvSet, warehouse: Warehouse, years: Sequence[int], las: frozenset[str] | None = None) -> None:
    """Say of whole returns whether they can be used: raw.coverage, with findings."""
    doubts = one.doubts(warehouse) if one.doubts is not None else {}
    judge_coverage(warehouse, one.specification, years, las, doubts, one.children)


def check_units(
    warehouse: Warehouse,
    specification: Specification,
    years: Sequence[int],
    match_identifiers: MatchIdentifiers | None = None,
    look_up: LookUp | None = None,
) -> None:
    """Type and check the units of the years that changed, and any that an earlier run left unchecked."""
    connection = warehouse.connection
    name = specification.return_name
    _load_limits(warehouse, specification)
    looked_up = f" {look_up.digest()}" if look_up is not None else ""
    checked_as = f"read_as || ' {CHECKS_VERSION} {rules_digest(name)}{looked_up}'"
    listed = ", ".join(str(year) for year in years)
    connection.execute(
        f'UPDATE raw.units SET checked_as = NULL WHERE "return" = ? AND collection_year IN ({listed}) '
        f"AND checked_as IS DISTINCT FROM {checked_as}",
        [name],
    )
    unchecked: dict[int, list[str]] = {}
    for year, la in connection.execute(
        'SELECT collection_year, la_code FROM raw.units WHERE "return" = ? AND checked_as IS NULL ORDER BY ALL',
        [name],
    ).fetchall():
        unchecked.setdefault(year, []).append(la)
    if not unchecked:
        return
    for year, las in unchecked.items():
        type_records(warehouse, specification, specification.for_year(year), las, match_identifiers)
    apply_rules(warehouse, specification, list(unchecked), look_up)
    connection.execute(
        f'UPDATE raw.units SET checked_as = {checked_as} WHERE "return" = ? AND checked_as IS NULL', [name]
    )


def _load_limits(warehouse: Warehouse, specification: Specification) -> None:
    rows = [
        (year, name, value) for year in specification.periods for name, value in specification.for_year(year).limits
    ]
    names = sorted({name for _, name, _ in rows})
    warehouse.connection.execute("DELETE FROM raw.limits WHERE list_contains(?, limit_name)", [names])
    insert_rows(warehouse, "raw.limits", rows)
