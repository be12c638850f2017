"""The data that suppression and audit share: keys of numbers, cells, statistics derived from them, what is shown.

Nothing here decides what may be shown. The suppressor and the audit have this module in common, and few others, which
the README lists, so that an error in one of them is seen by the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.foundation.stages import CheckFailed

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

ROUNDED = 1e-5
"""Furthest from a whole number that an amount of the solver counts as one."""

UNBOUNDED = 1 << 40
"""An upper bound that no count of children reaches: 'the attacker knows of no upper limit'."""


class DisclosureError(CheckFailed):
    """Disclosure control could not be carried out or did not succeed; nothing may be published."""


class NotAdditive(DisclosureError):
    """Numbers that should add up, or should be the same number, do not."""


class SolverFailed(DisclosureError):
    """The solver gave anything but an optimal answer; no conclusion may be drawn from it."""


class Level(IntEnum):
    """Geographic level of a cell."""

    LOCAL_AUTHORITY = 0
    REGIONAL = 1
    NATIONAL = 2


class Key(NamedTuple):
    """Names one number: the same key in several data sets, workbooks or releases is one unknown.

    `breakdown` is '' for the total, 'age_group=under_1', or several pairs in alphabetical order joined by ';'.
    `vintage` is '' for this release, and the earlier release's name for a number that has since been revised.
    """

    measure: str
    collection_year: int
    area_code: str
    breakdown: str
    vintage: str = ""

    def __str__(self) -> str:
        """Give the key as one line for messages."""
        parts = [self.measure, str(self.collection_year), self.area_code, self.breakdown or "total"]
        return " / ".join([*parts, self.vintage] if self.vintage else parts)


def breakdown_pairs(breakdown: str) -> tuple[tuple[str, str], ...]:
    """Split 'age_group=under_1;sex=male' into its (breakdown, category) pairs; '' has none."""
    return tuple((name, value) for name, _, value in (pair.partition("=") for pair in breakdown.split(";") if pair))


def breakdown_key(pairs: Iterable[tuple[str, str]]) -> str:
    """Join (breakdown, category) pairs in alphabetical order, the inverse of `breakdown_pairs`."""
    return ";".join(f"{name}={value}" for name, value in sorted(pairs))


@dataclass(frozen=True)
class Cells:
    """Unrounded counts of a release, one a key, in the order of the keys.

    `published` is False for a number that no data set shows but that an attacker may try to work out. `sensitive` is
    False where a small number tells nothing about a child (an estimate for a missing authority, an exempt data set).
    """

    keys: tuple[Key, ...]
    values: IntArray
    levels: IntArray
    published: BoolArray
    sensitive: BoolArray

    @staticmethod
    def of(rows: Iterable[tuple[Key, int, Level, bool, bool]]) -> Cells:
        """Collect (key, value, level, published, sensitive); a key given twice is one cell.

        Raises NotAdditive when a key is given with two different values or levels.
        """
        found: dict[Key, tuple[int, int, bool, bool]] = {}
        for key, value, level, published, sensitive in rows:
            if value < 0:
                raise NotAdditive(f"{key}: a count is below 0. Net quantities are differences, not cells.")
            old = found.get(key)
            if old is None:
                found[key] = (int(value), int(level), published, sensitive)
                continue
            if old[:2] != (int(value), int(level)):
                raise NotAdditive(f"{key}: two data sets hold different numbers under one key. Mend the cells models.")
            found[key] = (old[0], old[1], old[2] or published, old[3] or sensitive)
        keys = tuple(sorted(found))
        rest = [found[key] for key in keys]
        return Cells(
            keys,
            np.array([row[0] for row in rest], dtype=np.int64),
            np.array([row[1] for row in rest], dtype=np.int64),
            np.array([row[2] for row in rest], dtype=np.bool_),
            np.array([row[3] for row in rest], dtype=np.bool_),
        )


@dataclass(frozen=True)
class Ratio:
    """A published percentage, proportion or rate: scale x numerator / denominator, rounded to `decimals`, ties up.

    `numerator` and `denominator` are sums of cells, which may be of two measures. Without a denominator the number is
    divided by the public constant `known_denominator` (a population). A percentage has scale 100, a rate per 10,000 has
    scale 10,000. `is_exempt` where it is shown however small its numerator. It is also suppressed with the counts
    `beside` it, which files show in its place where it is worked out without some authorities of its area.
    """

    key: Key
    level: Level
    numerator: tuple[Key, ...]
    denominator: tuple[Key, ...] = ()
    known_denominator: int = 0
    scale: int = 100
    decimals: int = 0
    is_exempt: bool = False
    beside: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A published sum of cells less a sum of cells (net gain), rounded like a count of its level."""

    key: Key
    level: Level
    plus: tuple[Key, ...]
    minus: tuple[Key, ...]


@dataclass(frozen=True)
class Band:
    """The count of those whose whole number is from `least` to `greatest`; bands of calendar months may overlap."""

    count: Key
    least: int
    greatest: int = UNBOUNDED


