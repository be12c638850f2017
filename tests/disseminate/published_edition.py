"""The edition of a published release, opened again from its manifest and the declarations."""

from __future__ import annotations

from pathlib import Path

from pipeline.analyse.areas import read_areas
from pipeline.analyse.edition import Edition
from pipeline.analyse.reading import read_about
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import TEMPLATES
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.loading import load_reference


def edition_of(publish: Path) -> Edition:
    about = read_about(publish)
    with Warehouse() as warehouse:
        load_reference(warehouse, with_postcodes=False, populations=about.populations)
        areas = read_areas(warehouse, about.years)
    contents = load_contents(TEMPLATES / about.name / "tables.yaml")
    release = load_release(about.name)
    return Edition(release, contents, about.year, about.part, about.years, areas, about.populations)
