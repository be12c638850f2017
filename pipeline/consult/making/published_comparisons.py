"""What was published of England, regions and statistical neighbours in an earlier year, by authority."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.reading import read_about
from pipeline.consult.bundle.preview import AreaKind, Comparison
from pipeline.consult.making.indicator_figures import ValueColumn, value_columns
from pipeline.design.files.data_sets_file import load_release
from pipeline.foundation.stages import UnreadableInput, UsageError

Row = Mapping[str, str]


def read_published(release_dir: Path, name: str, collection_year: int) -> dict[str, tuple[Comparison, ...]]:
    """By authority, the figures of the release's own year for England, the authority's region and its neighbours.

    Raises UsageError when the release is another one or is not of an earlier year than the preview, UnreadableInput
    when it cannot be read.
    """
    about = read_about(release_dir / "publish")
    if about.name != name or about.year >= collection_year:
        raise UsageError(
            f"{release_dir} is {about.name} of {about.year}; --published takes {name} of a year before "
            f"{collection_year}: what is not published yet is in no preview."
        )
    release = load_release(name)
    source = f"{release.title} {about.year}"
    found: dict[str, list[Comparison]] = {}
    by_data_set: dict[str, list[ValueColumn]] = {}
    for column in value_columns(release, about.year):
        by_data_set.setdefault(column.code, []).append(column)
    for code, columns in by_data_set.items():
        rows = _rows_of(release_dir / "publish" / "data" / f"{code}.csv", about.year)
        above = {row["region_code"] or ENGLAND.area_code: row for row in rows if not row["old_la_code"]}
        for row in rows:
            if not row["old_la_code"]:
                continue
            for column in columns:
                name_of_column = column.column.column.at(about.year)
                places = (
                    [(AreaKind.NEIGHBOURS, "Statistical neighbours", row)]
                    if column.is_of_neighbours
                    else [
                        (AreaKind.ENGLAND, ENGLAND.area_name, above[ENGLAND.area_code]),
                        (AreaKind.REGION, row["region_name"], above[row["region_code"]]),
                    ]
                )
                found.setdefault(row["old_la_code"], []).extend(
                    Comparison(code, column.period, about.year, kind, area, of[name_of_column], source)
                    for kind, area, of in places
                )
    return {code: tuple(comparisons) for code, comparisons in found.items()}


def _rows_of(path: Path, year: int) -> list[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if row["time_period"] == str(year)]
    except (OSError, KeyError, ValueError) as error:
        raise UnreadableInput(f"{path} cannot be read as a data set of the published release.") from error