@dataclass(frozen=True)
class Mean:
    """A published number of something other than people: days, points or incidents, or a mean of them.

    It is suppressed with the `count` of people it is of, and with the counts `beside` it. A mean (unlike a plain sum of
    amounts) is also suppressed when its count is too small a base, as a percentage is. `unshown` are those of the
    counts that no table shows. Where files show in which `bands` of the same amount the people are, it is suppressed
    too when it would tell more of them; `number` is `scale` times the mean as shown, a whole number, where it is known.
    """

    key: Key
    level: Level
    count: Key
    beside: tuple[Key, ...] = ()
    needs_base: bool = True
    unshown: frozenset[Key] = frozenset()
    bands: tuple[Band, ...] = ()
    scale: Fraction = Fraction(1)
    number: int | None = None


@dataclass(frozen=True)
class Quantile:
    """A published quantile: the smallest whole number that at least the share `at` of all do not exceed.

    The distribution is that of the people in `bands` (all of whom have a number), which are counts within `count`.
    `unshown` are those of these counts that no table shows. Source for what it tells: `quantiles`.
    """

    key: Key
    level: Level
    at: Fraction
    count: Key
    bands: tuple[Band, ...] = ()
    unshown: frozenset[Key] = frozenset()
    number: int | None = None


Derived = Ratio | Difference | Mean | Quantile


class Form(IntEnum):
    """How a number reaches the reader."""

    SHOWN = 0
    """Shown; the bounds say which true values round to what is shown (equal bounds: exact, 0 included)."""
    SUPPRESSED = 1
    """Replaced by a symbol (c or x)."""
    UNPUBLISHED = 2
    """In no table at all."""


@dataclass(frozen=True)
class PublishedView:
    """What a reader of one release sees, and nothing else: the only input of the audit besides the declared relations.

    `lower` and `upper` bound the true count of a SHOWN key. `ratios` holds each shown ratio as an integer in units of
    its last decimal (12.3 per cent: 123) with a marker that it is negligible (positive but rounded to 0);
    `differences` holds bounds, `quantiles` and `means` whole numbers. Those that are not listed are suppressed.
    `exempt` names the counts that may be shown though small, `nobody` those that no file shows and that readers take
    for 0, `may_be_none` the suppressed ones whose symbol may also stand for 0.
    """

    name: str
    keys: tuple[Key, ...]
    forms: IntArray
    lower: IntArray
    upper: IntArray
    ratios: dict[Key, tuple[int, bool]] = field(default_factory=dict)
    differences: dict[Key, tuple[int, int]] = field(default_factory=dict)
    quantiles: dict[Key, int] = field(default_factory=dict)
    exempt: frozenset[Key] = frozenset()
    nobody: frozenset[Key] = frozenset()
    means: dict[Key, int] = field(default_factory=dict)
    may_be_none: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Known:
    """What earlier releases showed: per unknown, bounds of the true count (0 and UNBOUNDED when nothing).

    ``derived`` are the keys, of earlier vintages, of the ratios and differences that they showed: none can be withheld
    any more, and what they did not show tells nobody anything.
    """

    lower: IntArray
    upper: IntArray
    release: tuple[str, ...]
    derived: frozenset[Key] = frozenset()


class Reason(IntEnum):
    """Why a number is suppressed."""

    PRIMARY = 1
    SECONDARY = 2
    FOLLOWS = 3
    """A ratio, difference or mean suppressed because of the counts it comes from."""
    FAMILY = 4
    """Hidden as the department hides it in a family of measures, and no small count."""


@dataclass(frozen=True)
class Structural:
    """A small number that no suppression lets an attacker see as anything from the least to the largest small count.

    `lower` and `upper` are bounds that the pattern guarantees to be possible; `reason` says why no more can be had. All
    three follow from the true count, and may be narrower than what readers find: they are not for publication.
    """

    key: Key
    lower: int
    upper: int
    reason: str


@dataclass(frozen=True)
class KnownToInsider:
    """A small number of another area that the authority `insider` is left less of than is asked: `lower` to `upper`."""

    key: Key
    insider: str
    lower: int
    upper: int


@dataclass(frozen=True)
class Pattern:
    """The outcome of suppression: for every suppressed key its reason, in the order of the keys.

    `protects` gives, for every number suppressed for another's sake, one that would be known too well if it alone were
    shown: a small one, or such as would look small. `insiders` lists what no suppression keeps from one authority.
    Neither is for publication.
    """

    suppressed: dict[Key, Reason]
    structural: tuple[Structural, ...]
    cost: float
    protects: dict[Key, Key] = field(default_factory=dict)
    insiders: tuple[KnownToInsider, ...] = ()

    def count(self, reason: Reason) -> int:
        """Return how many keys are suppressed for `reason`."""
        return sum(1 for other in self.suppressed.values() if other is reason)
