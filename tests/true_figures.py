"""The data files of a release as they would be if nothing were hidden or rounded: what claims about it are held to."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.publication.areas import read_areas
from pipeline.publication.contents_file import load_contents
from pipeline.publication.data_files import write_data_set
from pipeline.publication.data_sets_file import load_release
from pipeline.publication.figures import Figures, Shown
from pipeline.publication.release_files import read_figures
from pipeline.release import ReleaseRun, published_years
from pipeline.stages import TEMPLATES
from pipeline.warehouse import Warehouse


@dataclass(frozen=True)
class Nothing:
    """Stands for protection that hides and rounds nothing."""

    rounding: Mapping[str, int] = field(
        default_factory=lambda: dict.fromkeys(("national", "regional", "local_authority"), 1)
    )
    hidden: Mapping[Shown, str] = field(default_factory=dict)


def write_true_figures(run: ReleaseRun, folder: Path) -> Path:
    """Write the ``publish`` folder of a release without its workbooks and with the true counts in its data files."""
    release = load_release(run.name)
    symbols = load_contents(TEMPLATES / run.name / "tables.yaml").edition_for(run.year).symbols
    shutil.copytree(run.folder / "publish", folder, ignore=shutil.ignore_patterns("*.xlsx", "*.ods"))
    with Warehouse(run.warehouse_path) as warehouse:
        years = published_years(run, warehouse)
        areas = read_areas(warehouse, years)
        figures: Figures = read_figures(warehouse, areas, Nothing())  # type: ignore[arg-type]  # all of it that is read
        for data_set in release.data_sets_in(run.year, run.part):
            write_data_set(folder / "data", release, data_set, run.year, years, areas, figures, symbols)
    return folder
