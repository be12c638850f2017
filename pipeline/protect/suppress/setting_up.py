"""Setting up suppression: the true counts, what is shown of them, and what derived numbers tell, as one problem."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.analyse.rounding import NONE_SUPPRESSED, shown_bounds
from pipeline.design.policy import Policy
from pipeline.foundation.numbers import UNBOUNDED, BoolArray, Cells, IntArray, Key, Known, Level, NotAdditive, Ratio
from pipeline.protect.relations import Kind, Relations, regions_of
from pipeline.protect.suppress.primary import Terms, derived_terms, follows, simple_terms, withheld
from pipeline.protect.suppress.problem import EXACT, REACH, SIMPLE, Problem

CellName = tuple[str, str]
"""A measure and a breakdown."""

Secret = Callable[[int], bytes]
"""What gives the key of a collection year, which nobody but the keeper of the returns can know."""


def no_secret(_: int) -> bytes:
    """The key of nobody: factors that anybody can work out, for counts that nobody has sent."""
    return b""


def gather(cells: Cells, relations: Relations) -> tuple[IntArray, IntArray, BoolArray, BoolArray]:
    """Return value, level, published and sensitive of every unknown. Raises NotAdditive if equal keys differ."""
    count = len(relations.keys)
    where = np.array([relations.unknown[key] for key in cells.keys], dtype=np.int64)
    values, levels = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    published, sensitive = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    values[where] = cells.values
    levels[where] = cells.levels
    np.logical_or.at(published, where, cells.published)
    np.logical_or.at(sensitive, where, cells.sensitive)
    wrong = np.flatnonzero(values[where] != cells.values)
    if len(wrong):
        raise NotAdditive(
            f"{cells.keys[int(wrong[0])]} should equal {relations.keys[int(where[wrong[0]])]}, and does not."
        )
    return values, levels, published, sensitive


RARE = 20
"""A category that no file shows is nothing to readers where it is empty, unless one place in so many has somebody."""


def nothing_to_readers(relations: Relations, values: IntArray, published: BoolArray) -> BoolArray:
    """Mark the numbers that no file shows, are 0, and that a reader may take for 0.

    Parts that are shown and add up to their whole everywhere, or nearly so, tell that what is not shown is nobody. A
    category that has somebody in one place of RARE, of the same year, is unknown to readers in every place.
    """
    names: dict[tuple[str, int, str, str], int] = {}
    category = np.array(
        [
            names.setdefault((key.measure, key.collection_year, key.breakdown, key.vintage), len(names))
            for key in relations.keys
        ],
        dtype=np.int64,
    )
    places = np.bincount(category)
    somebody = np.bincount(category, weights=values > 0)
    return np.asarray(~published & (values == 0) & (somebody * RARE < places)[category], dtype=np.bool_)


def secret_factors(keys: Sequence[Key], wanted: BoolArray, secret: Secret) -> np.ndarray:
    """Return a factor from 1 to 2 for the cost of each of `wanted`, which only the keeper of `secret` can work out.

    Were the choice of second cells determined by what is public, a reader could try every table that agrees with what
    is shown and drop those for which other cells would have been chosen. The same secret gives the same factors.
    """
    factors = np.ones(len(keys))
    of_year = {year: secret(year)[:64] for year in sorted({key.collection_year for key in keys})}
    for at in np.flatnonzero(wanted).tolist():
        digest = hashlib.blake2b(str(keys[at]).encode(), key=of_year[keys[at].collection_year], digest_size=4).digest()
        factors[at] += int.from_bytes(digest, "big") / 2**32
    return factors


def set_up(
    relations: Relations,
    values: IntArray,
    levels: IntArray,
    published: BoolArray,
    sensitive: BoolArray,
    primary: BoolArray,
    policy: Policy,
    known: Known | None,
    headlines: Collection[CellName],
    secret: Secret,
    insiders: Collection[str] | None,
) -> tuple[Problem, Telling]:
    """Write a release down as one problem, its small published counts suppressed, and say what derived numbers tell.

    `headlines` are the (measure, breakdown) whose numbers are suppressed last, the smallest first; `secret` is what the
    factors of costs are made from, see secret_factors. `insiders` are the codes of authorities; None means all areas of
    that level.
    """
    count = len(values)
    largest_suppressed = np.where(sensitive, policy.threshold, NONE_SUPPRESSED)
    low, high = shown_bounds(values, np.array(policy.bases)[levels], policy.smallest_suppressed, largest_suppressed)
    # What no file shows and nobody is in is nothing to a reader: shown parts that add up say so.
    nobody = nothing_to_readers(relations, values, published)
    low, high = np.where(published, low, 0), np.where(published, high, np.where(nobody, 0, UNBOUNDED))
    suppressed_low = np.where(published, policy.smallest_suppressed, 0)
    suppressed_high = np.full(count, UNBOUNDED if policy.secondary else policy.threshold, dtype=np.int64)
    if known is not None:
        low, high = np.maximum(low, known.lower), np.minimum(high, known.upper)
        suppressed_low, suppressed_high = (
            np.maximum(suppressed_low, known.lower),
            np.minimum(suppressed_high, known.upper),
        )
    # What is shown though small may be suppressed for another's sake.
    may_suppress = (
        published
        & policy.secondary
        & ~primary
        & (suppressed_low < suppressed_high)
        & (values >= policy.smallest_suppressed)
    )
    kept_back = withheld(values, published, primary & published, policy)
    told = _telling(relations, values, policy, kept_back, known, low, high, may_suppress)
    rows = [*told.before, *told.rows]
    held_by = np.zeros(count, dtype=np.int64)
    for below in told.denominators:
        held_by[below] += 1
    starts = np.concatenate([relations.starts[:-1], relations.starts[-1] + np.cumsum([0] + [len(r[0]) for r in rows])])
    is_total = _totals(relations, published)
    is_headline = np.array([(key.measure, key.breakdown) in headlines for key in relations.keys], dtype=np.bool_)
    weight = np.array([policy.costs.of_level(level) for level in range(3)])[levels]
    weight *= np.where(is_total, policy.costs.total, 1.0) * secret_factors(relations.keys, may_suppress, secret)
    cost = np.where(
        is_headline, policy.costs.headline * (1 + values), weight * (policy.costs.size + np.log2(1 + values))
    )
    area = np.unique([key.area_code for key in relations.keys], return_inverse=True)[1]
    return Problem(
        values=values,
        levels=levels,
        cost=cost,
        is_total=is_total,
        is_grand=np.array([not key.breakdown for key in relations.keys], dtype=np.bool_),
        last_resort=is_headline | (levels == Level.NATIONAL),
        of_insider=levels == Level.LOCAL_AUTHORITY
        if insiders is None
        else np.array([key.area_code in insiders for key in relations.keys], dtype=np.bool_),
        areas=area.astype(np.int64),
        regions=regions_of(relations, levels, area),
        shown_lower=np.clip(low - values, -REACH, 0),
        shown_upper=np.clip(high - values, 0, REACH),
        suppressed_lower=np.clip(suppressed_low - values, -REACH, 0),
        suppressed_upper=np.clip(suppressed_high - values, 0, REACH),
        may_suppress=may_suppress,
        watched=~published & sensitive,
        suppressed=primary & published,
        target_lower=np.where(primary, policy.smallest_suppressed, values),
        target_upper=np.where(primary, policy.threshold, values),
        starts=starts.astype(np.int64),
        columns=np.concatenate([relations.columns, *(np.array(r[0], dtype=np.int64) for r in rows)]),
        coefficients=np.concatenate([relations.coefficients, *(np.array(r[1], dtype=np.int64) for r in rows)]),
        row_lower=np.concatenate([relations.lower, np.array([r[2] for r in rows], dtype=np.int64)]),
        row_upper=np.concatenate([relations.upper, np.array([r[3] for r in rows], dtype=np.int64)]),
        kinds=np.concatenate(
            [
                relations.kinds,
                np.full(len(told.before), Kind.CONTAINED, dtype=np.int64),
                np.array(told.kinds, dtype=np.int64),
            ]
        ),
        item=np.concatenate(
            [
                np.full(relations.row_count + len(told.before), -1, dtype=np.int64),
                np.array(told.item_of_row, dtype=np.int64),
            ]
        ),
        held_by=held_by,
    ), told


def _totals(relations: Relations, published: BoolArray) -> BoolArray:
    """Mark the cells that are the sum of other cells of their area of which some are published."""
    found = np.zeros(len(published), dtype=np.bool_)
    row = np.repeat(np.arange(relations.row_count), np.diff(relations.starts))
    part = (relations.coefficients < 0) & published[relations.columns] & (relations.kinds == Kind.CATEGORY)[row]
    found[relations.columns[relations.starts[np.unique(row[part])]]] = True
    return found


@dataclass
class Telling:
    """The derived numbers that tell more of their counts than is shown: their rows, and which number each row is of.

    ``before`` are the rows of those that an earlier release showed: they hold whatever is suppressed, like a relation.
    """

    before: list[tuple[IntArray, IntArray, int, int]]
    rows: list[tuple[IntArray, IntArray, int, int]]
    kinds: list[int]
    item_of_row: list[int]
    items: list[int]
    denominators: list[IntArray]


def _telling(
    relations: Relations,
    values: IntArray,
    policy: Policy,
    suppressed: BoolArray,
    known: Known | None,
    low: IntArray,
    high: IntArray,
    may_suppress: BoolArray,
) -> Telling:
    found = Telling([], [], [], [], [], [])
    shown_before = known.derived if known else frozenset[Key]()
    least_before, most_before = low, high
    if known is not None:
        # What is shown now may be suppressed yet, and what was printed of it before is known all the same.
        least_before, most_before = np.where(may_suppress, known.lower, low), np.where(may_suppress, known.upper, high)
    for index, one in enumerate(relations.derived):
        is_before = bool(one.key.vintage)
        if one.key not in shown_before if is_before else follows(relations, values, suppressed, policy, one):
            continue
        exact = [_columns(relations, *terms) for terms in derived_terms(relations, values, policy, one)]
        bounds = (least_before, most_before) if is_before else (low, high)
        if not any(_tells(columns, coefficients, row, *bounds) for columns, coefficients, *row in exact):
            continue
        if is_before:
            found.before += exact
            continue
        simple = [_columns(relations, *terms) for terms in simple_terms(relations, values, policy, one)]
        found.rows += exact + simple
        found.kinds += [EXACT] * len(exact) + [SIMPLE] * len(simple)
        found.item_of_row += [len(found.items)] * (len(exact) + len(simple))
        found.items.append(index)
        below = one.denominator if isinstance(one, Ratio) else ()
        denominators = sorted({relations.unknown[key] for key in below if key in relations.unknown})
        found.denominators.append(np.array(denominators, dtype=np.int64))
    return found


def _tells(columns: IntArray, coefficients: IntArray, row: Sequence[int], low: IntArray, high: IntArray) -> bool:
    """Whether a row of what a derived number says rules out any of the counts that lie within the bounds."""
    floor = int((coefficients * np.where(coefficients > 0, low[columns], high[columns])).sum())
    ceiling = int((coefficients * np.where(coefficients > 0, high[columns], low[columns])).sum())
    return floor < row[0] or ceiling > row[1]


def _columns(relations: Relations, terms: Terms, low: int, high: int) -> tuple[IntArray, IntArray, int, int]:
    inside = [(relations.unknown[key], coefficient) for key, coefficient in terms if key in relations.unknown]
    columns = np.array([column for column, _ in inside], dtype=np.int64)
    return columns, np.array([coefficient for _, coefficient in inside], dtype=np.int64), low, high
