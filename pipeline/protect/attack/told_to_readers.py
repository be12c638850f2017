"""All that a reader has of a release, written down: bounds of every count, and a row for every relation shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.design.policy import Policy
from pipeline.foundation.numbers import (
    UNBOUNDED,
    BoolArray,
    Difference,
    DisclosureError,
    Form,
    Key,
    Mean,
    PublishedView,
    Quantile,
    Ratio,
)
from pipeline.protect.attack.attack import System
from pipeline.protect.history import exempt_together
from pipeline.protect.relations import Relations


@dataclass(frozen=True)
class Attacker:
    """What the reader is taken to know of the rules: all of them, as they are published with the release."""

    threshold: int
    smallest_suppressed: int
    minimum_width: int
    largest_suppressed: int = UNBOUNDED

    @staticmethod
    def of(policy: Policy) -> Attacker:
        """Return the attacker that a policy is published to."""
        largest = UNBOUNDED if policy.secondary else policy.threshold
        return Attacker(policy.threshold, policy.smallest_suppressed, policy.minimum_width, largest)


def system_of(
    view: PublishedView, relations: Relations, attacker: Attacker, earlier: tuple[PublishedView, ...]
) -> tuple[System, BoolArray, BoolArray, BoolArray]:
    """Write down all that the reader knows: bounds of every unknown, a row for every relation and derived number."""
    count = len(relations.keys)
    lower, upper = np.zeros(count, dtype=np.int64), np.full(count, UNBOUNDED, dtype=np.int64)
    suppressed, shown = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    exempt = np.zeros(count, dtype=np.bool_)
    shown_now = {view.keys[at] for at in np.flatnonzero(view.forms != Form.UNPUBLISHED).tolist()}
    together = exempt_together(view.keys, shown_now, view.exempt, earlier)
    exempt[[relations.unknown[key] for key in sorted(together) if key in relations.unknown]] = True
    rows: list[tuple[dict[int, int], int, int]] = []
    for one in (view, *earlier):
        where = np.array([relations.unknown.get(key, -1) for key in one.keys], dtype=np.int64)
        if (where < 0).any():
            missing = one.keys[int(np.flatnonzero(where < 0)[0])]
            raise DisclosureError(
                f"{one.name}: {missing} is in no declared relation. Build the relations from its keys too."
            )
        visible, symbol = one.forms == Form.SHOWN, one.forms == Form.SUPPRESSED
        np.maximum.at(lower, where[visible], one.lower[visible])
        np.minimum.at(upper, where[visible], one.upper[visible])
        upper[[relations.unknown[key] for key in sorted(one.nobody)]] = 0
        some = symbol & np.array([key not in one.may_be_none for key in one.keys], dtype=np.bool_)
        np.maximum.at(lower, where[some], attacker.smallest_suppressed)
        np.minimum.at(upper, where[symbol], attacker.largest_suppressed)
        suppressed[where[symbol]] = True
        shown[where[visible]] = True
        rows += _derived_rows(one, relations)
    if (lower > upper).any():
        key = relations.keys[int(np.flatnonzero(lower > upper)[0])]
        raise DisclosureError(f"{key}: published numbers contradict one another. Check what the data sets show for it.")
    telling = [row for row in rows if any(lower[column] < upper[column] for column in row[0])]
    starts = np.concatenate([relations.starts, relations.starts[-1] + np.cumsum([len(row[0]) for row in telling])])
    return (
        System(
            lower,
            upper,
            starts.astype(np.int64),
            np.concatenate([relations.columns, np.array([c for row in telling for c in row[0]], dtype=np.int64)]),
            np.concatenate(
                [relations.coefficients, np.array([a for row in telling for a in row[0].values()], np.int64)]
            ),
            np.concatenate([relations.lower, np.array([row[1] for row in telling], dtype=np.int64)]),
            np.concatenate([relations.upper, np.array([row[2] for row in telling], dtype=np.int64)]),
        ),
        suppressed,
        ~suppressed & ~shown & ~exempt,
        exempt,
    )


def _derived_rows(view: PublishedView, relations: Relations) -> list[tuple[dict[int, int], int, int]]:
    rows = []
    for one in relations.derived:
        if isinstance(one, Ratio) and one.key in view.ratios:
            shown, _ = view.ratios[one.key]
            unit = 2 * one.scale * 10**one.decimals
            top = [(key, unit) for key in one.numerator]
            if one.denominator:
                rows.append((_sum(relations, top + [(key, 1 - 2 * shown) for key in one.denominator]), 0, UNBOUNDED))
                rows.append((_sum(relations, top + [(key, -1 - 2 * shown) for key in one.denominator]), -UNBOUNDED, 0))
            else:
                people = one.known_denominator
                rows.append((_sum(relations, top), (2 * shown - 1) * people, (2 * shown + 1) * people))
        elif isinstance(one, Difference) and one.key in view.differences:
            low, high = view.differences[one.key]
            rows.append((_sum(relations, [(key, 1) for key in one.plus] + [(key, -1) for key in one.minus]), low, high))
        elif isinstance(one, Quantile) and one.key in view.quantiles:
            rows += _quantile_rows(relations, one, view.quantiles[one.key])
        elif isinstance(one, Mean) and one.key in view.means:
            rows += _mean_rows(relations, one, view.means[one.key])
    return [row for row in rows if row[0]]


def _quantile_rows(relations: Relations, one: Quantile, number: int) -> list[tuple[dict[int, int], int, int]]:
    """At least the share of all have the number or less, and less than the share have less than it."""
    part, of = one.at.numerator, one.at.denominator
    everybody = [(band.count, -part) for band in one.bands]
    up_to = [(band.count, of) for band in one.bands if band.least <= number]
    below = [(band.count, of) for band in one.bands if band.greatest < number]
    return [
        (_sum(relations, up_to + everybody), 0, UNBOUNDED),
        (_sum(relations, below + everybody), -UNBOUNDED, -1),
    ]


def _mean_rows(relations: Relations, one: Mean, number: int) -> list[tuple[dict[int, int], int, int]]:
    """What all have together is at least the least of their bands added up, and at most the greatest."""
    twice, unit = 2 * one.scale.numerator, one.scale.denominator
    at_least = [(band.count, twice * band.least - unit * (2 * number + 1)) for band in one.bands]
    at_most = [(band.count, twice * band.greatest - unit * (2 * number - 1)) for band in one.bands]
    return [(_sum(relations, at_least), -UNBOUNDED, -1), (_sum(relations, at_most), 0, UNBOUNDED)]


def _sum(relations: Relations, terms: list[tuple[Key, int]]) -> dict[int, int]:
    total: dict[int, int] = {}
    for key, coefficient in terms:
        if key in relations.unknown:
            column = relations.unknown[key]
            total[column] = total.get(column, 0) + coefficient
    return {column: coefficient for column, coefficient in total.items() if coefficient}
