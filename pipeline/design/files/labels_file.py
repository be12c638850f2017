"""Reading ``labels.csv``: what a data set prints in its filters' columns, and the cell that each label shows."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.design.data_sets import ALWAYS, FORMATS, NO_PERCENTAGE, PERCENT_SIGN, WHOLE, Label, cell_named
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.files.statistics_declared import WITH_DECIMALS, Known, quantile_text
from pipeline.foundation.stages import UsageError

COLUMNS = ("label_set", "first_edition", "last_edition", "group", "label", "measure", "key", "percent_of", "minus")
OPTIONAL_COLUMNS = ("statistic", "decimals", "format", "quantile", "histogram", "first_year", "last_year")
STATISTICS = ("count", "percent", "rate", "average", "quantile")


def read_labels(path: Path, known: Known, keys: CategoryKeys) -> tuple[Label, ...]:
    """Every label in order; raises UsageError with the line and column of whatever cannot be."""
    labels = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        columns = tuple(rows.fieldnames or ())
        if columns[: len(COLUMNS)] != COLUMNS or not set(columns[len(COLUMNS) :]) <= set(OPTIONAL_COLUMNS):
            raise UsageError(
                f"{path.name} line 1: the columns are to be {', '.join(COLUMNS)}, and then any of "
                f"{', '.join(OPTIONAL_COLUMNS)}."
            )
        for line, row in enumerate(rows, start=2):
            labels.append(replace(_Row(f"{path.name} line {line}", row, known, keys).label(), line=line))
    return tuple(labels)


class _Row:
    """One line of the file with its place in it."""

    def __init__(self, place: str, row: Mapping[str, str | None], known: Known, keys: CategoryKeys) -> None:
        self.place, self.row, self.known, self.keys = place, row, known, keys

    def text(self, column: str) -> str:
        return self.row.get(column) or ""

    def problem(self, column: str, what: str) -> UsageError:
        return UsageError(f"{self.place}, column {column}: {what}")

    def whole(self, column: str, default: int) -> int:
        text = self.text(column)
        if text and not text.isdigit():
            raise self.problem(column, "a whole number is needed here.")
        return int(text) if text else default

    def label(self) -> Label:
        says_base = self.text("percent_of") not in (WHOLE, NO_PERCENTAGE)
        for column in ("measure", *(["percent_of"] if says_base else []), "minus"):
            text = self.text(column)
            named = text if column == "measure" else cell_named(text)[0]
            if named and named not in self.known.measures:
                raise self.problem(column, f"the measure {named!r} is not declared in data_sets.yaml.")
            if column != "measure" and self.known.is_amount(named):
                raise self.problem(column, f"{named} adds up amounts and does not say whose (amount_of).")
        for column in ("key", *(["percent_of"] if says_base else []), "minus"):
            if wrong := self.keys.wrong(cell_named(self.text(column))[1]):
                raise self.problem(column, wrong)
        statistic = self.text("statistic")
        if statistic and not says_base:
            raise self.problem(
                "percent_of", f"only for a label without a statistic of its own; this one's: {statistic!r}."
            )
        if statistic and statistic not in STATISTICS:
            raise self.problem("statistic", f"{statistic!r} is not known; use one of {', '.join(STATISTICS)}.")
        first, last = self.whole("first_edition", 0), self.whole("last_edition", ALWAYS)
        if first > last:
            raise self.problem("last_edition", f"it is before the first edition, {first}.")
        self._check_statistic(statistic)
        return Label(
            label_set=self.text("label_set"),
            first_edition=first,
            last_edition=last,
            group=self.text("group"),
            text=self.text("label"),
            measure=self.text("measure"),
            key=self.text("key"),
            percent_of=self.text("percent_of"),
            minus=self.text("minus"),
            statistic=statistic,
            decimals=self.whole("decimals", 0),
            format=self.text("format") or ("decimal" if statistic == "average" else ""),
            quantile=quantile_text(self.text("quantile")) if statistic == "quantile" else "",
            histogram=self.text("histogram"),
            first_year=self.whole("first_year", 0),
            last_year=self.whole("last_year", ALWAYS),
        )

    def _check_statistic(self, statistic: str) -> None:
        for column, wanted in (
            ("decimals", WITH_DECIMALS),
            ("format", ("average", "percent")),
            ("quantile", ("quantile",)),
            ("histogram", ("quantile",)),
        ):
            if self.text(column) and statistic not in wanted:
                raise self.problem(column, f"only for {', '.join(wanted)}; this label's statistic is {statistic!r}.")
        if statistic == "average" and not self.text("percent_of"):
            raise self.problem("percent_of", "an average is of a count: name its key or measure:key.")
        if statistic == "average" and (self.text("format") or "decimal") not in FORMATS:
            raise self.problem("format", f"use one of {', '.join(FORMATS)}.")
        if statistic == "percent" and self.text("format") not in ("", PERCENT_SIGN):
            raise self.problem("format", f"a percentage has none or {PERCENT_SIGN}.")
        if statistic == "quantile" and not quantile_text(self.text("quantile")):
            raise self.problem("quantile", "a number above 0 and below 1 is needed, such as 0.5 for the median.")
        if statistic == "quantile" and self.text("histogram") not in self.known.histograms:
            raise self.problem("histogram", f"{self.text('histogram')!r} is not declared under histograms.")
