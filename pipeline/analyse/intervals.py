"""The ends of a confidence interval: an average and 1.96 standard deviations divided by the root of the number."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from pipeline.design.figure import Figure, Marker

DEVIATIONS = Decimal("1.96")
DIGITS = 50


def interval_end(average: Fraction, spread: Fraction, people: int, decimals: int, *, is_upper: bool) -> Figure:
    """An end of the 95 per cent interval of an average of ``people``, ties up; negligible where it rounds to 0.

    ``spread`` is the standard deviation among all people of England. Raises ZeroDivisionError for nobody.
    """
    with localcontext() as context:
        context.prec = DIGITS
        middle, deviation = (Decimal(one.numerator) / one.denominator for one in (average, spread))
        away = DEVIATIONS * deviation / Decimal(people).sqrt()
        end = middle + away if is_upper else middle - away
        unit = Decimal(1).scaleb(-decimals)
        shown = (end / unit + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * unit
    if not shown and end:
        return Figure(None, Marker.NEGLIGIBLE)
    return Figure(shown.quantize(unit))
