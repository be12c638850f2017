"""Which numbers are hidden for their own sake, and which derived numbers because of the counts behind them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.disclosure.model import UNBOUNDED, BoolArray, Derived, Difference, IntArray, Key, Mean, Ratio
from pipeline.disclosure.policy import Policy
from pipeline.disclosure.relations import Relations
from pipeline.disclosure.rounding import round_ratio, round_signed


def small(values: IntArray, published: BoolArray, sensitive: BoolArray, policy: Policy) -> BoolArray:
    """Return which counts are small: sensitive, from 1 (or 0 where zeros are hidden) to the threshold.

    Numbers that no table shows are small too when the policy protects them; 0 among them harms nobody.
    """
    mask = sensitive & (values >= policy.smallest_hidden) & (values <= policy.threshold)
    unpublished = policy.protect_unpublished & (values > 0)
    return np.asarray(mask & (published | unpublished), dtype=np.bool_)


def value_of(relations: Relations, values: IntArray, keys: Iterable[Key]) -> int:
    """Return the sum of the counts of `keys`; a key that is no unknown counts as 0."""
    return sum(int(values[relations.unknown[key]]) for key in keys if key in relations.unknown)


def follows(relations: Relations, values: IntArray, hidden: BoolArray, policy: Policy, one: Derived) -> bool:
    """Return whether a derived number must be hidden because of the counts that it comes from.

    A ratio follows its numerator and denominator, and is hidden when either is too small to show (0 per cent of a large
    group may be shown) or, by policy, when the rest of the group is small. A difference and a mean
    follow the counts that they come from.
    """

    def is_hidden(keys: Iterable[Key]) -> bool:
        return any(key in relations.unknown and bool(hidden[relations.unknown[key]]) for key in keys)

    if isinstance(one, Mean):
        return is_hidden([one.count]) or value_of(relations, values, [one.count]) == 0
    if isinstance(one, Difference):
        return is_hidden(one.plus) or is_hidden(one.minus)
    numerator = value_of(relations, values, one.numerator)
    if is_hidden(one.numerator) or is_hidden(one.denominator):
        return True
    if 0 < numerator <= policy.numerator_minimum:
        return True
    if not one.denominator:
        return False
    denominator = value_of(relations, values, one.denominator)
    if denominator <= policy.denominator_minimum:
        return True
    return policy.hide_complement and 0 < denominator - numerator <= policy.threshold


Terms = tuple[tuple[Key, int], ...]


def derived_terms(relations: Relations, values: IntArray, policy: Policy, one: Derived) -> list[tuple[Terms, int, int]]:
    """Return what a shown derived number tells of its counts: rows (terms, lower, upper) with whole coefficients."""
    if isinstance(one, Mean):
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
