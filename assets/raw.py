"""Stage raw: reference data, and the returns as sent and typed."""

from __future__ import annotations

from collections.abc import Iterator

from dagster import AssetsDefinition, AssetSpec

from assets.resources import DeclaredRelease
from assets.stage_op import Outcome, stage_op, stopwatch, table_made, table_spec
from pipeline.collect.specification import load_specification
from pipeline.foundation.warehouse import Warehouse
from pipeline.runs.reading import read
from pipeline.runs.release_models import tables_read
from pipeline.runs.run import ReleaseRun

REFERENCE_TABLES = {
    "areas": "England, a region, or Inner or Outer London.",
    "bank_holidays": "A weekday that is a bank holiday in England.",
    "categories": "A category in the tree of one breakdown, with the category it rolls up to.",
    "child_population": "Children aged 0 to 17 of one area, for the rates of one collection year.",
    "district_local_authorities": "A lower-tier district and the authority it belongs to.",
    "ethnicity_codes": "An ethnicity code of the returns and its group.",
    "attainment_of_pupils": "An attainment indicator that comes from pupil data, and which results stand for it.",
    "results_not_published": "Results of pupils that are not published of a span of academic years, with the reason.",
    "indicator_thresholds": "The threshold of an indicator of the adoption scorecard in a collection year, in days.",
    "reporting_units": "Who sends returns of a year or quarter: an authority in being, or an agency, with its region.",
    "senders": "A role of those who send a return of several kinds of senders: which of its files are theirs.",
    "outcodes": "The middle of an outward postcode, as easting and northing.",
    "placement_area_local_authorities": "A present authority's area, and where it belonged in an earlier year.",
    "postcodes": "A full postcode that a return holds, with easting, northing and district.",
    "predecessors": "An authority that a merger or split brought into being, and one that was there before.",
}
RAW_TABLES = {
    "coverage": "One local authority's return of one year: supplied or not, and what it lacks.",
    "manifest": "What an authority said of its return of one year in manifest.csv: not supplied, unreliable, and why.",
    "files": "A file of a return, with its hash, encoding, record type and number of records.",
    "findings": "Something wrong with a record, field or file, by file, line and rule, and what was done about it.",
    "statements": "A period of a sender, and the later return of its year that states it again and so counts.",
    "set_aside": "A record that a finding set aside, and what stands in it; staged leaves it out.",
}


def raw_assets(release: DeclaredRelease) -> AssetsDefinition:
    """The op that reads reference data and returns into the warehouse."""
    specs = _specs(release)

    def work(run: ReleaseRun, warehouse: Warehouse) -> Iterator[Outcome]:
        with stopwatch() as seconds:
            read(run, warehouse)
            taken = seconds()
        for spec in specs:
            yield table_made(release, warehouse, ".".join(spec.key.path[1:]), seconds=taken)

    return stage_op(release, "raw", specs, work)


def tables_shown(release: DeclaredRelease) -> set[str]:
    """Every table of the warehouse that the op makes and an asset shows."""
    return {".".join(spec.key.path[1:]) for spec in _specs(release)}


def returns_folders(release: DeclaredRelease) -> list[AssetSpec]:
    """What local authorities sent, which Dagster does not make."""
    return [
        table_spec(
            release,
            f"returns.{name}",
            f"{load_specification(name).title}: what local authorities sent, in <returns>/{name}/<year>/<la_code>/.",
            (),
            kinds=frozenset({"file"}),
        )
        for name in release.returns
    ]


def _specs(release: DeclaredRelease) -> list[AssetSpec]:
    duckdb = frozenset({"python", "duckdb"})
    folders = [f"returns.{name}" for name in release.returns]
    reference = [
        table_spec(release, f"reference.{table}", f"{row}\n\nSource: data/reference/README.md.", (), kinds=duckdb)
        for table, row in REFERENCE_TABLES.items()
    ]
    records = [spec for name in (*release.returns, *release.left_unread) for spec in _records(release, name)]
    shared = [
        table_spec(
            release,
            f"raw.{table}",
            f"{row}\n\nSource: pipeline/collect/collections/, for {' and '.join(release.returns)}.",
            folders,
            kinds=duckdb,
        )
        for table, row in RAW_TABLES.items()
    ]
    return [*reference, *records, *shared]


def _records(release: DeclaredRelease, return_name: str) -> list[AssetSpec]:
    """The typed records of one return."""
    specification = load_specification(return_name)
    made = tables_read(release.name)
    specs = []
    for name, file in zip(specification.record_type_names, specification.file_names, strict=True):
        # A return that shares the names of record types with another puts its own name before them.
        own = f"raw.typed_{return_name}_{name}"
        specs.append(
            table_spec(
                release,
                own if own in made else f"raw.typed_{name}",
                f"A record of {file}, typed by its year's specification; as sent in raw.{return_name}_{name}.\n\n"
                f"Source: {specification.title}, pipeline/collect/collections/{return_name}/specification.yaml.",
                (f"returns.{return_name}",) if return_name in release.returns else (),
                kinds=frozenset({"python", "duckdb"}),
                code_version=specification.digest[:12],
            )
        )
    return specs
