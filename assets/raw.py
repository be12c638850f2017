"""Stage raw: reference data, and the returns as sent and typed."""

from __future__ import annotations

from collections.abc import Iterator

from dagster import AssetsDefinition, AssetSpec

from assets.resources import RETURN
from assets.stage_op import Outcome, stage_op, stopwatch, table_made, table_spec
from pipeline.release import ReleaseRun, read
from pipeline.returns.specification import load_specification
from pipeline.warehouse import Warehouse

RETURNS_FOLDER = f"returns.{RETURN}"
REFERENCE_TABLES = {
    "areas": "England, a region, or Inner or Outer London.",
    "bank_holidays": "A weekday that is a bank holiday in England.",
    "categories": "A category in the tree of one breakdown, with the category it rolls up to.",
    "child_population": "Children aged 0 to 17 of one area, for the rates of one collection year.",
    "district_local_authorities": "A lower-tier district and the authority it belongs to.",
    "ethnicity_codes": "An ethnicity code of the returns and its group.",
    "local_authorities": "A local authority in being on 31 March of a collection year, with its codes and regions.",
    "outcodes": "The middle of an outward postcode, as easting and northing.",
    "placement_area_local_authorities": "A present authority's area, and where it belonged in an earlier year.",
    "postcodes": "A full postcode with easting, northing and district.",
}
RAW_TABLES = {
    "coverage": "One local authority's return of one year: supplied or not, and what it lacks.",
    "files": "A file of a return, with its hash, encoding, record type and number of records.",
    "findings": "Something wrong with a record, field or file, by file, line and rule, and what was done about it.",
    "set_aside": "A record that a finding set aside; staged leaves it out.",
}


def raw_assets() -> AssetsDefinition:
    """The op that reads reference data and returns into the warehouse."""
    return stage_op("raw", _specs(), _read)


def tables_read() -> set[str]:
    """Every table of the warehouse that the op makes and an asset shows."""
    return {".".join(spec.key.path) for spec in _specs()}


def returns_folder() -> AssetSpec:
    """What local authorities sent, which Dagster does not make."""
    specification = load_specification(RETURN)
    return table_spec(
        RETURNS_FOLDER,
        f"{specification.title}: the files that local authorities sent, in <returns>/{RETURN}/<year>/<la_code>/.",
        (),
        kinds=frozenset({"csv"}),
    )


def _specs() -> list[AssetSpec]:
    duckdb = frozenset({"python", "duckdb"})
    specification = load_specification(RETURN)
    reference = [
        table_spec(f"reference.{table}", f"{row}\n\nSource: data/reference/README.md.", (), kinds=duckdb)
        for table, row in REFERENCE_TABLES.items()
    ]
    records = {
        f"typed_{name}": f"A record of {file}, typed by its year's specification; as sent in raw.{RETURN}_{name}."
        for name, file in zip(specification.record_type_names, specification.file_names, strict=True)
    }
    raw = [
        table_spec(
            f"raw.{table}",
            f"{row}\n\nSource: {specification.title}, pipeline/returns/specifications/{RETURN}.yaml.",
            (RETURNS_FOLDER,),
            kinds=duckdb,
            code_version=specification.digest[:12],
        )
        for table, row in (records | RAW_TABLES).items()
    ]
    return reference + raw


def _read(run: ReleaseRun, warehouse: Warehouse) -> Iterator[Outcome]:
    with stopwatch() as seconds:
        read(run, warehouse)
        taken = seconds()
    for table in sorted(tables_read()):
        yield table_made(warehouse, table, seconds=taken)
