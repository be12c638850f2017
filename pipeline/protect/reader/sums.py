"""Which counts are the sum of others, found from the numbers: by whole-number programmes over the places shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np

from pipeline.foundation.numbers import BoolArray, IntArray
from pipeline.protect.reader.known import ENOUGH_AREAS, Known
from pipeline.protect.reader.published import AUTHORITY, Published, Series

FAR = 1_000_000
"""Stands for no limit in a programme that chooses parts."""

USUAL = 3
"""What a suppressed number is taken to be where the nearest sum is looked for: the middle of the small counts."""

SETTINGS = ("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_max_nodes", 400)
SHARE = 0.95
"""The share of the places where everything is shown in which a sum must hold."""

MANY = 8
"""Parts of another file beyond which a sum is no definition that a reader would guess."""

FEW_AREAS = 3
"""In how many areas a sum must be seen whose whole is called a total."""

TOTAL = ("total", "all ")
"""How the label of a total begins or ends."""


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others, with how many areas showed it."""

    whole: int
    parts: tuple[int, ...]
    areas: int


Line = Mapping[str, int]
"""Counts that may add up among themselves, by the text or column that tells them apart."""


def lines_of(published: Published, known: Known) -> list[list[Line]]:
    """The lines of every file: items of one filter, all else alike, or columns of one row; those alike are together.

    Items of a filter that is grouped are in a line with those of their group.
    """
    found: dict[tuple[object, ...], dict[tuple[object, ...], dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    local = set(known.local.tolist())
    for series, count in known.position.items():
        if count not in local:
            continue
        groups = published.groups[series.file]
        for at, (column, text) in enumerate(series.row):
            if column not in groups:
                beside = (*series.row[:at], *series.row[at + 1 :])
                found[series.file, series.column, at][beside][text] = count
        found[series.file, "columns"][series.row][series.column] = count
    return [[line for line in several.values() if len(line) > 1] for several in found.values()]


class Finder:
    """Looks for sums among counts, over the places of authorities, regions and England where the whole is shown."""

    def __init__(self, known: Known) -> None:
        """Take the bounds of every count, suppressed ones of differences included."""
        self.known = known
        # A number that is shown is no limit, however large: days of all England are millions.
        self.lower = np.where(known.shown, known.lower, np.maximum(known.lower, -FAR))
        self.upper = np.where(known.shown, known.upper, np.minimum(known.upper, FAR))
        told = known.shown | known.suppressed
        self.signed: BoolArray = np.asarray((known.lower < 0).any(axis=1), dtype=np.bool_)
        # What a file has no number for (not available) may be anything.
        self.lower = np.where(told, self.lower, np.where(self.signed[:, None], -FAR, 0))
        self.upper = np.where(told, self.upper, FAR)

    @cached_property
    def within(self) -> BoolArray:
        """For every count (row) the counts that exceed it nowhere; those of a difference are all taken to be."""
        found = np.zeros((len(self.lower), len(self.lower)), dtype=np.bool_)
        local = self.known.local
        for whole in local.tolist():
            rows = np.flatnonzero(self.known.shown[whole])
            found[whole, local] = (self.lower[local][:, rows] <= self.upper[whole, rows]).all(axis=1)
        return found

    @cached_property
    def is_seen(self) -> BoolArray:
        """Whether enough areas show a count that is not 0 there for anybody to see a sum of it."""
        known = self.known
        needed = [FEW_AREAS if labelled_total(one) else ENOUGH_AREAS for one in known.members]
        seen = [len(np.unique(known.areas[row])) for row in known.shown & (known.upper != 0)]
        return np.array(seen) >= np.array(needed)

    @cached_property
    def wholes(self) -> IntArray:
        """The counts that enough areas show for a sum of them to be seen."""
        return self.known.local[self.is_seen[self.known.local]]

    @cached_property
    def least(self) -> IntArray:
        """What each of the wholes is at least at every place, as far as it is shown there."""
        return np.where(self.known.shown[self.wholes], self.lower[self.wholes], -len(self.upper) * FAR)

    def wholes_of(self, line: IntArray) -> IntArray:
        """The wholes that all counts of a line together are enough for, wherever they are shown."""
        most = self.upper[line].sum(axis=0)
        enough = (self.least <= most).all(axis=1)
        return np.asarray(self.wholes[enough])

    def sum_of(self, whole: int, candidates: IntArray) -> Sum | None:
        """The candidates that add up to the whole wherever it is shown, if enough areas show it."""
        rows = np.flatnonzero(self.known.shown[whole])
        parts = candidates[candidates != whole]
        if not self.signed[parts].any():  # a difference and what was taken off it are no parts of anything
            parts = parts[self.within[whole, parts]]
        if not self.is_seen[whole]:
            return None
        if not len(parts) or (self.upper[parts][:, rows].sum(axis=0) < self.lower[whole, rows]).any():
            return None
        chosen = self._choose(whole, parts, rows, nearest=False)
        found = None if chosen is None else self.seen(whole, chosen, ENOUGH_AREAS)
        if found is None and chosen is not None and labelled_total(self.known.members[whole]):
            # What is called a total is believed to be one, even where some part is suppressed almost everywhere: of all
            # sets of parts that are possible then, the one that comes nearest to it.
            chosen = self._choose(whole, parts, rows, nearest=True)
            found = None if chosen is None else self.seen(whole, chosen, FEW_AREAS)
        return found

    def seen(self, whole: int, parts: tuple[int, ...], enough: int) -> Sum | None:
        """The sum with the areas that show all of it; None where they are too few or it holds too rarely."""
        known, members = self.known, [whole, *parts]
        all_shown = known.shown[members].all(axis=0)
        low, high = self.lower[list(parts)].sum(axis=0), self.upper[list(parts)].sum(axis=0)
        holds = (low <= known.upper[whole]) & (high >= known.lower[whole])
        exact = all_shown & (known.levels == AUTHORITY)
        if exact.any() and holds[exact].mean() < SHARE:
            return None
        areas = len(np.unique(known.areas[all_shown & holds & (known.upper[whole] != 0)]))
        return Sum(whole, parts, areas) if areas >= enough else None

    def is_possible(self, whole: int, parts: tuple[int, ...]) -> bool:
        """Whether the parts can add up to the whole wherever it is shown."""
        rows = self.known.shown[whole]
        low, high = (bound[list(parts)][:, rows].sum(axis=0) for bound in (self.lower, self.upper))
        return bool((low <= self.upper[whole, rows]).all() and (high >= self.lower[whole, rows]).all())

    def _choose(self, whole: int, parts: IntArray, rows: IntArray, *, nearest: bool) -> tuple[int, ...] | None:
        """The most parts that are possible everywhere (a group's parts rather than the group), or the nearest ones."""
        if not len(rows):
            return None
        count = len(parts)
        low, high = self.lower[parts][:, rows].T, self.upper[parts][:, rows].T
        least, most = self.lower[whole, rows], self.upper[whole, rows]
        if not self.signed[parts].any():
            high = np.minimum(high, most[:, None])
        if is_impossible(low, high, least, most):
            return None
        not_more = np.unique(np.column_stack([low, np.full(len(rows), -np.inf), most]), axis=0)
        not_less = np.unique(np.column_stack([high, least, np.full(len(rows), np.inf)]), axis=0)
        blocks, columns, cost = [not_more, not_less], count, -np.ones(count)
        if nearest:
            middle = np.where(
                self.known.suppressed[parts][:, rows].T, USUAL, np.minimum((low + high) / 2, most[:, None])
            )
            shown = (least + most) / 2
            columns, cost = count + 2 * len(rows), np.concatenate([np.zeros(count), np.ones(2 * len(rows))])
            off = np.hstack([middle, np.eye(len(rows)), -np.eye(len(rows)), shown[:, None], shown[:, None]])
            blocks = [np.insert(one, [count] * (2 * len(rows)), 0, axis=1) for one in blocks] + [off]
        matrix = np.vstack(blocks).astype(float)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, len(matrix)
        model.col_cost_, model.col_lower_ = cost, np.zeros(columns)
        model.col_upper_ = np.concatenate([np.ones(count), np.full(columns - count, float(FAR))])
        infinite = highspy.kHighsInf
        model.row_lower_ = np.where(np.isinf(matrix[:, columns]), -infinite, matrix[:, columns])
        model.row_upper_ = np.where(np.isinf(matrix[:, columns + 1]), infinite, matrix[:, columns + 1])
        row, column = np.nonzero(matrix[:, :columns])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(matrix)))]).astype(
            np.int32
        )
        model.a_matrix_.index_ = column.astype(np.int32)
        model.a_matrix_.value_ = matrix[row, column]
        kinds = [highspy.HighsVarType.kInteger] * count + [highspy.HighsVarType.kContinuous] * (columns - count)
        model.integrality_ = kinds
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in SETTINGS:
            solver.setOptionValue(option, setting)
        solver.passModel(model)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return tuple(parts[np.rint(np.array(solver.getSolution().col_value[:count])) > 0].tolist())


