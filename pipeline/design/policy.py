"""The rules of one edition of a release: what is small, how it is rounded, what protection a small number gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from pipeline.foundation.numbers import Level, breakdown_pairs

ALWAYS = 9999  # last edition of what has no end yet
ANY = "*"  # every category, or every cell


def covers_key(pattern: str, key: str) -> bool:
    """Return whether a key is one of a pattern, where `*` stands for every category and, alone, for every cell."""
    given, wanted = dict(breakdown_pairs(key)), dict(breakdown_pairs(pattern))
    return pattern == ANY or (
        given.keys() == wanted.keys() and all(wanted[name] in (ANY, given[name]) for name in wanted)
    )


@dataclass(frozen=True)
class Exemption:
    """Figures that disclosure control leaves alone, as the published files do: why, and on whose authority.

    Those of a `measure`, or of its cell `key`, where `*` stands for every category of a breakdown and alone for every
    cell; at one `level` or (empty) at all; of one `statistic` or of every one. An exemption of a statistic without a
    measure says how that statistic is treated, and exempts no figure.
    """

    measure: str = ""
    key: str = ANY
    statistic: str = ""
    level: str = ""
    reason: str = ""
    authority: str = ""
    first_edition: int = 0
    last_edition: int = ALWAYS

    def covers(self, statistic: str, measure: str, key: str, level: Level) -> bool:
        """Return whether a figure is shown whatever its size."""
        if self.measure != measure or self.statistic not in ("", statistic):
            return False
        if self.level not in ("", level.name.lower()):
            return False
        return covers_key(self.key, key)


@dataclass(frozen=True)
class Nameless:
    """Numbers that no file shows and that need no protection: whoever works one out cannot say whom it counts.

    Those of a `measure` or (empty) of every one, in its cells `key`, where `*` stands for every category of a breakdown
    and alone for every cell, or in every `category` of that name, where `*` stands for any letters. All other numbers
    that a shown total leaves beside its shown parts are protected like those that files show.
    """

    measure: str = ""
    key: str = ANY
    category: str = ""
    reason: str = ""
    authority: str = ""
    first_edition: int = 0
    last_edition: int = ALWAYS

    def covers(self, measure: str, key: str) -> bool:
        """Whether a cell is one of these numbers."""
        if self.measure not in ("", measure) or not covers_key(self.key, key):
            return False
        return not self.category or any(fnmatchcase(name, self.category) for _, name in breakdown_pairs(key))


@dataclass(frozen=True)
class Family:
    """What is hidden of authorities beyond small counts, in the cells `key` of a `measure` and what they are shares of.

    Percentages of fewer than `least_base` people, with `counts` the numbers that they show too; with `zeros` also 0 of
    a base that is not 0, and its percentage. It has its authority. None of it protects anybody: what is hidden so is
    taken to be known where small counts are protected.
    """

    measure: str
    key: str
    least_base: int = 0
    counts: bool = False
    zeros: bool = False
    authority: str = ""
    first_edition: int = 0
    last_edition: int = ALWAYS

    def covers(self, measure: str, key: str) -> bool:
        """Whether a cell is one of the family."""
        return self.measure == measure and covers_key(self.key, key)


def protects(
    exempt: Iterable[Exemption], nameless: Iterable[Nameless], measure: str, key: str, level: Level, is_shown: bool
) -> bool:
    """Return whether a small count may not be known: one that a file shows, or one that a reader can name."""
    if any(one.covers("count", measure, key, level) for one in exempt):
        return False
    return is_shown or not any(one.covers(measure, key) for one in nameless)


def hides_zeros(families: Iterable[Family], measure: str, key: str, level: Level) -> bool:
    """Return whether the symbol of a suppressed count of a level may stand for 0 too."""
    return level is Level.LOCAL_AUTHORITY and any(one.zeros and one.covers(measure, key) for one in families)


@dataclass(frozen=True)
class Costs:
    """What suppressing n costs: weight of its level, times `total` if a sum of others, times size + log2(1 + n).

    `headline` takes the place of `total` for the number of all, over every breakdown; `size` is what any number costs
    before its own size counts: the higher, the fewer numbers are suppressed and the larger they may be.
    """

    local_authority: float
    regional: float
    national: float
    total: float
    headline: float
    size: float

    def of_level(self, level: int) -> float:
        """Return the weight of a level."""
        return (self.local_authority, self.regional, self.national)[level]


@dataclass(frozen=True)
class Policy:
    """Disclosure rules of one edition.

    Counts from 1 (0 when zeros are suppressed too) to `threshold` are small. A reader must be left with an interval for
    each of them, of at least `minimum_width` between its least and its largest value.
    `percentages_follow_counts` True means that no percentage or rate is suppressed but for a count behind it, whatever
    its size. `percentage_decimals_of` are measures whose percentages have other decimal places. `secondary` False means
    that nothing but small counts is suppressed, which a reader knows. `families` are hidden beside small counts.
    """

    edition: str
    threshold: int
    zeros_visible: bool
    secondary: bool
    minimum_width: int
    rounding_local_authority: int
    rounding_regional: int
    rounding_national: int
    percentage_decimals: int
    percentage_ties: str
    numerator_minimum: int
    denominator_minimum: int
    percentages_follow_counts: bool
    hide_complement: bool
    costs: Costs
    exempt: tuple[Exemption, ...]
    nameless: tuple[Nameless, ...]
    authority: tuple[tuple[str, str], ...]
    first_edition: int
    last_edition: int
    files: str = "all"
    percentage_decimals_of: tuple[tuple[str, int], ...] = ()
    families: tuple[Family, ...] = ()

    @property
    def shows_small_counts(self) -> bool:
        """Whether no count is small: nothing is suppressed, and there is nothing to attack."""
        return self.threshold == 0 and self.zeros_visible

    @property
    def insider_width(self) -> int:
        """Least width that an authority may be left of another area's small count; 0 where insiders are not asked.

        Where sums over areas are unrounded it subtracts its own count, and is held to what all readers are held to;
        where they are rounded, nothing may be exact.
        """
        if not self.secondary:
            return 0
        is_unrounded = 1 in (self.rounding_regional, self.rounding_national)
        return self.minimum_width if is_unrounded else 1

    def decimals_of_percentages(self, measure: str) -> int:
        """The decimal places of percentages of a measure: its own where it has others than most."""
        return dict(self.percentage_decimals_of).get(measure, self.percentage_decimals)

    @property
    def smallest_suppressed(self) -> int:
        """The least count that is small: 1 where zeros are shown, else 0."""
        return 1 if self.zeros_visible else 0

    def exempts(self, statistic: str, measure: str, key: str, level: Level) -> bool:
        """Return whether a figure is shown whatever its size."""
        return any(one.covers(statistic, measure, key, level) for one in self.exempt)

    def protects(self, measure: str, key: str, level: Level, is_shown: bool) -> bool:
        """Return whether a small count may not be known: one that a file shows, or one that a reader can name."""
        return protects(self.exempt, self.nameless, measure, key, level, is_shown)

    def base(self, level: int) -> int:
        """Return the rounding base of a level; 1 is unrounded."""
        return (self.rounding_local_authority, self.rounding_regional, self.rounding_national)[Level(level)]

    @property
    def bases(self) -> tuple[int, int, int]:
        """Rounding bases in the order of Level."""
        return (self.rounding_local_authority, self.rounding_regional, self.rounding_national)


@dataclass(frozen=True)
class EditionPolicies:
    """The rules of one edition: its data sets and its tables may round differently, and are otherwise alike."""

    data_sets: Policy
    tables: Policy

    @property
    def together(self) -> Policy:
        """The rules to protect all files by: whoever has them knows every number as finely as any file rounds it."""
        finest = {
            name: min(getattr(self.data_sets, name), getattr(self.tables, name))
            for name in ("rounding_local_authority", "rounding_regional", "rounding_national")
        }
        return replace(self.data_sets, **finest)
