"""What must add up: the linear relations between published numbers, built from declared hierarchies.

Sources of relations: geography (England is the sum of its regions, a region of its authorities, London of Inner and
Outer London), the tree of every breakdown (a category is the sum of its children; the top categories make the total),
one quantity under two keys, and one quantity contained in another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from pipeline.foundation.numbers import (
    UNBOUNDED,
    Derived,
    DisclosureError,
    IntArray,
    Key,
    Level,
    NotAdditive,
    breakdown_key,
    breakdown_pairs,
)


class Kind(IntEnum):
    """Where a relation comes from."""

    GEOGRAPHY = 0
    CATEGORY = 1
    CONTAINED = 2


@dataclass(frozen=True)
class Hierarchies:
    """The declared trees. Every tree may hold nodes that no data set publishes: they are bridged.

    `areas`: by collection year, parent area to its children (each area under one parent). `categories`: by breakdown,
    category to its parent category, '' for directly under the total. `equal`: keys of one and the same number.
    `contained`: (parts, wholes) keys where the parts together can never exceed the wholes together. `sums`: (whole,
    parts) keys that add up by definition, beyond the trees (children taken into care are those who started under
    certain legal statuses).
    `made_from`: (measure, year, area) to the area whose counts its figures are made from, where none of its own are
    known: its keys are that area's numbers, and no sum of the areas below it.
    """

    areas: Mapping[int, Mapping[str, tuple[str, ...]]]
    categories: Mapping[str, Mapping[str, str]]
    equal: tuple[tuple[Key, Key], ...] = ()
    contained: tuple[tuple[tuple[Key, ...], tuple[Key, ...]], ...] = ()
    sums: tuple[tuple[Key, tuple[Key, ...]], ...] = ()
    made_from: Mapping[tuple[str, int, str], str] = field(default_factory=dict)

    def is_made_from_another(self, key: Key) -> bool:
        """Whether a key of this release is the number of another area."""
        return not key.vintage and (key.measure, key.collection_year, key.area_code) in self.made_from

    def all_equal(self, keys: Iterable[Key]) -> Iterator[tuple[Key, Key]]:
        """The declared pairs of one number, and those of `keys` that are the numbers of another area."""
        yield from self.equal
        for key in keys if self.made_from else ():
            if self.is_made_from_another(key):
                yield key, key._replace(area_code=self.made_from[key.measure, key.collection_year, key.area_code])


@dataclass(frozen=True)
class Relations:
    """Unknowns and the rows `lower <= coefficients x counts <= upper` that hold between them, as compressed rows."""

    keys: tuple[Key, ...]
    unknown: dict[Key, int]
    starts: IntArray
    columns: IntArray
    coefficients: IntArray
    lower: IntArray
    upper: IntArray
    kinds: IntArray
    derived: tuple[Derived, ...] = ()

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self.lower)

    def activity(self, values: IntArray) -> IntArray:
        """Return coefficients x values for every row."""
        if not self.row_count:
            return np.zeros(0, dtype=np.int64)
        return np.add.reduceat(self.coefficients * values[self.columns], self.starts[:-1])

    def check(self, values: IntArray) -> None:
        """Raise NotAdditive, naming the first key, unless `values` (one an unknown) satisfy every row."""
        activity = self.activity(values)
        wrong = np.flatnonzero((activity < self.lower) | (activity > self.upper))
        if not len(wrong):
            return
        row = int(wrong[0])
        names = [str(self.keys[c]) for c in self.columns[self.starts[row] : self.starts[row + 1]]]
        if self.kinds[row] == Kind.CONTAINED:
            raise NotAdditive(f"{names[0]} is larger than {names[-1]}, of which it is a part. Mend the cells models.")
        raise NotAdditive(
            f"{names[0]} is not the sum of its {len(names) - 1} parts, of which the first is {names[1]} "
            f"({len(wrong)} relations fail in all). Mend the cells models, or give estimates for missing authorities."
        )


Row = tuple[Kind, tuple[tuple[Key, int], ...], int, int]


def build_relations(keys: Iterable[Key], hierarchies: Hierarchies, derived: Iterable[Derived] = ()) -> Relations:
    """Build every relation between `keys`.

    A key that is not given counts as known to be 0: give the numbers that exist but are not published too. Raises
    DisclosureError when a breakdown or category is in no tree.
    """
    given = sorted(set(keys))
    return assemble(given, list(_rows(given, hierarchies)), hierarchies.all_equal(given), derived)


def assemble(
    keys: Iterable[Key], rows: Iterable[Row], equal: Iterable[tuple[Key, Key]] = (), derived: Iterable[Derived] = ()
) -> Relations:
    """Make Relations of rows over keys, keys of one number becoming one unknown named by the first of them."""
    given = set(keys)
    every = sorted(given)
    first: dict[Key, Key] = {}
    for left, right in sorted(equal):
        if left in given and right in given:
            a, b = _root(first, left), _root(first, right)
            if a != b:
                first[max(a, b)] = min(a, b)
    canonical = tuple(key for key in every if key not in first)
    unknown = {key: index for index, key in enumerate(canonical)}
    unknown |= {key: unknown[_root(first, key)] for key in first}
    distinct: dict[tuple[tuple[tuple[int, int], ...], int, int], Kind] = {}
    for kind, terms, lower, upper in rows:
        total: dict[int, int] = {}
        for key, coefficient in terms:
            column = unknown[key]
            total[column] = total.get(column, 0) + coefficient
        entries = tuple((column, coefficient) for column, coefficient in total.items() if coefficient)
        if entries:
            distinct.setdefault((entries, lower, upper), kind)
    starts = np.cumsum([0] + [len(entries) for entries, _, _ in distinct], dtype=np.int64)
    return Relations(
        canonical,
        unknown,
        starts,
        np.array([column for entries, _, _ in distinct for column, _ in entries], dtype=np.int64),
        np.array([coefficient for entries, _, _ in distinct for _, coefficient in entries], dtype=np.int64),
        np.array([lower for _, lower, _ in distinct], dtype=np.int64),
        np.array([upper for _, _, upper in distinct], dtype=np.int64),
        np.array(list(distinct.values()), dtype=np.int64),
        tuple(sorted(derived, key=lambda one: one.key)),
    )


def rows_of(relations: Relations) -> Iterator[Row]:
    """Give the relations back as rows of keys, so that they can be renamed and joined with others."""
    for row in range(relations.row_count):
        part = slice(int(relations.starts[row]), int(relations.starts[row + 1]))
        terms = tuple(
            (relations.keys[column], int(coefficient))
            for column, coefficient in zip(relations.columns[part], relations.coefficients[part], strict=True)
        )
        yield Kind(int(relations.kinds[row])), terms, int(relations.lower[row]), int(relations.upper[row])


def _root(first: Mapping[Key, Key], key: Key) -> Key:
    while (before := first.get(key)) is not None:
        key = before
    return key


def _rows(keys: list[Key], hierarchies: Hierarchies) -> Iterator[Row]:
    present: dict[tuple[str, int, str], dict[str, dict[str, Key]]] = defaultdict(lambda: defaultdict(dict))
    for key in keys:
        present[key.measure, key.collection_year, key.vintage][key.area_code][key.breakdown] = key
    for (measure, year, vintage), areas in sorted(present.items()):
        templates: dict[frozenset[str], list[tuple[str, tuple[str, ...]]]] = {}
        for area in sorted(areas):
            own_keys = areas[area]
            signature = frozenset(own_keys)
            if signature not in templates:
                templates[signature] = list(_category_templates(signature, hierarchies.categories))
            for whole, parts in templates[signature]:
                yield Kind.CATEGORY, ((own_keys[whole], 1), *((own_keys[part], -1) for part in parts)), 0, 0
        tree = hierarchies.areas.get(year, {})
        own = {
            area: found
            for area, found in areas.items()
            if vintage or (measure, year, area) not in hierarchies.made_from
        }
        for area in sorted(own):
            for breakdown in sorted(own[area].keys() & _breakdowns_below(area, tree, own)):
                below = sorted(_areas_below(area, breakdown, tree, own))
                parts_below = ((own[child][breakdown], -1) for child in below)
                yield Kind.GEOGRAPHY, ((own[area][breakdown], 1), *parts_below), 0, 0
    known = frozenset(keys)
    for total, summands in sorted(hierarchies.sums):
        if total in known and known.issuperset(summands):
            yield Kind.CATEGORY, ((total, 1), *((part, -1) for part in summands)), 0, 0
    for smaller, larger in sorted(hierarchies.contained):
        if known.issuperset((*smaller, *larger)):
            yield Kind.CONTAINED, (*((part, 1) for part in smaller), *((one, -1) for one in larger)), -UNBOUNDED, 0


def _breakdowns_below(
    area: str, tree: Mapping[str, tuple[str, ...]], areas: Mapping[str, Mapping[str, Key]]
) -> frozenset[str]:
    """The breakdowns that some area below has; what only the area itself has needs no search."""
    below = (_breakdowns_below(child, tree, areas).union(areas.get(child, ())) for child in tree.get(area, ()))
    return frozenset().union(*below)


def _areas_below(
    area: str, breakdown: str, tree: Mapping[str, tuple[str, ...]], areas: Mapping[str, Mapping[str, Key]]
) -> Iterator[str]:
    for child in tree.get(area, ()):
        if breakdown in areas.get(child, ()):
            yield child
        else:
            yield from _areas_below(child, breakdown, tree, areas)


def _category_templates(
    breakdowns: frozenset[str], trees: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    children: dict[str, dict[str, list[str]]] = {}
    families: set[tuple[str, str, str]] = set()
    for breakdown in breakdowns:
        pairs = breakdown_pairs(breakdown)
        for name, category in pairs:
            if name not in trees or category not in trees[name]:
                raise DisclosureError(f"{name}={category} is in no tree of categories. Add it to the reference data.")
            if name not in children:
                children[name] = defaultdict(list)
                for child, parent in sorted(trees[name].items()):
                    children[name][parent].append(child)
            rest = breakdown_key(pair for pair in pairs if pair[0] != name)
            while category:
                category = trees[name][category]
                families.add((rest, name, category))
    for rest, name, parent in sorted(families):
        rest_pairs = breakdown_pairs(rest)
        whole = breakdown_key([*rest_pairs, (name, parent)]) if parent else rest
        if whole not in breakdowns:
            continue
        parts = tuple(_parts(rest_pairs, name, parent, children[name], breakdowns))
        if parts:
            yield whole, parts


def _parts(
    rest: tuple[tuple[str, str], ...],
    name: str,
    parent: str,
    children: Mapping[str, list[str]],
    breakdowns: frozenset[str],
) -> Iterator[str]:
    for child in children.get(parent, ()):
        key = breakdown_key([*rest, (name, child)])
        if key in breakdowns:
            yield key
        else:
            yield from _parts(rest, name, child, children, breakdowns)


def regions_of(relations: Relations, levels: IntArray, areas: IntArray) -> IntArray:
    """Number the region of every unknown: the topmost regional area that its area, in `areas`, is added into."""
    above: dict[int, int] = {}
    for row in np.flatnonzero(relations.kinds == Kind.GEOGRAPHY).tolist():
        at = slice(int(relations.starts[row]), int(relations.starts[row + 1]))
        columns, coefficients = relations.columns[at], relations.coefficients[at]
        for whole in columns[coefficients > 0].tolist():
            if levels[whole] == Level.REGIONAL:
                above.update(dict.fromkeys(areas[columns[coefficients < 0]].tolist(), int(areas[whole])))
    top = {}
    for area in np.unique(areas).tolist():
        node = area
        while node in above and above[node] != node:
            node = above[node]
        top[area] = node
    return np.array([top[area] for area in areas.tolist()], dtype=np.int64)
