"""Published national figures of the years before the returns: ``data/reference/national_time_series.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.data_set_rows import measure_of, shown_by
from pipeline.design.data_sets import DataSet, Indicator, Label, combined_key
from pipeline.design.figure import Figure, Marker
from pipeline.foundation.stages import REFERENCE, UsageError

COLUMNS = ("measure", "collection_year", "key", "value", "source")


@dataclass(frozen=True)
class PublishedNumber:
    """A national count as it was published (rounded), and where."""

    value: int
    source: str


def read_time_series(name: str, folder: Path = REFERENCE) -> Mapping[tuple[str, int, str], PublishedNumber]:
    """The numbers by (measure, collection year, key); raises UsageError naming the line that cannot be read."""
    path = folder / f"{name}.csv"
    found: dict[tuple[str, int, str], PublishedNumber] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise UsageError(f"{path.name} line 1: the columns are to be {', '.join(COLUMNS)}.")
        for row in rows:
            year, value = row["collection_year"] or "", row["value"] or ""
            if not (year.isdigit() and value.isdigit() and row["measure"] and row["source"]):
                raise UsageError(
                    f"{path.name} line {rows.line_num}: a measure, a year, a whole number and its source are needed."
                )
            place = (row["measure"], int(year), row["key"] or "")
            if place in found:
                raise UsageError(f"{path.name} line {rows.line_num}: this number is there already, further up.")
            found[place] = PublishedNumber(int(value), row["source"])
    return found


@dataclass(frozen=True)
class EarlierYear:
    """A year of a time series before the returns: its published counts by (measure, key), and nothing else of it."""

    year: int
    numbers: Mapping[tuple[str, str], PublishedNumber]

    def figure(self, data_set: DataSet, labels: Sequence[Label], indicator: Indicator) -> Figure:
        """What a row of labels shows in a column: the published count, not available where there is none."""
        shown = shown_by(data_set, labels, indicator, self.year, ENGLAND.area_code)
        if shown is None:
            return Figure.marked(Marker.NOT_APPLICABLE)
        found = self.numbers.get((shown.measure, shown.key)) if shown.statistic == "count" else None
        return Figure.marked(Marker.NOT_AVAILABLE) if found is None else Figure.of(found.value)


def earlier_years(
    data_set: DataSet,
    rows_of_labels: Sequence[tuple[Label, ...]],
    edition: int,
    years: Sequence[int],
    folder: Path = REFERENCE,
) -> dict[int, EarlierYear]:
    """The years before the edition that no return covers and some row of the data set has a published number of."""
    if not data_set.earlier_figures:
        return {}
    cells = {(measure_of(data_set, labels), combined_key(labels)) for labels in rows_of_labels}
    found: dict[int, dict[tuple[str, str], PublishedNumber]] = {}
    for (measure, year, key), number in read_time_series(data_set.earlier_figures, folder).items():
        if (measure, key) in cells and year < edition and year not in years:
            found.setdefault(year, {})[measure, key] = number
    return {year: EarlierYear(year, found[year]) for year in sorted(found)}
