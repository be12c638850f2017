"""The data sets of a release, as declared in its ``data_sets.yaml`` and ``labels.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pipeline.grossing.coverage import Measure
from pipeline.publication.editions import ByEdition
from pipeline.stages import TEMPLATES, UsageError

STATISTICS = ("count", "percent", "rate", "population")
LAYOUTS = ("long", "wide")
ALWAYS = 9999  # last edition of what has no end yet
AREA_COLUMNS = ("region_code", "region_name", "old_la_code", "la_name", "new_la_code")


@dataclass(frozen=True)
class Label:
    """One item of a filter.

    ``key`` names the cell (``breakdown=category`` or empty for the total), ``measure`` overrides the data set's,
    ``percent_of`` the key of the denominator, ``minus`` a ``measure:key`` that is subtracted (net gain).
    """

    label_set: str
    first_edition: int
    last_edition: int
    group: str
    text: str
    measure: str
    key: str
    percent_of: str
    minus: str

    def holds_in(self, year: int) -> bool:
        """Whether the label belongs to the edition of ``year``."""
        return self.first_edition <= year <= self.last_edition


@dataclass(frozen=True)
class Filter:
    """A filter: its item column, the column of the item's group if it has one, and the set of labels."""

    item_column: ByEdition
    item_label: str
    group_column: ByEdition | None
    group_label: str
    label_set: str


@dataclass(frozen=True)
class Indicator:
    """A number column: its statistic, unit and decimal places, and the last edition that has it.

    ``first_year`` is the first whose returns could tell; figures of earlier years are not available. In a long data set
    it shows the row's cell. In a wide one it names its own: a ``measure`` (else the row's) and a ``key`` beside the
    row's, and what a percentage is ``of``.
    """

    column: ByEdition
    statistic: str
    label: str
    unit: str
    decimals: int
    last_edition: int = ALWAYS
    first_year: int = 0
    measure: str = ""
    key: str | None = None
    of: str = ""


@dataclass(frozen=True)
class DataSet:
    """A published CSV file: a row is an area in a year and one item of each filter.

    ``departures`` are the checks of the data file standard that it knowingly fails, each with its reason.
    """

    file_name: ByEdition
    title: str
    levels: tuple[str, ...]
    measure: str
    filters: tuple[Filter, ...]
    indicators: tuple[Indicator, ...]
    departures: Mapping[str, str] = field(default_factory=dict)

    def indicators_in(self, edition: int) -> list[Indicator]:
        """The number columns of an edition, in order."""
        return [indicator for indicator in self.indicators if edition <= indicator.last_edition]


@dataclass(frozen=True)
class Headline:
    """A figure at the top of the index, which a data set also holds."""

    label: str
    measure: str
    key: str


CellOf = tuple[str, str]
"""A (measure, key): a cell of every area and year."""


@dataclass(frozen=True)
class Identity:
    """A count that is the sum of others beyond the trees of categories and areas, by the definitions."""

    whole: CellOf
    parts: tuple[CellOf, ...]


@dataclass(frozen=True)
class Release:
    """What is declared of a release: its measures, data sets and labels, its headlines, and readings of the method."""

    name: str
    title: str
    summary: str
    headlines: tuple[Headline, ...]
    readings: tuple[str, ...]
    measures: tuple[Measure, ...]
    data_sets: tuple[DataSet, ...]
    labels: tuple[Label, ...]
    identities: tuple[Identity, ...]
    contained: tuple[tuple[CellOf, CellOf], ...]
    area_columns: tuple[str, ...]

    @property
    def returns(self) -> tuple[str, ...]:
        """The returns that the measures are made from."""
        return tuple(sorted({measure.returns for measure in self.measures}))

    def labels_of(self, data_filter: Filter, year: int) -> list[Label]:
        """The labels of a filter in the edition of ``year``, in published order."""
        found = [label for label in self.labels if label.label_set == data_filter.label_set and label.holds_in(year)]
        if not found:
            raise UsageError(f"labels.csv has no label of {data_filter.label_set} for the {year} edition.")
        return found


