"""The published side of a release made from its true counts and a pattern: what a reader will see, for the audit.

`sfr audit` makes the same view from the files in publish/ instead; the two must agree.
"""

from __future__ import annotations

import numpy as np

from pipeline.analyse.rounding import NONE_SUPPRESSED, round_ratio, shown_bounds
from pipeline.design.policy import Policy
from pipeline.foundation.numbers import UNBOUNDED, Cells, Difference, Form, Key, Mean, Pattern, PublishedView, Quantile
from pipeline.protect.relations import Relations
from pipeline.protect.suppress.primary import difference_bounds, value_of
from pipeline.protect.suppress.setting_up import gather, nothing_to_readers


def published_view(name: str, cells: Cells, relations: Relations, policy: Policy, pattern: Pattern) -> PublishedView:
    """Return what a release shows when `pattern` is applied: rounded counts as bounds, ratios, differences, symbols."""
    bases = np.array(policy.bases)[cells.levels]
    largest_suppressed = np.where(cells.sensitive, policy.threshold, NONE_SUPPRESSED)
    low, high = shown_bounds(cells.values, bases, policy.smallest_suppressed, largest_suppressed)
    suppressed = np.array([key in pattern.suppressed for key in cells.keys], dtype=np.bool_)
    forms = np.where(
        ~cells.published, int(Form.UNPUBLISHED), np.where(suppressed, int(Form.SUPPRESSED), int(Form.SHOWN))
    )
    seen = forms == Form.SHOWN
    values, _, published, _ = gather(cells, relations)
    nobody = nothing_to_readers(relations, values, published)
    exempt = frozenset(key for key, sensitive in zip(cells.keys, cells.sensitive, strict=True) if not sensitive)
    ratios: dict[Key, tuple[int, bool]] = {}
    differences: dict[Key, tuple[int, int]] = {}
    quantiles: dict[Key, int] = {}
    means: dict[Key, int] = {}
    for one in relations.derived:
        if one.key in pattern.suppressed:
            continue
        if isinstance(one, Mean):
            if one.number is not None:
                means[one.key] = one.number
            continue
        if isinstance(one, Quantile):
            if one.number is not None:
                quantiles[one.key] = one.number
            continue
        if isinstance(one, Difference):
            true = value_of(relations, values, one.plus) - value_of(relations, values, one.minus)
            differences[one.key] = difference_bounds(true, policy.base(one.level))
            continue
        top = value_of(relations, values, one.numerator)
        bottom = value_of(relations, values, one.denominator) if one.denominator else one.known_denominator
        if bottom:
            shown = round_ratio(top, bottom, one.scale, one.decimals)
            ratios[one.key] = (shown, shown == 0 and top > 0)
    return PublishedView(
        name,
        cells.keys,
        forms,
        np.where(seen, low, 0),
        np.where(seen, high, UNBOUNDED),
        ratios,
        differences,
        quantiles,
        exempt,
        frozenset(key for key in cells.keys if nobody[relations.unknown[key]]),
        means,
    )
