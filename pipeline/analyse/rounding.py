"""Exact integer rounding, ties up, and what a rounded number tells about the true one.

Source: Children looked after SFR footnotes and data guidance (England and regions to the nearest 10, local authorities
to 5 in SFR workbooks, percentages whole or to 1 decimal), confirmed on the published files (ties up in all of them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.foundation.numbers import IntArray

NONE_SUPPRESSED = -1
"""The largest count that is suppressed where small counts are shown all the same."""


def round_half_up(value: int, base: int) -> int:
    """Round `value` (0 or more) to the nearest multiple of `base`, a tie to the larger one."""
    return (2 * value + base) // (2 * base) * base


def round_signed(value: int, base: int) -> int:
    """Round a number that may be negative to the nearest multiple of `base`, a tie away from zero."""
    return round_half_up(value, base) if value >= 0 else -round_half_up(-value, base)


def round_ratio(numerator: int, denominator: int, scale: int, decimals: int) -> int:
    """Return scale x numerator / denominator in units of the last decimal, ties up, by integer arithmetic.

    Raises ZeroDivisionError when the denominator is 0: such a ratio is not applicable and has no number.
    """
    unit: int = 10**decimals
    return (2 * numerator * scale * unit + denominator) // (2 * denominator)


def shown_bounds(
    values: IntArray, bases: IntArray, smallest_suppressed: int, largest_suppressed: int | IntArray
) -> tuple[IntArray, IntArray]:
    """Return, for each shown value, the least and the largest true count that would be shown as the same number.

    Counts from `smallest_suppressed` to `largest_suppressed` (one for all, or one each) are never shown, which a reader
    knows: 10 can only be 6 to 14.
    """
    import numpy as np  # only bounds need it, and commands that round a number or two start without it

    shown = (2 * values + bases) // (2 * bases) * bases
    lower = np.maximum(shown - bases // 2, 0)
    upper = shown + (bases - 1) // 2
    lower = np.where(
        (lower >= smallest_suppressed) & (lower <= largest_suppressed) & (values > largest_suppressed),
        largest_suppressed + 1,
        lower,
    )
    upper = np.where(
        (upper >= smallest_suppressed) & (upper <= largest_suppressed) & (values < smallest_suppressed),
        smallest_suppressed - 1,
        upper,
    )
    return lower.astype(np.int64), upper.astype(np.int64)
