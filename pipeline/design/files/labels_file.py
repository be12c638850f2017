"""Reading ``labels.csv``: what a data set prints in its filters' columns, and the cell that each label shows."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from pipeline.design.data_sets import NO_PERCENTAGE, WHOLE, Label
from pipeline.design.editions import ALWAYS
from pipeline.design.files.statistics_declared import read_statistic
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.statistic import DIFFERENCE, KINDS, POPULATION, Statistic
from pipeline.foundation.stages import UsageError

COLUMNS = ("label_set", "first_edition", "last_edition", "group", "label", "measure", "key", "percent_of", "minus")
OPTIONAL_COLUMNS = ("statistic", "decimals", "format", "quantile", "histogram", "first_year", "last_year")
LABEL_KINDS = tuple(kind for kind in KINDS if kind not in (POPULATION, DIFFERENCE))


def read_labels(path: Path, known: Vocabulary) -> tuple[Label, ...]:
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
            labels.append(_label(_Row(path.name, line, row), known))
    return tuple(labels)


class _Row:
    """One line of the file with its place in it; what a statistic is of stands in the column percent_of."""

    def __init__(self, name: str, line: int, row: Mapping[str, str | None]) -> None:
        self.name, self.line, self.row = name, line, row

    def problem(self, field: str, what: str) -> UsageError:
        return UsageError(f"{self.name} line {self.line}, column {_column(field)}: {what}")

    def has(self, field: str) -> bool:
        return bool(self.row.get(_column(field)))

    def text(self, field: str, default: str | None = "") -> str:
        return self.row.get(_column(field)) or default or ""

    def whole(self, field: str, default: int | None = 0) -> int:
        text = self.text(field)
        if text and not text.isdigit():
            raise self.problem(field, "a whole number is needed here.")
        return int(text) if text else default or 0

    def number(self, field: str) -> float:
        try:
            return float(self.text(field))
        except ValueError:
            raise self.problem(field, "a number is needed here.") from None


def _column(field: str) -> str:
    return "percent_of" if field == "of" else field


def _label(row: _Row, known: Vocabulary) -> Label:
    says_base = row.text("of") not in (WHOLE, NO_PERCENTAGE)
    if row.has("measure"):
        known.check_measure(row, "measure", row.text("measure"))
    known.check_key(row, "key", row.text("key"))
    for field in ("of", "minus") if says_base else ("minus",):
        known.check_base(row, field)
    first, last = row.whole("first_edition"), row.whole("last_edition", ALWAYS)
    if first > last:
        raise row.problem("last_edition", f"it is before the first edition, {first}.")
    return Label(
        label_set=row.text("label_set"),
        first_edition=first,
        last_edition=last,
        group=row.text("group"),
        text=row.text("label"),
        measure=row.text("measure"),
        key=row.text("key"),
        percent_of=row.text("of"),
        minus=row.text("minus"),
        statistic=_own_statistic(row, known, says_base),
        line=row.line,
        first_year=row.whole("first_year"),
        last_year=row.whole("last_year", ALWAYS),
    )


def _own_statistic(row: _Row, known: Vocabulary, says_base: bool) -> Statistic | None:
    """The statistic that a label shows in the column of numbers; None for a label that leaves it to the columns."""
    if not row.has("statistic"):
        for field in ("decimals", "format", "quantile", "histogram"):
            if row.has(field):
                raise row.problem(field, "only for a label with a statistic of its own.")
        return None
    if not says_base:
        raise row.problem(
            "of", f"only for a label without a statistic of its own; this one's: {row.text('statistic')}."
        )
    return read_statistic(row, known, row.text("measure"), kinds=LABEL_KINDS)
