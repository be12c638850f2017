"""What holds of the numbers of any release, checked on its data files as printed, before they may leave.

Parts of a whole do not exceed it. A percentage is what the counts beside it give, so that a share of 100 has its base
as numerator, and those of a full breakdown add to 100. A number does not apply if and only if there is nothing that it
could be of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.design.data_sets import Release
from pipeline.design.figure import Marker
from pipeline.design.files.category_keys import CategoryKeys
from pipeline.design.statistic import Cell
from pipeline.disseminate.standards.printed_figures import (
    NO_CELL,
    NUMBER,
    IntArray,
    PrintedFigures,
    PrintedRelease,
    read_printed,
)
from pipeline.foundation.stages import REFERENCE, CheckFailed
from pipeline.process.rollup import breakdown_key, breakdown_pairs

PARTS, SHARES, FULL, NOTHING = (
    "parts of a whole do not exceed it",
    "a percentage is what the counts printed give",
    "the percentages of a full breakdown add to 100",
    "a number does not apply if and only if there is nothing that it could be of",
)
ABOVE_AUTHORITIES = re.compile(r"\tE[0-9]{8}$")  # the code of England or a region, at the end of a place
NEARLY = 1e-9  # what floating-point sums may be off by
TOLD = 3  # of how many violations the message says where they are


@dataclass(frozen=True)
class Violation:
    """A printed number that cannot be right: the invariant, the file, its line and column, and what is there."""

    invariant: str
    file: str
    line: int
    column: str
    found: str

    def __str__(self) -> str:
        """Where it is and what is wrong."""
        return f"{self.file} line {self.line}, column {self.column}: {self.found} ({self.invariant})"


def require_invariants(
    data: Path,
    release: Release,
    edition: int,
    part: str,
    years: Collection[int],
    rounding: Mapping[str, int],
    symbols: Mapping[Marker, str],
    of_others: Collection[tuple[str, str]] = (),
) -> None:
    """Raise CheckFailed, naming file, line and column, unless the data files in ``data`` keep every invariant.

    ``of_others`` are the measures with the places (``place_of``) where percentages are of fewer than counts are.
    """
    found = violations(read_printed(data, release, edition, part, years, rounding, symbols), of_others)
    if found:
        more = f" and {len(found) - TOLD:,} more" if len(found) > TOLD else ""
        raise CheckFailed(
            f"{len(found):,} printed numbers cannot be right, so nothing was published: "
            f"{'; '.join(map(str, found[:TOLD]))}{more}. Look at what data_sets.yaml and labels.csv "
            "declare of the column and label, and at the cells model behind them."
        )


def violations(
    printed: PrintedRelease,
    of_others: Collection[tuple[str, str]] = (),
    categories: Path = REFERENCE / "categories.csv",
) -> list[Violation]:
    """Every printed number that cannot be right, in order of file and line."""
    checks = _Checks(printed, CategoryKeys.read(categories), frozenset(of_others))
    found = [*checks.parts(), *checks.shares(), *checks.full_breakdowns(), *checks.nothing()]
    return sorted(found, key=lambda one: (one.file, one.line, one.column))


class _Checks:
    """The numbers as printed, with each count by its cell and place."""

    def __init__(self, printed: PrintedRelease, keys: CategoryKeys, of_others: frozenset[tuple[str, str]]) -> None:
        self.printed, self.keys, self.of_others = printed, keys, of_others
        self.counts, self.percentages = printed.counts, printed.percentages
        self.size = len(printed.cells)
        self.is_count = printed.is_status(self.counts, NUMBER)
        self.is_percentage = printed.is_status(self.percentages, NUMBER)
        # Of several files that print one count any will do: whether they agree is for the audit.
        where = self.counts.place * self.size + self.counts.cell
        self.order = np.argsort(where, kind="stable")
        self.where = where[self.order]

    def count_of(self, place: IntArray, cell: IntArray) -> IntArray:
        """The entry of the count of each cell at a place, -1 where no file prints it."""
        if not len(self.where):
            return np.full(len(cell), -1)
        wanted = place * self.size + cell
        at = np.minimum(np.searchsorted(self.where, wanted), len(self.where) - 1)
        return np.where((self.where[at] == wanted) & (cell >= 0), self.order[at], -1)

    def _violations(
        self, invariant: str, figures: PrintedFigures, wrong: IntArray, found: list[str]
    ) -> Iterator[Violation]:
        for at, what in zip(np.flatnonzero(wrong), found, strict=True):
            yield Violation(
                invariant, self.printed.files[figures.file[at]], int(figures.line[at]),
                self.printed.columns[figures.column[at]], what,
            )  # fmt: skip

    def parts(self) -> Iterator[Violation]:
        """Counts above that of a cell that holds theirs: the total, or a group of categories."""
        for whole in self._wholes():
            of = self.count_of(self.counts.place, whole[self.counts.cell])
            wrong = self.is_count & (of >= 0) & self.is_count[of] & (self.counts.value > self.counts.value[of])
            told = [
                f"{self.counts.value[at]:g} of {self.counts.value[of[at]]:g}, {self._name(self.counts.cell[at])} of "
                f"{self._name(whole[self.counts.cell[at]])}"
                for at in np.flatnonzero(wrong)
            ]
            yield from self._violations(PARTS, self.counts, wrong, told)

    def _wholes(self) -> list[IntArray]:
        """For each way of taking one pair of a key to the group above it: the cell that is printed there, if any."""
        number = {cell: at for at, cell in enumerate(self.printed.cells)}
        ways: dict[int, IntArray] = defaultdict(lambda: np.full(self.size + 1, NO_CELL))
        for (measure, key), at in number.items():
            pairs = breakdown_pairs(key)
            for way, (breakdown, category) in enumerate(pairs):
                others, above = [pair for pair in pairs if pair[0] != breakdown], category
                while above:
                    above = self.keys.parents.get((breakdown, above), "")
                    whole = breakdown_key(sorted([*others, *([(breakdown, above)] if above else [])]))
                    if Cell(measure, whole) in number:
                        ways[way][at] = number[Cell(measure, whole)]
                        break
        return list(ways.values())

    def _name(self, cell: int) -> str:
        measure, key = self.printed.cells[cell]
        return f"{measure}:{key}"

    def shares(self) -> Iterator[Violation]:
        """Percentages that the counts printed for numerator and base cannot give, rounded as they are."""
        shares = self.percentages
        top, bottom = self.count_of(shares.place, shares.cell), self.count_of(shares.place, shares.base)
        negligible = self.printed.is_status(shares, Marker.NEGLIGIBLE)
        both = (
            (self.is_percentage | negligible) & (top >= 0) & (bottom >= 0) & self.is_count[top] & self.is_count[bottom]
        )
        both &= ~self.printed.is_of(shares, self.of_others)
        # A base of 0 is for the rule on what does not apply.
        both &= self.counts.value[bottom] > 0
        least, most = self._bounds(top, bottom)
        unit = 0.5 / 10.0**shares.decimals
        wrong = both & ((shares.value + unit < least - NEARLY) | (shares.value - unit > most + NEARLY))
        # What is negligible is more than nothing.
        wrong |= both & negligible & (most < NEARLY)
        # One measure may exceed another: as many may leave as are there.
        measures = np.array([measure for measure, _ in self.printed.cells] or [""])
        wrong |= self.is_percentage & (shares.value > 100) & (measures[shares.cell] == measures[shares.base])
        wrong |= self.is_percentage & (shares.value < 0)
        told = [
            ("a negligible share" if negligible[at] else f"{shares.value[at]:g} per cent")
            + (f", beside {self.counts.value[top[at]]:g} of {self.counts.value[bottom[at]]:g}" if both[at] else "")
            for at in np.flatnonzero(wrong)
        ]
        yield from self._violations(SHARES, shares, wrong, told)

    def _bounds(self, top: IntArray, bottom: IntArray) -> tuple[IntArray, IntArray]:
        """The least and greatest percentages of counts that print as these do."""
        if not len(self.counts.value):
            return np.zeros(len(top)), np.zeros(len(top))
        over, under = self.counts.value[top], self.counts.value[bottom]
        half_over, half_under = (
            np.where(self.counts.rounding[at] != 1, self.counts.rounding[at] / 2, 0.0) for at in (top, bottom)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            least = 100 * np.maximum(over - half_over, 0) / (under + half_under)
            most = np.where(under > half_under, 100 * (over + half_over) / (under - half_under), np.inf)
        measures = np.array([measure for measure, _ in self.printed.cells] or [""])
        is_part = measures[self.percentages.cell] == measures[self.percentages.base]
        return least, np.minimum(most, np.where(is_part & (over <= under), 100.0, np.inf))

    def full_breakdowns(self) -> Iterator[Violation]:
        """Percentages of categories that together are all of their base, and do not add to 100 within rounding."""
        shares = self.percentages
        rows = (
            np.stack([shares.file, shares.cell, shares.base]) if len(shares.cell) else np.zeros((3, 0), dtype=np.int64)
        )
        kinds, kind = np.unique(rows, axis=1, return_inverse=True)
        group_of, members = self._groups(kinds)
        group = group_of[kind]
        # A number that stands in a file twice counts once.
        once = np.zeros(len(group), dtype=bool)
        once[np.unique(shares.place * np.int64(kinds.shape[1]) + kind, return_index=True)[1]] = True
        entries = np.flatnonzero(once & (group >= 0))
        _, first, index = np.unique(
            shares.place[entries] * np.int64(len(members) + 1) + group[entries], return_index=True, return_inverse=True
        )
        size = len(first)
        negligible = self.printed.is_status(shares, Marker.NEGLIGIBLE)
        held = np.bincount(index, minlength=size)
        shown = np.bincount(index, (self.is_percentage | negligible)[entries], size)
        unit = 0.5 / 10.0**shares.decimals
        total = np.bincount(index, np.where(self.is_percentage, shares.value, unit / 2)[entries], size)
        leading = entries[first]
        is_full = (shown == held) & (held == members[group[leading]])
        wrong = is_full & (np.abs(total - 100) > held * (unit[leading] + self._slack(leading)) + NEARLY)
        told = [
            f"{held[at]} categories, of which this is one, add to {total[at]:g} per cent"
            for at in np.flatnonzero(wrong)
        ]
        offending = np.zeros(len(group), dtype=bool)
        offending[leading[wrong]] = True
        order = np.argsort(leading[wrong])
        yield from self._violations(FULL, shares, offending, [told[at] for at in order])

    def _slack(self, entries: IntArray) -> IntArray:
        """What a whole number of children is of the base: estimates of parts are whole numbers and need not add up."""
        base = self.count_of(self.percentages.place[entries], self.percentages.base[entries])
        above = np.array([bool(ABOVE_AUTHORITIES.search(place)) for place in self.printed.places] or [False])
        may_be_estimates = (self.percentages.rounding[entries] > 1) | above[self.percentages.place[entries]]
        known = (base >= 0) & may_be_estimates
        size = np.where(known, self.counts.value[base], np.inf) if len(self.counts.value) else np.inf
        return 50 / np.maximum(size, 1)

    def _groups(self, kinds: IntArray) -> tuple[IntArray, IntArray]:
        """The full breakdown that each (file, cell, base) is in, -1 for none, and how many categories each has."""
        found: dict[tuple[int, int, str], list[tuple[str, int]]] = defaultdict(list)
        for at, (file, cell, base) in enumerate(kinds.T.tolist()):
            if cell == NO_CELL or self.printed.cells[cell][0] != self.printed.cells[base][0]:
                continue
            inner, outer = (dict(breakdown_pairs(self.printed.cells[one][1])) for one in (cell, base))
            apart = [name for name, category in inner.items() if outer.get(name) != category]
            if len(apart) == 1 and outer.keys() <= inner.keys():
                found[file, base, apart[0]].append((inner[apart[0]], at))
        group, members = np.full(kinds.shape[1], -1), list[int]()
        for (_, base, breakdown), categories in found.items():
            whole = dict(breakdown_pairs(self.printed.cells[base][1])).get(breakdown, "")
            tops = self._tops(breakdown, whole, {category for category, _ in categories})
            if tops:
                group[[at for category, at in categories if category in tops]] = len(members)
                members.append(len(tops))
        return group, np.array([*members, 0])

    def _tops(self, breakdown: str, whole: str, categories: Collection[str]) -> set[str]:
        """Those categories below ``whole`` that no other holds, if together they are all of it; else none."""
        every = frozenset(
            leaf
            for name in ([whole] if whole else self.keys.categories[breakdown])
            for leaf in self.keys.leaves(breakdown, name)
        )
        leaves = {name: self.keys.leaves(breakdown, name) for name in categories}
        tops = {name for name in leaves if not any(leaves[name] < leaves[other] for other in leaves)}
        together = [leaf for name in tops for leaf in leaves[name]]
        return tops if len(tops) > 1 and len(together) == len(set(together)) and set(together) == every else set()

    def nothing(self) -> Iterator[Violation]:
        """Numbers that do not apply though there is something to be of, and those of nothing that are printed."""
        shares = self.percentages
        bottom = self.count_of(shares.place, shares.base)
        not_applicable = self.printed.is_status(shares, Marker.NOT_APPLICABLE)
        of_something = (
            (bottom >= 0) & self.is_count[bottom] & (self.counts.value[bottom] != 0) if len(bottom) else bottom >= 0
        )
        of_zero = (
            (bottom >= 0) & self.is_count[bottom] & (self.counts.value[bottom] == 0) if len(bottom) else bottom >= 0
        )
        wrong = not_applicable & of_something & (shares.cell != NO_CELL)
        yield from self._violations(
            NOTHING, shares, wrong, ["it does not apply, and what it is of is not 0"] * int(wrong.sum())
        )
        printed = self.is_percentage | self.printed.is_status(shares, Marker.NEGLIGIBLE)
        wrong = printed & (of_zero | (shares.cell == NO_CELL))
        yield from self._violations(NOTHING, shares, wrong, ["a percentage of nothing is printed"] * int(wrong.sum()))
        yield from self._counts_of_nothing()

    def _counts_of_nothing(self) -> Iterator[Violation]:
        """Counts that do not apply in an area that has others, where no whole of theirs is 0 or does not apply."""
        counts = self.counts
        not_applicable = self.printed.is_status(counts, Marker.NOT_APPLICABLE)
        applies = np.unique((counts.file * np.int64(2**32) + counts.place)[~not_applicable])
        wrong = (
            not_applicable & (counts.cell != NO_CELL) & np.isin(counts.file * np.int64(2**32) + counts.place, applies)
        )
        for whole in [*(way[counts.cell] for way in self._wholes()), counts.base]:
            of = self.count_of(counts.place, whole)
            wrong &= ~((of >= 0) & (not_applicable[of] | (self.is_count[of] & (counts.value[of] == 0))))
        yield from self._violations(
            NOTHING, counts, wrong, ["it does not apply, and what it is part of is not 0"] * int(wrong.sum())
        )
        wrong = self.is_count & (counts.cell == NO_CELL)
        yield from self._violations(NOTHING, counts, wrong, ["a number that cannot be is printed"] * int(wrong.sum()))
