"""The data files of the release that the tests publish, with true counts, by which a reader's beliefs are judged."""

from __future__ import annotations

import shutil
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from pipeline.analyse.areas import read_areas
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.disseminate.data_files import write_data_set
from pipeline.disseminate.release_files import read_figures
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.at_stake import policies_for
from pipeline.protect.edition.protection import Protection
from pipeline.protect.reader.files import read_published
from pipeline.protect.reader.published import Published
from pipeline.runs.release import RunSummary

NAME, YEAR = "children-looked-after", 2024


def write_true(published: RunSummary, data: Path, files: Container[str] | None = None) -> None:
    """Write the data files (or those of these names) of a release into a folder, unrounded and with nothing hidden."""
    release = load_release(NAME)
    symbols = load_contents(TEMPLATES / NAME / "tables.yaml").edition_for(YEAR).symbols
    policies = policies_for(release, YEAR)
    protection = Protection({}, policies.together, policies, None, None, (), {})  # type: ignore[arg-type]
    with Warehouse(published.folder.parent / f".{YEAR}.duckdb") as warehouse:
        areas = read_areas(warehouse, published.years)
        figures = read_figures(warehouse, release, areas, protection)
    figures = replace(figures, rounding=dict.fromkeys(figures.rounding, 1))
    for data_set in release.data_sets_in(YEAR, ""):
        if files is None or data_set.file_name.at(YEAR) in files:
            write_data_set(data, release, data_set, YEAR, published.years, areas, figures, symbols)


def read_true(published: RunSummary, folder: Path) -> Published:
    """The same, as a reader would read them."""
    (folder / "data").mkdir(parents=True)
    for name in ("certificate.json", "manifest.json"):
        shutil.copy(published.folder / "publish" / name, folder / name)
    write_true(published, folder / "data")
    return read_published(folder)
