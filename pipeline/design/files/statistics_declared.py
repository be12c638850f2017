"""Reading a statistic by one grammar: of a number column, of a label and of a line of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final

from pipeline.design.data_sets import COMPARED
from pipeline.design.files.vocabulary import Fields, Vocabulary
from pipeline.design.statistic import (
    AVERAGE,
    BASE,
    DECIMAL,
    DIFFERENCE,
    FORMATS,
    KINDS,
    PERCENT,
    PERCENT_SIGN,
    POPULATION,
    QUANTILE,
    RELATIVE,
    WITH_DECIMALS,
    Statistic,
)

FIELDS: Final = ("statistic", "of", "minus", "decimals", "format", "quantile", "histogram")
ONLY_FOR: Final = {
    "of": RELATIVE,
    "minus": (DIFFERENCE,),
    "format": (AVERAGE, PERCENT),
    "quantile": (QUANTILE,),
    "histogram": (QUANTILE,),
}
TABLE_KINDS: Final = tuple(kind for kind in KINDS if kind != POPULATION)


def read_statistic(
    fields: Fields, known: Vocabulary, measure: str, *, has_base: bool = True, kinds: Sequence[str] = KINDS
) -> Statistic:
    """A statistic that is declared whole, of a cell of ``measure``; raises UsageError with the place of what is wrong.

    Without ``has_base`` what it is of is said elsewhere, where it is not said here.
    """
    statistic = read_over(fields, known, Statistic(), kinds)
    if statistic.kind not in WITH_DECIMALS and statistic.decimals not in (0, known.decimals(measure)):
        raise _only_for(fields, "decimals", WITH_DECIMALS, statistic)
    for field, wanted in ONLY_FOR.items():
        if fields.has(field) and statistic.kind not in wanted:
            raise _only_for(fields, field, wanted, statistic)
    return complete(fields, known, measure, statistic, has_base=has_base)


def _only_for(fields: Fields, field: str, kinds: Sequence[str], statistic: Statistic) -> Exception:
    return fields.problem(field, f"only for {' or '.join(kinds)}; the statistic here is {statistic.kind}.")


def read_over(fields: Fields, known: Vocabulary, above: Statistic, kinds: Sequence[str] = TABLE_KINDS) -> Statistic:
    """What some fields say of a statistic beyond what was said above them; it need not be whole yet."""
    kind = fields.text("statistic", above.kind)
    if kind not in kinds:
        raise fields.problem("statistic", f"{kind!r} is not known; use one of {', '.join(kinds)}.")
    for field in ("of", "minus"):
        if fields.has(field) and fields.text(field) != BASE:
            known.check_base(fields, field)
    return Statistic(
        kind,
        fields.text("of", above.of),
        fields.text("minus", above.minus),
        fields.whole("decimals", above.decimals),
        fields.text("format", above.format),
        quantile_text(fields.number("quantile")) if fields.has("quantile") else above.quantile,
        fields.text("histogram", above.histogram),
    )


def complete(
    fields: Fields, known: Vocabulary, measure: str, statistic: Statistic, *, has_base: bool = True
) -> Statistic:
    """The statistic with what it leaves to be understood; raises UsageError unless it is whole and can be of a cell."""
    kind = statistic.kind
    if kind == AVERAGE and has_base and not statistic.of:
        raise fields.problem("of", "an average is of a count: name its key or measure:key.")
    if has_base and (kind == DIFFERENCE) != bool(statistic.minus):
        raise fields.problem("minus", "a difference subtracts a measure:key, and nothing else does.")
    if kind == QUANTILE and not statistic.quantile:
        raise fields.problem("quantile", "a number above 0 and below 1 is needed, such as 0.5 for the median.")
    if kind == QUANTILE and known.measures is not None and statistic.histogram not in known.histograms:
        raise fields.problem("histogram", f"{statistic.histogram!r} is not declared under histograms.")
    formats = {AVERAGE: FORMATS, PERCENT: (PERCENT_SIGN,)}.get(kind, ())
    if kind in (AVERAGE, PERCENT) and statistic.format and statistic.format not in formats:
        raise fields.problem("format", f"{statistic.format!r} is not known; use one of {', '.join(formats)}.")
    _check_measure(fields, known, measure, statistic)
    return replace(statistic, format=statistic.format or DECIMAL) if kind == AVERAGE else statistic


def _check_measure(fields: Fields, known: Vocabulary, measure: str, statistic: Statistic) -> None:
    """Raise UsageError unless such a statistic can be of the measure."""
    if not measure or known.measures is None:
        return
    if "months" in statistic.format and statistic.kind == AVERAGE and not known.is_amount(measure):
        raise fields.problem("format", f"years and months are of days, and {measure} is no amount.")
    if statistic.kind == QUANTILE and known.is_amount(measure):
        raise fields.problem("measure", f"{measure} adds up amounts; a quantile is of a measure of people.")
    if statistic.kind not in (AVERAGE, POPULATION) and known.is_amount_of_nobody(measure):
        raise fields.problem(
            "statistic",
            f"{measure} adds up amounts: say whose (amount_of, under measures), or show only averages.",
        )


def quantile_text(value: object) -> str:
    """A quantile as it is written everywhere: ``0.25``; empty when it is no number above 0 and below 1."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return ""
    return str(number.normalize()) if 0 < number < 1 else ""


def compared_text(fields: Fields, default: str = "") -> str:
    """How figures are compared, if they are; raises UsageError for a way that is not known."""
    compared = fields.text("compared", default)
    if compared and compared not in COMPARED:
        raise fields.problem("compared", f"{compared!r} is not known; use one of {', '.join(COMPARED)}.")
    return compared
