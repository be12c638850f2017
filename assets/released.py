"""Stages protected and files: what is suppressed is decided, proved and published in one op.

One op, and only in a run of every stage: no file appears without the audit of these very cells, and the manifest names
the very returns that they were counted from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dagster import AssetsDefinition, AssetSpec, MaterializeResult, MetadataValue

from assets.resources import DeclaredRelease
from assets.stage_op import Outcome, stage_op, stopwatch, table_made, table_spec
from pipeline.design.data_sets import DataSet
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.manifest import sha256_of
from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.checks import Check, run_check
from pipeline.process.models import Models, grain_violations
from pipeline.runs.release import protect, publish
from pipeline.runs.run import ReleaseRun

LATEST_EDITION = 9999
CELLS = "grossed.cells"
COVERAGE = "grossed.coverage"
SUPPRESSED = "protected.suppressed"
SECOND_CELLS = "protected.second_cells"
PUBLISHED = "published"
OTHER_FILES = {
    "certificate.json": "What the audit proved of the suppressed figures, and what it leaves open.",
    "coverage.csv": "Which local authority's figures are known, for each measure and year, and why not.",
    "data_confidence.csv": "How far each return met what is asked of it, in bands.",
    "index.html": "The page that lists the release's files, with its headline figures.",
    "manifest.json": "SHA-256 and rows of every file published, one digest of all inputs, code version and policy.",
    "methodology.html": "What is counted and what is not, formulas, sources, readings and policy, from the models.",
}

BESIDE = {"data_confidence.csv": ("data_confidence.html",)}
"""What is published with one of these files and holds the same."""


def released_assets(release: DeclaredRelease, models: Models, checks: Sequence[Check]) -> AssetsDefinition:
    """The op that decides what is suppressed, and publishes."""

    def work(run: ReleaseRun, warehouse: Warehouse) -> Iterator[Outcome]:
        require_checks(warehouse, models, checks)
        with stopwatch() as seconds:
            protection = protect(run, warehouse)
            for table in (SUPPRESSED, SECOND_CELLS):
                yield table_made(release, warehouse, table, seconds=seconds())
        with stopwatch() as seconds:
            publish(run, warehouse, protection)
            yield from _published(release, run, seconds())

    stages_before = {release.key(table) for table in ("raw.files", CELLS, *(model.name for model in models))}
    specs = [*_suppressed(release), *_data_sets(release), *_files(release)]
    return stage_op(release, "protected_and_published", specs, work, only_with=frozenset(stages_before))


def require_checks(warehouse: Warehouse, models: Models, checks: Sequence[Check]) -> None:
    """Refuse to publish what a blocking check refuses, even when a failed run is taken up again from its last step."""
    failed = [f"grain of {model.name}" for model in models if grain_violations(warehouse, model)]
    failed += [check.name for check in checks if check.severity == "error" and run_check(warehouse, check).rows]
    if failed:
        raise CheckFailed(
            f"Nothing was published: these checks fail: {', '.join(failed)}. Run the earlier stages again."
        )


def _suppressed(release: DeclaredRelease) -> list[AssetSpec]:
    rows = {
        SUPPRESSED: "A figure of the release that is suppressed, and why, proved by the audit.",
        SECOND_CELLS: "A count suppressed for another's sake, and one that would be known too well if it were shown.",
    }
    return [
        table_spec(
            release,
            table,
            f"{row}\n\nSource: publication_templates/{release.name}/release.toml, the policy of the edition.",
            ["grossed.cells", "grossed.coverage", "grossed.areas_without_figures"],
            kinds=frozenset({"duckdb", "python"}),
        )
        for table, row in rows.items()
    ]


def _data_sets(release: DeclaredRelease) -> list[AssetSpec]:
    # Data sets of different editions may share a file name; the last that is declared describes it.
    titles = {_name(data_set): data_set.title for data_set in load_release(release.name).data_sets}
    return [
        AssetSpec(
            release.key(f"{PUBLISHED}.{name}"),
            description=f"{title}.\n\nSource: publication_templates/{release.name}/data_sets.yaml.",
            deps=[release.key(CELLS), release.key(SUPPRESSED)],
            group_name=release.group(PUBLISHED),
            kinds={"csv"},
            skippable=True,  # an edition or a part publishes the data sets that are its own
        )
        for name, title in titles.items()
    ]


def _files(release: DeclaredRelease) -> list[AssetSpec]:
    tables = AssetSpec(
        release.key(f"{PUBLISHED}.tables"),
        description=f"The workbooks of tables.\n\nSource: publication_templates/{release.name}/tables.yaml.",
        deps=[release.key(CELLS), release.key(SUPPRESSED)],
        group_name=release.group(PUBLISHED),
        kinds={"excel"},
    )
    others = [
        AssetSpec(
            release.key(f"{PUBLISHED}.{Path(name).stem}"),
            description=description,
            deps=[release.key(CELLS), release.key(SUPPRESSED), release.key(COVERAGE)],
            group_name=release.group(PUBLISHED),
            kinds={Path(name).suffix.removeprefix(".")},
        )
        for name, description in OTHER_FILES.items()
    ]
    specifications = AssetSpec(
        release.key(f"{PUBLISHED}.specifications"),
        description="The specification of each return, with the figures that its fields enter: made of declarations.",
        group_name=release.group(PUBLISHED),
        kinds={"html"},
    )
    site = AssetSpec(
        release.key(f"{PUBLISHED}.site"),
        description="Pages of findings and authorities, the table tool, datapackage.json, one zip: of the data files.",
        deps=[release.key(CELLS), release.key(SUPPRESSED), release.key(COVERAGE)],
        group_name=release.group(PUBLISHED),
        kinds={"html"},
    )
    return [tables, *others, specifications, site]


def _published(release: DeclaredRelease, run: ReleaseRun, seconds: float) -> Iterator[MaterializeResult[None]]:
    """Path, size and hash of every file that was declared; names are those of the run's own edition."""
    publish_folder = run.folder / "publish"
    data_sets = {
        _name(data_set): [f"data/{data_set.file_name.at(run.year)}.csv"]
        for data_set in load_release(release.name).data_sets_in(run.year, run.part)
    }
    workbooks = {"tables": sorted(f"tables/{path.name}" for path in (publish_folder / "tables").iterdir())}
    others = {Path(name).stem: [name, *BESIDE.get(name, ())] for name in OTHER_FILES}
    others["specifications"] = sorted(path.name for path in publish_folder.glob("specification_*.html"))
    told = {name for names in (data_sets | workbooks | others).values() for name in names}
    every = {path.relative_to(publish_folder).as_posix() for path in publish_folder.rglob("*") if path.is_file()}
    others["site"] = sorted(name for name in every - told if not name.endswith(".meta.csv"))
    for asset, names in (data_sets | workbooks | others).items():
        paths = [publish_folder / name for name in names]
        yield MaterializeResult(
            asset_key=release.key(f"{PUBLISHED}.{asset}"),
            metadata={
                "path": MetadataValue.text(", ".join(names)),
                "sha256": MetadataValue.text(", ".join(map(sha256_of, paths))),
                "bytes": sum(path.stat().st_size for path in paths),
                "seconds": MetadataValue.float(round(seconds, 3)),
            },
        )


def _name(data_set: DataSet) -> str:
    """What the asset of a data set is called in every partition: its latest name, without a year that is in it."""
    return data_set.file_name.at(LATEST_EDITION).replace(f"_to_{LATEST_EDITION}", "")
