"""The counts of the recount: what is counted of a measure in an LA, under one, two or three categories at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

COLUMNS = [
    "collection_year",
    "la_code",
    "measure",
    "breakdown",
    "category",
    "breakdown_2",
    "category_2",
    "breakdown_3",
    "category_3",
    "count",
]
Key = tuple[str, ...]
"""LA, measure, then three pairs of breakdown and category, empty where there are fewer; pairs in order of breakdown."""


class Tally:
    """Adds one counted child, placement or incident, or an amount of days, to each cell that it belongs to."""

    def __init__(self) -> None:
        self.counts: Counter[Key] = Counter()

    def add(
        self,
        la_code: str,
        measure: str,
        leaves: dict[str, str],
        crossed: Iterable[tuple[str, ...]] = (),
        only_crossed: Collection[str] = (),
        amount: int = 1,
    ) -> None:
        """Add to the total, to each leaf (but not those of ``only_crossed``) and to each crossing of breakdowns."""
        self.counts[la_code, measure, "total", "total", "", "", "", ""] += amount
        for breakdown, category in leaves.items():
            if breakdown not in only_crossed:
                self.counts[la_code, measure, breakdown, category, "", "", "", ""] += amount
        for names in crossed:
            pairs = [text for name in sorted(names) for text in (name, leaves[name])]
            self.counts[la_code, measure, *pairs, *[""] * (6 - len(pairs))] += amount


def each_with(breakdown: str, others: Iterable[str]) -> list[tuple[str, ...]]:
    """A breakdown crossed with each of the others."""
    return [(breakdown, other) for other in others if other != breakdown]
