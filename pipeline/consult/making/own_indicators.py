"""The indicators of one authority from its returns alone, before they are sent: no server, and nothing kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.consult.bundle.preview import Period
from pipeline.consult.making.value_text import value_text
from pipeline.design.indicators import IndicatorDefinition, defined
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.models import build
from pipeline.process.models_read import load_models

CHILDREN = "core.indicator_children"
YEARS_ADDED = 3
RETURN = "ssda903"


@dataclass(frozen=True)
class OwnFigure:
    """One figure of one indicator; ``year`` is the last it covers, ``why_not`` says why there is no ``value``."""

    indicator: str
    title: str
    unit: str
    period: Period
    year: int
    numerator: int | None
    denominator: int | None
    value: str
    why_not: str = ""

    def in_words(self) -> str:
        """As a line for people, after the indicator's title."""
        when = f"three years to {self.year}" if self.period is Period.THREE_YEAR else str(self.year)
        if self.why_not:
            return f"{when}: not available ({self.why_not})"
        sign = "%" if self.unit == "percent" else " days"
        return f"{when}: {self.value}{sign} ({self.numerator:,} / {self.denominator:,})"


Sums = Mapping[tuple[str, int], tuple[int, int]]


def own_indicators(
    warehouse: Warehouse, year: int, la_code: str, *, has_earlier: bool = False
) -> tuple[OwnFigure, ...]:
    """Every indicator of the year, and where there are earlier returns of three years the sums, as far as they tell.

    ``warehouse`` is that in which the return of the year was checked, with those before it and reference data. Figures
    are unrounded and nothing is suppressed: they are the authority's own.
    """
    models = load_models()
    # What was counted for the headlines is there already.
    there = warehouse.tables()
    needed = [model.name for model in models.upstream(CHILDREN) if model.name not in there]
    build(warehouse, models, names=needed)
    sums: Sums = {
        (indicator, its_year): (numerator, denominator)
        for indicator, its_year, numerator, denominator in warehouse.connection.execute(
            f"SELECT indicator, collection_year, sum(numerator)::BIGINT, sum(denominator)::BIGINT FROM {CHILDREN} "
            "GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    }
    supplied = frozenset(
        of
        for (of,) in warehouse.connection.execute(
            "SELECT collection_year FROM raw.coverage WHERE la_code = ? AND status = 'supplied'", [la_code.upper()]
        ).fetchall()
    )
    return tuple(figure for one in defined() for figure in _figures_of(one, year, sums, supplied, has_earlier))


def _figures_of(
    one: IndicatorDefinition, year: int, sums: Sums, supplied: frozenset[int], has_earlier: bool
) -> list[OwnFigure]:
    """The figure of the year and, with earlier returns, of the years before it and of the three years."""
    if one.returns != RETURN:
        reason = "from a results file, not from this return"
        return [OwnFigure(one.code, one.title, one.unit, Period.SINGLE, year, None, None, "", reason)]
    years = range(year, year - YEARS_ADDED if has_earlier else year - 1, -1)
    lacking = {of: _lacking(one, of, supplied) for of in years}
    singles = [_figure(one, Period.SINGLE, of, [of], sums, lacking[of]) for of in years]
    if not has_earlier:
        return singles
    reason = next((f"{of}: {why}" for of, why in lacking.items() if why), "")
    return [*singles, _figure(one, Period.THREE_YEAR, year, list(years), sums, reason)]


def _lacking(one: IndicatorDefinition, year: int, supplied: frozenset[int]) -> str:
    """What is lacking for a figure of the year, in words; empty when nothing is."""
    if not one.first_year <= year <= one.last_year:
        return "the indicator has no figure of this year"
    if year not in supplied:
        return "its return was not given or cannot be used"
    needed = [year - back for back in range(one.earlier_returns, 0, -1)]
    missing = [str(of) for of in needed if of not in supplied]
    return f"needs the return of {' and '.join(missing)} too" if missing else ""


def _figure(
    one: IndicatorDefinition, period: Period, year: int, years: Sequence[int], sums: Sums, why_not: str
) -> OwnFigure:
    if why_not:
        return OwnFigure(one.code, one.title, one.unit, period, year, None, None, "", why_not)
    added = [sums.get((one.code, of), (0, 0)) for of in years]
    numerator, denominator = sum(one[0] for one in added), sum(one[1] for one in added)
    value = value_text(one.unit, numerator, denominator)
    return OwnFigure(
        one.code, one.title, one.unit, period, year, numerator, denominator, value,
        "" if value else "nobody is in the denominator",
    )  # fmt: skip
