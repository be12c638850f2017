"""Published data files as a stranger finds them: rows of text by the names of their columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .areas import ENGLAND
from .reading import COLUMN_WORDS, DataSet

GEOGRAPHY = {
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "la_name",
    "new_la_code",
}
OTHER_FIGURES = ("rate_per_10000", "population_estimate")


@dataclass(frozen=True)
class PublishedRow:
    """A row of a file: where and when, what its labels are, and what is printed in each column of figures."""

    year: int
    level: str
    area: str
    labels: tuple[str, ...]
    printed: dict[str, str]


def rows_of(path: Path, reading: DataSet) -> Iterator[PublishedRow]:
    """The rows of a data file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = {name.lower(): name for name in reader.fieldnames or ()}
        labels: list[str] = []
        for names in reading.labels:
            # A name that an earlier column took is not this one's.
            labels.append(
                next(columns[name] for name in names.split("|") if name in columns and columns[name] not in labels)
            )
        figures = [name for name in columns.values() if name not in GEOGRAPHY and is_figure(name, labels)]
        for row in reader:
            level = row["geographic_level"]
            yield PublishedRow(
                year=int(row["time_period"][:4]),
                level=level,
                area=ENGLAND if level == "National" else row["region_code" if level == "Regional" else "old_la_code"],
                labels=tuple(row[name] for name in labels),
                printed={COLUMN_WORDS.get(name.lower(), name.lower()): row[name] for name in figures},
            )


def is_figure(column: str, labels: Sequence[str]) -> bool:
    """Whether a column holds figures: it is named so, or is of the headline file; others repeat what labels say."""
    name = column.lower()
    is_headline = name.startswith("cla_") and name != "cla_group"
    return column not in labels and (name in OTHER_FIGURES or name in COLUMN_WORDS or is_headline)
