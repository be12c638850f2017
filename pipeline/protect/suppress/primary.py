"""Primary suppression: which counts are suppressed for their own sake, and which derived numbers because of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.analyse.rounding import round_ratio, round_signed, shown_bounds
from pipeline.design.policy import Policy
from pipeline.foundation.numbers import UNBOUNDED, BoolArray, Derived, Difference, IntArray, Key, Mean, Quantile, Ratio
from pipeline.protect.relations import Relations
from pipeline.protect.suppress.quantiles import follows_from_bands


def small(values: IntArray, published: BoolArray, sensitive: BoolArray, policy: Policy) -> BoolArray:
    """Return which counts are small: sensitive, from 1 (or 0 where zeros are suppressed) to the threshold.

    A number that no file shows is sensitive where a reader can name it; 0 among those harms nobody.
    """
    mask = sensitive & (values >= policy.smallest_suppressed) & (values <= policy.threshold)
    return np.asarray(mask & (published | (values > 0)), dtype=np.bool_)


def withheld(values: IntArray, published: BoolArray, suppressed: BoolArray, policy: Policy) -> BoolArray:
    """Return the counts that derived numbers must not give away: suppressed ones, and small unshown ones."""
    unshown = ~published & (values >= policy.smallest_suppressed) & (values > 0) & (values <= policy.threshold)
    return np.asarray(suppressed | unshown, dtype=np.bool_)


def value_of(relations: Relations, values: IntArray, keys: Iterable[Key]) -> int:
    """Return the sum of the counts of `keys`; a key that is no unknown counts as 0."""
    return sum(int(values[relations.unknown[key]]) for key in keys if key in relations.unknown)


def follows(relations: Relations, values: IntArray, suppressed: BoolArray, policy: Policy, one: Derived) -> bool:
    """Return whether a derived number must be suppressed because of the counts that it comes from.

    A ratio follows its numerator and denominator, and is suppressed, unless by policy it follows nothing else, when
    either is too small to show (0 per cent of a large group may be shown) or when the rest of the group is small. A
    difference follows its counts, a mean also the size of its base. A quantile is shown only where it follows from the
    bands shown beside it, and so is a mean beside bands of which some are suppressed.
    """

    def is_suppressed(keys: Iterable[Key]) -> bool:
        return any(key in relations.unknown and bool(suppressed[relations.unknown[key]]) for key in keys)

    if isinstance(one, Mean):
        return (
            is_suppressed([one.count, *one.beside])
            or _has_small_base(relations, values, policy, one)
            or (
                is_suppressed(band.count for band in one.bands)
                and not _tells_nothing(relations, values, suppressed, policy, one)
            )
        )
    if isinstance(one, Quantile):
        return is_suppressed([one.count]) or not _tells_nothing(relations, values, suppressed, policy, one)
    if isinstance(one, Difference):
        return is_suppressed(one.plus) or is_suppressed(one.minus)
    numerator = value_of(relations, values, one.numerator)
    if is_suppressed((*one.numerator, *one.denominator, *one.beside)):
        return True
    if policy.percentages_follow_counts:
        return False
    if 0 < numerator <= policy.numerator_minimum and not one.is_exempt:
        return True
    if not one.denominator:
        return False
    denominator = value_of(relations, values, one.denominator)
    if denominator <= policy.denominator_minimum:
        return True
    return policy.hide_complement and 0 < denominator - numerator <= policy.threshold


def _bounds_of(value: int, level: int, policy: Policy) -> tuple[int, int]:
    """The least and the largest count that would be shown as `value` is."""
    low, high = shown_bounds(
        np.array([value]), np.array([policy.base(level)]), policy.smallest_suppressed, policy.threshold
    )
    return int(low[0]), int(high[0])


def _has_small_base(relations: Relations, values: IntArray, policy: Policy, one: Mean) -> bool:
    """Whether the people behind an amount are too few; of shown counts as a reader sees them, so that it tells nothing.

    Counts that no table shows are too few when they are small. Where there is nobody, there is nothing to suppress.
    """
    for key in (one.count, *one.beside):
        value = value_of(relations, values, [key])
        least = value if key in one.unshown else _bounds_of(value, one.level, policy)[0]
        if 0 < value <= policy.threshold or (one.needs_base and value > 0 and least <= policy.denominator_minimum):
            return True
    return False


def _tells_nothing(
    relations: Relations, values: IntArray, suppressed: BoolArray, policy: Policy, one: Quantile | Mean
) -> bool:
    """Whether a quantile or mean follows from the bands that are shown, which for a quantile hold enough people."""

    def bounds(key: Key) -> tuple[int, int] | None:
        if key in one.unshown or suppressed[relations.unknown[key]]:
            return None
        return _bounds_of(value_of(relations, values, [key]), one.level, policy)

    if one.number is None:
        return True
    if isinstance(one, Mean):
        return follows_from_bands(one, one.number, bounds)
    seen = [found for key in ([band.count for band in one.bands] or [one.count]) if (found := bounds(key)) is not None]
    if sum(least for least, _ in seen) <= policy.denominator_minimum:
        return False
    return not one.bands or follows_from_bands(one, one.number, bounds)


Terms = tuple[tuple[Key, int], ...]


def derived_terms(relations: Relations, values: IntArray, policy: Policy, one: Derived) -> list[tuple[Terms, int, int]]:
    """Return what a shown derived number tells of its counts: rows (terms, lower, upper) with whole coefficients."""
    if isinstance(one, Mean | Quantile):
        return []
    if isinstance(one, Difference):
        true = value_of(relations, values, one.plus) - value_of(relations, values, one.minus)
        low, high = difference_bounds(true, policy.base(one.level))
        return [(_terms((one.plus, 1), (one.minus, -1)), low, high)]
    numerator = value_of(relations, values, one.numerator)
    denominator = value_of(relations, values, one.denominator) if one.denominator else one.known_denominator
    if not denominator:
        return []
    shown = round_ratio(numerator, denominator, one.scale, one.decimals)
    unit = 2 * one.scale * 10**one.decimals
    if not one.denominator:
        middle = 2 * shown * denominator
        return [(_terms((one.numerator, unit)), middle - denominator, middle + denominator)]
    return [
        (_terms((one.numerator, unit), (one.denominator, 1 - 2 * shown)), 0, UNBOUNDED),
        (_terms((one.numerator, unit), (one.denominator, -1 - 2 * shown)), -UNBOUNDED, 0),
    ]


def simple_terms(relations: Relations, values: IntArray, policy: Policy, one: Derived) -> list[tuple[Terms, int, int]]:
    """Return the same as bounds of the numerator alone, which hold while the denominator keeps its true count."""
    if not isinstance(one, Ratio):
        return derived_terms(relations, values, policy, one)
    numerator = value_of(relations, values, one.numerator)
    denominator = value_of(relations, values, one.denominator) if one.denominator else one.known_denominator
    shown = round_ratio(numerator, denominator, one.scale, one.decimals)
    unit = 2 * one.scale * 10**one.decimals
    low, high = -(-(2 * shown - 1) * denominator // unit), (2 * shown + 1) * denominator // unit
    return [(_terms((one.numerator, 1)), low, high)]


def difference_bounds(true: int, base: int) -> tuple[int, int]:
    """Return the least and largest difference that is shown as the same rounded number as `true`."""
    shown = round_signed(true, base)
    if not shown:
        return -((base - 1) // 2), (base - 1) // 2
    low, high = abs(shown) - base // 2, abs(shown) + (base - 1) // 2
    return (low, high) if shown > 0 else (-high, -low)


def _terms(*sums: tuple[Iterable[Key], int]) -> Terms:
    total: dict[Key, int] = {}
    for keys, coefficient in sums:
        for key in keys:
            total[key] = total.get(key, 0) + coefficient
    return tuple(sorted((key, value) for key, value in total.items() if value))
