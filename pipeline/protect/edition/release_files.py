"""The files of a release's ``publish/`` as a stranger reads them: figures, areas, who supplied what, certificate."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.analyse.areas import Areas, read_areas
from pipeline.analyse.reading import PublishedAbout, ReadFigure, read_about, read_data_sets, read_workbooks
from pipeline.analyse.unreliable_figures import out_of_rates
from pipeline.collect.specification import load_specification
from pipeline.design.contents import Contents
from pipeline.design.data_sets import Release
from pipeline.design.figure import Marker
from pipeline.design.files.contents_file import load_contents
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import TEMPLATES, UnreadableInput
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.carried_forward import CARRIED
from pipeline.process.coverage_policy import LEFT_OUT
from pipeline.process.decisions import Inclusion
from pipeline.protect.edition.public import Public, public_from
from pipeline.reference.loading import load_reference
from pipeline.reference.periods import collection_year_named
from pipeline.reference.tables import authorities_left_out


@dataclass(frozen=True)
class ReleaseFiles:
    """What the files of ``publish/`` hold, read and not yet related."""

    about: PublishedAbout
    release: Release
    contents: Contents
    areas: Areas
    in_data_sets: list[ReadFigure]
    in_tables: list[ReadFigure]
    public: Public
    certificate: Mapping[str, Any]


def shows_small_counts(release_dir: Path) -> bool:
    """Whether no count of the release is small by its policy, so that nothing is suppressed; raises UnreadableInput."""
    read_about(release_dir / "publish")
    rules = _certificate(release_dir / "publish").get("policy", {})
    return rules.get("threshold") == 0 and bool(rules.get("zeros_visible"))


def count_figures(release_dir: Path) -> tuple[str, int, list[ReadFigure]]:
    """The title of a release, how many figures its files hold, and those of them that are suppressed all the same.

    Raises UnreadableInput when the files are not those of a release.
    """
    files = read_files(release_dir)
    figures = [*files.in_data_sets, *files.in_tables]
    suppressed = files.contents.edition_for(files.about.year).symbols[Marker.CONFIDENTIAL]
    return files.about.title, len(figures), [figure for figure in figures if figure.text == suppressed]


def read_files(release_dir: Path) -> ReleaseFiles:
    """Read every published figure of a release; raises UnreadableInput when the files are not those of one."""
    publish = release_dir / "publish"
    about = read_about(publish)
    release = load_release(about.name)
    contents = load_contents(TEMPLATES / about.name / "tables.yaml")
    with Warehouse() as warehouse:
        left_out = authorities_left_out(about.name, about.year)
        own = load_specification(release.own_return)
        load_reference(
            warehouse,
            with_postcodes=False,
            populations=about.populations,
            left_out=left_out,
            sent=own.sent_in(about.years),
        )
        areas = read_areas(warehouse, about.years)
        in_data_sets = list(read_data_sets(publish, release, about))
        in_tables = list(read_workbooks(publish, contents, about.year, about.part, about.years, areas))
        public = _public(publish, warehouse, areas)
    return ReleaseFiles(about, release, contents, areas, in_data_sets, in_tables, public, _certificate(publish))


def _certificate(publish: Path) -> Mapping[str, Any]:
    path = publish / "certificate.json"
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be read; a release without its certificate is not complete.") from error
    return content


def _public(publish: Path, warehouse: Warehouse, areas: Areas) -> Public:
    """Who supplied what, from coverage.csv; regions and England have a figure wherever anybody supplied."""
    path = publish / "coverage.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        places = {
            (row["measure"], collection_year_named(row["time_period"]), row["old_la_code"]): (
                row["supplied"],
                row.get("unreliable", ""),
                row["estimated_in_region_and_england"] == "no" and CARRIED not in row["reason"],
                row["estimated_in_region_and_england"] == LEFT_OUT,
            )
            for row in rows
            # Releases of before 29 November 2026 mark nothing as unreliable, and have no column for it.
            # England and regions have rows that say how much of them is estimated.
            if row["old_la_code"]
        }
    except (OSError, KeyError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be read as the coverage of a release.") from error
    supplied = {place for place, (answer, *_) in places.items() if answer == "yes"}
    unreliable = frozenset(place for place in supplied if places[place][1])
    left_out = [place for place in sorted(places.keys() - supplied) if places[place][3]]
    missing = [place for place in sorted(places.keys() - supplied) if not places[place][3]]
    without_estimate = [place for place in missing if places[place][2]]
    public = public_from(warehouse, areas, supplied, missing, without_estimate, left_out)
    in_totals_alone = [place for place in unreliable if places[place][1] == Inclusion.IN_TOTALS_ALONE]
    return replace(public, unreliable=unreliable, out_of_rates=out_of_rates(in_totals_alone, areas))
