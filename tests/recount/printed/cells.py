"""What a printed figure is made of: children of some categories, counted from the returns and added up by area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas

PAIRS = (("breakdown", "category"), ("breakdown_2", "category_2"), ("breakdown_3", "category_3"))
Leaves = frozenset[str]


@dataclass(frozen=True)
class Cells:
    """What is counted, and the leaf categories of each breakdown that a figure takes in; none: all."""

    measure: str
    where: tuple[tuple[str, Leaves], ...] = ()

    def also(self, **where: Collection[str] | str | None) -> Cells:
        """The same, of these categories only; ``None`` leaves a breakdown out."""
        named = {
            name: frozenset([leaves] if isinstance(leaves, str) else leaves)
            for name, leaves in where.items()
            if leaves is not None
        }
        return Cells(self.measure, tuple(sorted({**dict(self.where), **named}.items())))


def cells(measure: str, **where: Collection[str] | str | None) -> Cells:
    """What is counted, of these leaf categories."""
    return Cells(measure).also(**where)


class Counts:
    """The recount's own counts by measure, year and authority, looked up by the categories that a figure takes in."""

    def __init__(self, counted: pandas.DataFrame) -> None:
        self._tables: dict[tuple[str, ...], dict[tuple[int, str], dict[tuple[str, ...], int]]] = {}
        self._sums: dict[tuple[object, ...], dict[tuple[str, ...], int]] = {}
        names = ["collection_year", "la_code", "measure", *(name for pair in PAIRS for name in pair), "count"]
        for year, la_code, measure, b1, c1, b2, c2, b3, c3, count in counted[names].itertuples(index=False, name=None):
            pairs = sorted((b, c) for b, c in ((b1, c1), (b2, c2), (b3, c3)) if b not in ("", "total"))
            table = self._tables.setdefault((measure, *(breakdown for breakdown, _ in pairs)), {})
            table.setdefault((year, la_code), {})[tuple(category for _, category in pairs)] = int(count)

    def of(self, wanted: Cells, year: int, las: Sequence[str]) -> int:
        """How many of the wanted there are in these authorities together."""
        sets = [leaves for _, leaves in wanted.where]
        return sum(
            count
            for leaves, count in self._summed(wanted.measure, [name for name, _ in wanted.where], year, las).items()
            if all(leaf in chosen for leaf, chosen in zip(leaves, sets, strict=True))
        )

    def by_leaf(self, wanted: Cells, breakdown: str, year: int, las: Sequence[str]) -> dict[str, int]:
        """The same by the leaves of one more breakdown."""
        names, chosen = sorted([breakdown, *(name for name, _ in wanted.where)]), dict(wanted.where)
        found: dict[str, int] = defaultdict(int)
        for leaves, count in self._summed(wanted.measure, names, year, las).items():
            if all(leaf in chosen[name] for leaf, name in zip(leaves, names, strict=True) if name in chosen):
                found[leaves[names.index(breakdown)]] += count
        return found

    def _summed(self, measure: str, names: Sequence[str], year: int, las: Sequence[str]) -> dict[tuple[str, ...], int]:
        """The counts of authorities together, by leaves."""
        key = (measure, *names, year, *las)
        if key not in self._sums:
            table, found = self._tables.get((measure, *names), {}), defaultdict[tuple[str, ...], int](int)
            for la_code in las:
                for leaves, count in table.get((year, la_code), {}).items():
                    found[leaves] += count
            self._sums[key] = found
        return self._sums[key]


NO_COUNTS = Counts(
    pandas.DataFrame(
        columns=["collection_year", "la_code", "measure", *(name for pair in PAIRS for name in pair), "count"]
    )
)
"""Where figures are worked out from something else than these counts."""
