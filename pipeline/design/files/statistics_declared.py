"""Reading the number columns of ``data_sets.yaml``: which statistic of which cell each shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pipeline.design.data_sets import ALWAYS, COMPARED, FORMATS, LEVELS, STATISTICS, Indicator, cell_named
from pipeline.design.editions import ByEdition
from pipeline.foundation.declarations import Declaration
from pipeline.process.coverage import Measure

FIELDS = (
    *("column", "statistic", "label", "unit", "decimals", "first_edition", "last_edition", "first_year"),
    *("measure", "key", "of", "minus", "format", "quantile", "histogram", "years", "compared"),
    *("unavailable", "without_negatives"),
)
# Which statistics say what they are of, and which have decimal places.
RELATIVE = ("percent", "average")
WITH_DECIMALS = ("percent", "rate", "average")


@dataclass(frozen=True)
class Known:
    """The measures and histograms that a declaration may name."""

    measures: Mapping[str, Measure]
    histograms: frozenset[str]

    def check(self, entry: Declaration, field: str, measure: str) -> None:
        """Raise UsageError unless the measure is declared."""
        if measure not in self.measures:
            raise entry.problem(field, f"the measure {measure!r} is not declared under measures.")

    def measure(self, entry: Declaration, field: str, default: str | None = None) -> str:
        """A field that names a measure; empty when it may be left out."""
        name = entry.text(field, default)
        if name or default is None:
            self.check(entry, field, name)
        return name

    def is_amount(self, measure: str) -> bool:
        """Whether the measure adds up amounts that nobody is said to be behind."""
        found = self.measures.get(measure)
        return found is not None and found.is_amount and not found.amount_of and not found.of_nobody


def quantile_text(value: object) -> str:
    """A quantile as it is written everywhere: ``0.25``; empty when it is no number above 0 and below 1."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return ""
    return str(number.normalize()) if 0 < number < 1 else ""


def read_indicator(entry: Declaration, known: Known, data_set_measure: str, is_wide: bool) -> Indicator:
    """A number column of a data set; raises UsageError with file, line and field."""
    entry.only(*FIELDS)
    statistic = entry.text("statistic")
    if statistic not in STATISTICS:
        raise entry.problem("statistic", f"{statistic!r} is not known; use one of {', '.join(STATISTICS)}.")
    if entry.has("key") != is_wide:
        raise entry.problem("key", "every column of a wide data set has a key, and no column of a long one.")
    if entry.has("measure") and not is_wide:
        raise entry.problem("measure", "only a column of a wide data set has a measure of its own.")
    column = ByEdition.read(entry, "column")
    first, last = entry.whole("first_edition", column.first_year), entry.whole("last_edition", ALWAYS)
    if first > last or column.first_year > first:
        raise entry.problem("first_edition", "it is after the last edition, or before the column has a name.")
    measure = known.measure(entry, "measure", "")
    of = entry.text("of", "")
    _check_statistic(entry, known, statistic, measure or data_set_measure, is_wide)
    return Indicator(
        column=column,
        statistic=statistic,
        label=entry.text("label"),
        unit=entry.text("unit", ""),
        decimals=entry.whole("decimals", None if statistic in WITH_DECIMALS else 0),
        first_edition=first,
        last_edition=last,
        first_year=entry.whole("first_year", 0),
        measure=measure,
        key=entry.text("key") if is_wide else None,
        of=of,
        minus=entry.text("minus", ""),
        format=entry.text("format", "decimal" if statistic == "average" else ""),
        quantile=quantile_text(entry.number("quantile")) if statistic == "quantile" else "",
        histogram=entry.text("histogram", ""),
        years=entry.whole("years", 0),
        compared=compared_text(entry),
        unavailable=_editions_and_levels(entry, "unavailable"),
        without_negatives=_editions_and_levels(entry, "without_negatives"),
    )


def _editions_and_levels(entry: Declaration, field: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """A list of ``{edition: year, levels: [...]}``."""
    found = []
    for one in entry.parts(field):
        one.only("edition", "levels")
        if not one.texts("levels") or not set(one.texts("levels")) <= set(LEVELS):
            raise one.problem("levels", f"use some of {', '.join(LEVELS)}.")
        found.append((one.whole("edition"), one.texts("levels")))
    return tuple(found)


def compared_text(entry: Declaration, default: str = "") -> str:
    """How a column compares figures, if it does; raises UsageError for a way that is not known."""
    compared = entry.text("compared", default)
    if compared and compared not in COMPARED:
        raise entry.problem("compared", f"{compared!r} is not known; use one of {', '.join(COMPARED)}.")
    return compared


def _check_statistic(entry: Declaration, known: Known, statistic: str, measure: str, is_wide: bool) -> None:
    for field, wanted in (
        ("of", RELATIVE),
        ("minus", ("difference",)),
        ("format", ("average",)),
        ("quantile", ("quantile",)),
        ("histogram", ("quantile",)),
    ):
        if entry.has(field) and statistic not in wanted:
            raise entry.problem(field, f"only for {' or '.join(wanted)}; this column's statistic is {statistic}.")
    for field in ("of", "minus"):
        named, _ = cell_named(entry.text(field, ""))
        if named:
            known.check(entry, field, named)
        if known.is_amount(named):
            raise entry.problem(field, f"{named} adds up amounts and does not say whose (amount_of, under measures).")
    if statistic == "average" and is_wide and not entry.has("of"):
        raise entry.problem("of", "an average is of a count: name its key or measure:key.")
    if statistic == "average" and entry.text("format", "decimal") not in FORMATS:
        raise entry.problem("format", f"use one of {', '.join(FORMATS)}.")
    if "months" in entry.text("format", "") and measure and not known.measures[measure].is_amount:
        raise entry.problem("format", f"years and months are of days, and {measure} is no amount.")
    if statistic == "difference" and is_wide and not entry.has("minus"):
        raise entry.problem("minus", "a difference subtracts a measure:key.")
    if statistic == "quantile":
        if not quantile_text(entry.number("quantile")):
            raise entry.problem("quantile", "a number above 0 and below 1 is needed, such as 0.5 for the median.")
        if measure and known.measures[measure].is_amount:
            raise entry.problem("measure", f"{measure} adds up amounts; a quantile is of a measure of people.")
        if entry.text("histogram") not in known.histograms:
            raise entry.problem("histogram", f"{entry.text('histogram')!r} is not declared under histograms.")
    if statistic not in ("average", "population") and known.is_amount(measure):
        raise entry.problem(
            "statistic",
            f"{measure} adds up amounts: say whose (amount_of, under measures), or show only averages.",
        )