def load_release(name: str, folder: Path = TEMPLATES) -> Release:
    """Read a release's declarations; raises UsageError naming the file when the release or a part of it is unknown."""
    path = folder / name / "data_sets.yaml"
    if not path.is_file():
        known = sorted(found.parent.name for found in folder.glob("*/data_sets.yaml"))
        raise UsageError(f"There is no release called {name!r}. Known: {', '.join(known)}.")
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    measures = tuple(
        Measure(measure, about["counts"], about["return"], tuple(about["items"]), about.get("earlier_returns", 0))
        for measure, about in declared["measures"].items()
    )
    data_sets = tuple(_data_set(path, about, {measure.name for measure in measures}) for about in declared["data_sets"])
    labels = _read_labels(folder / name / "labels.csv", {measure.name for measure in measures})
    about = declared["about"]
    return Release(
        name,
        about["title"],
        about["summary"],
        tuple(Headline(**headline) for headline in about["headlines"]),
        tuple(yaml.safe_load((folder / name / "readings.yaml").read_text(encoding="utf-8"))),
        measures,
        data_sets,
        labels,
        tuple(
            Identity(
                (entry["measure"], entry["whole"]), tuple(_cell(part, entry["measure"]) for part in entry["parts"])
            )
            for entry in declared.get("identities", [])
        ),
        tuple((_cell(entry["part"]), _cell(entry["whole"])) for entry in declared.get("contained", [])),
        _area_columns(path, about.get("area_columns", AREA_COLUMNS)),
    )


def _area_columns(path: Path, declared: Sequence[str]) -> tuple[str, ...]:
    if sorted(declared) != sorted(AREA_COLUMNS):
        raise UsageError(f"{path}: area_columns must be {', '.join(AREA_COLUMNS)}, in any order.")
    return tuple(declared)


def _cell(text: str, measure: str = "") -> CellOf:
    named, colon, key = text.rpartition(":")
    return (named if colon else measure, key)


def _data_set(path: Path, about: Mapping[str, Any], measures: set[str]) -> DataSet:
    if about.get("layout", "long") not in LAYOUTS:
        raise UsageError(f"{path}: unknown layout {about['layout']!r}; use one of {', '.join(LAYOUTS)}.")
    is_wide = about.get("layout") == "wide"
    filters = tuple(
        Filter(
            ByEdition.read(declared["item"]),
            declared["label"],
            ByEdition.read(declared["group"]) if "group" in declared else None,
            declared.get("group_label", ""),
            declared["labels"],
        )
        for declared in about["filters"]
    )
    indicators = []
    for declared in about["indicators"]:
        if ("key" in declared) != is_wide:
            raise UsageError(
                f"{path}: column {declared['column']!r}: every column of a wide data set has a key, no other."
            )
        if declared.get("measure", about.get("measure", "")) not in measures | {""}:
            raise UsageError(f"{path}: column {declared['column']!r}: its measure is not declared.")
        if declared["statistic"] not in STATISTICS:
            raise UsageError(
                f"{path}: unknown statistic {declared['statistic']!r}; use one of {', '.join(STATISTICS)}."
            )
        indicators.append(
            Indicator(
                ByEdition.read(declared["column"]),
                declared["statistic"],
                declared["label"],
                declared.get("unit", ""),
                int(declared["decimals"]),
                int(declared.get("last_edition", ALWAYS)),
                int(declared.get("first_year", 0)),
                declared.get("measure", ""),
                declared.get("key"),
                declared.get("of", ""),
            )
        )
    return DataSet(
        ByEdition.read(about["name"]),
        about["title"],
        tuple(about["levels"]),
        about.get("measure", ""),
        filters,
        tuple(indicators),
        about.get("departures", {}),
    )


def _read_labels(path: Path, measures: set[str]) -> tuple[Label, ...]:
    labels = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            named = [row["measure"], row["minus"].partition(":")[0]]
            unknown = [measure for measure in named if measure and measure not in measures]
            if unknown:
                raise UsageError(f"{path.name} line {line}: measure {unknown[0]!r} is not declared in data_sets.yaml.")
            labels.append(
                Label(
                    row["label_set"],
                    int(row["first_edition"]),
                    int(row["last_edition"] or ALWAYS),
                    row["group"],
                    row["label"],
                    row["measure"],
                    row["key"],
                    row["percent_of"],
                    row["minus"],
                )
            )
    return tuple(labels)


def combined_key(labels: Sequence[Label], *others: str) -> str:
    """The cell key of a row: its labels' keys and ``others`` joined in order of breakdown, totals left out."""
    return ";".join(sorted(key for key in (*(label.key for label in labels), *others) if key))
