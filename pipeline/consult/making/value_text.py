"""How the value of an indicator is written before rounding: apart, so that a check of one return loads no release."""

from __future__ import annotations

from pipeline.analyse.rounding import round_ratio


def value_text(unit: str, numerator: int | None, denominator: int | None) -> str:
    """A percentage or a mean of days before rounding, to one decimal place; empty where there is none."""
    if numerator is None or not denominator:
        return ""
    tenths = round_ratio(numerator, denominator, 100 if unit == "percent" else 1, 1)
    return f"{tenths // 10}.{tenths % 10}"