def is_impossible(low: IntArray, high: IntArray, least: IntArray, most: IntArray) -> bool:
    """Whether no choice of parts adds up to the whole at every place, as far as single places tell.

    ``low`` and ``high`` are the bounds of the parts, a row for each place and a column for each part; ``least`` and
    ``most`` those of the whole. What a place cannot do without is chosen, what no longer fits in there is not, until
    nothing changes or some place has too much or too little.
    """
    chosen, refused = (np.zeros(low.shape[1], dtype=np.bool_) for _ in range(2))
    while True:
        taken = np.where(chosen, low, np.where(refused, 0, np.minimum(low, 0)))
        offered = np.where(chosen, high, np.where(refused, 0, np.maximum(high, 0)))
        room, spare = most - taken.sum(axis=1), offered.sum(axis=1) - least
        if (room < 0).any() or (spare < 0).any():
            return True
        free = ~chosen & ~refused
        too_much = free & (low > room[:, None]).any(axis=0)
        needed = free & (high > spare[:, None]).any(axis=0)
        if (too_much & needed).any():
            return True
        if not (too_much | needed).any():
            return False
        chosen |= needed
        refused |= too_much


def labelled_total(members: tuple[Series, ...]) -> bool:
    """Whether some file calls a count a total."""
    texts = [series.row[-1][1] if series.row else series.column for series in members]
    return any(text.lower().startswith(TOTAL) or text.lower().endswith("total") for text in texts)


