"""What a reader knows of every count, whichever files show it: one unknown for series that are the same number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline.foundation.numbers import UNBOUNDED, BoolArray, IntArray
from pipeline.protect.reader.published import AUTHORITY, COUNT, SHOWN, SUPPRESSED, Published, Series

ENOUGH_AREAS = 10
"""In how many areas a relation must be seen before a reader believes it."""


@dataclass(frozen=True)
class Known:
    """The counts of a release: by count and place its bounds, whether it is a number or a suppressed one.

    ``members`` are the series that show a count, of which the first names it. ``areas`` numbers the area of each place.
    """

    members: tuple[tuple[Series, ...], ...]
    lower: IntArray
    upper: IntArray
    shown: BoolArray
    suppressed: BoolArray
    areas: IntArray
    levels: IntArray
    position: dict[Series, int]

    @cached_property
    def exact(self) -> BoolArray:
        """Where a count is shown unrounded."""
        return np.asarray(self.shown & (self.lower == self.upper), dtype=np.bool_)

    @cached_property
    def local(self) -> IntArray:
        """The counts that some file tells for authorities; of others only England is told."""
        return np.flatnonzero(((self.shown | self.suppressed) & (self.levels == AUTHORITY)).any(axis=1))

    def areas_of(self, places: BoolArray) -> int:
        """How many areas are among some places of authorities."""
        return len(np.unique(self.areas[places & (self.levels == AUTHORITY)]))

    def name(self, count: int) -> str:
        """The first file's name of a count."""
        return str(self.members[count][0])


def known_counts(published: Published) -> Known:
    """The counts of the published files, series that are the same number in any file made one."""
    apart = counts_apart(published)
    return merged(apart, equal_groups(apart))


def counts_apart(published: Published) -> Known:
    """The counts of the published files, each series for itself."""
    at = published.of_kind(COUNT)
    low, high = published.bounds()
    state = published.state[at]
    order = {area: number for number, area in enumerate(sorted({one.area for one in published.places}))}
    return Known(
        tuple((published.series[one],) for one in at.tolist()),
        low[at],
        high[at],
        state == SHOWN,
        state == SUPPRESSED,
        np.array([order[one.area] for one in published.places], dtype=np.int64),
        np.array([one.level for one in published.places], dtype=np.int64),
        {published.series[one]: number for number, one in enumerate(at.tolist())},
    )


def merged(known: Known, groups: list[list[int]]) -> Known:
    """The same with each group of counts made one: every file tells of it."""
    lower = np.array([known.lower[group].max(axis=0) for group in groups])
    upper = np.array([known.upper[group].min(axis=0) for group in groups])
    members = tuple(tuple(one for count in group for one in known.members[count]) for group in groups)
    shown = np.array([known.shown[group].any(axis=0) for group in groups])
    suppressed = ~shown & np.array([known.suppressed[group].any(axis=0) for group in groups])
    # One file's symbol may stand for 0 too, and then so may that of all files that show the count.
    least = np.where(known.suppressed, known.lower, UNBOUNDED)
    lower = np.where(suppressed, np.array([least[group].min(axis=0) for group in groups]), lower)
    position = {one: number for number, several in enumerate(members) for one in several}
    return Known(members, lower, upper, shown, suppressed, known.areas, known.levels, position)


def equal_groups(known: Known) -> list[list[int]]:
    """The groups of counts that are the same number wherever files tell of both, and that this is no chance for.

    In ten areas both are the same number above 0; or both are 0 in ten areas and suppressed or more in ten others, and
    nowhere is one of them 0 alone.
    """
    told = known.shown | known.suppressed
    number = np.where(known.shown, known.upper, 0)
    of_authority = known.levels == AUTHORITY
    root = np.arange(len(told))
    zero, more = known.shown & (known.upper == 0), known.suppressed | (known.shown & (known.upper > 0))
    for one in known.local.tolist():
        others = known.local[known.local > one]
        both = told[one] & told[others]
        apart = both & ((known.lower[one] > known.upper[others]) | (known.lower[others] > known.upper[one]))
        others = others[~apart.any(axis=1)]
        same = known.exact[one] & known.exact[others] & (number[one] > 0) & of_authority
        for at, other in enumerate(others.tolist()):
            if root[other] != other:
                continue
            zeros = known.areas_of(zero[one] & zero[other])
            seen = known.areas_of(same[at])
            if seen >= ENOUGH_AREAS or (
                zeros >= ENOUGH_AREAS and known.areas_of(more[one] & more[other]) >= ENOUGH_AREAS
            ):
                root[other] = root[one]
    return [np.flatnonzero(root == one).tolist() for one in np.unique(root).tolist()]