def find_sums(published: Published, known: Known) -> list[Sum]:
    """Every sum within a line, and every count that parts of a line of another file add up to."""
    finder = Finder(known)
    found: dict[tuple[int, tuple[int, ...]], Sum] = {}
    lines = lines_of(published, known)
    for line in sorted({tuple(sorted(set(line.values()))) for several in lines for line in several}):
        of_line = np.array(line, dtype=np.int64)
        for whole in finder.wholes_of(of_line).tolist():
            left = of_line
            # A row of many columns holds several sets of parts of one total.
            while (one := finder.sum_of(whole, left)) is not None:
                # A total of another file has more to it than parts that happen to fit in few areas, or many small ones.
                if whole in line or (len(one.parts) < MANY and one.areas >= ENOUGH_AREAS):
                    found[whole, one.parts] = one
                left = np.setdiff1d(left, np.array(one.parts, dtype=np.int64))
    for several in lines:
        _read_alike(finder, several, found)
    return list(found.values())


def _read_alike(finder: Finder, several: list[Line], found: dict[tuple[int, tuple[int, ...]], Sum]) -> None:
    """Believe a sum that one line shows in those that read like it, with the parts that are too rare to tell there."""
    for line in several:
        text_of = {count: text for text, count in line.items()}
        for whole, parts in [key for key in found if {key[0], *key[1]} <= text_of.keys()]:
            texts = {text_of[part] for part in parts}
            for other in several:
                there = other.get(text_of[whole])
                if there is None or not texts <= other.keys():
                    continue
                wider = tuple(sorted({other[text] for text in texts}))
                if (there, wider) in found or not finder.is_possible(there, wider):
                    continue
                for narrower in [key for key in found if key[0] == there and set(key[1]) < set(wider)]:
                    del found[narrower]
                one = finder.seen(there, wider, 1)
                if one is not None:
                    found[there, wider] = one
