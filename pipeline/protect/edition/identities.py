"""What a reader can add up beyond the trees of categories and areas: declared identities, wherever they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.design.data_sets import Release, joined_key
from pipeline.design.related_counts import Identity
from pipeline.design.statistic import Cell
from pipeline.foundation.numbers import Key
from pipeline.process.rollup import breakdown_key, breakdown_pairs
from pipeline.reference.periods import year_of

Wanted = dict[tuple[str, int, str], set[str]]
"""The keys of the unknowns of each (measure, year, area code)."""
Suppliers = Mapping[tuple[str, int, str], frozenset[str]]
"""The authorities whose counts are in each (measure, year, area code)."""


@dataclass(frozen=True)
class Sum:
    """An identity in one cell: its whole and its parts there, and the name of the part that no file shows, if any."""

    whole: Cell
    parts: tuple[Cell, ...]
    rest: Cell | None


def rest_of(identity: Identity) -> str:
    """The name of the part that no file shows, as a measure of its own: what it is called, or where it is left over."""
    if identity.rest_name:
        return identity.rest_name
    parts = ", ".join(":".join(part) for part in identity.parts)
    return f"rest of {':'.join(identity.whole)} beside {parts}"


def add_identities(release: Release, wanted: Wanted, suppliers: Suppliers) -> None:
    """Add to ``wanted`` the parts that no table shows, wherever two cells of an identity are there.

    All of a measure are there wherever any category of it is: the categories add up to them, whoever shows that.
    """
    for year, area, identity in _places(release, wanted):
        for one in _sums_in(identity, wanted, year, area):
            cells = [one.whole, *one.parts]
            there = [(wanted.get((measure, year, area), set()), key) for measure, key in cells]
            if sum(key in keys or bool(keys and not key) for keys, key in there) < 2:
                continue
            for measure, key in cells:
                wanted.setdefault((measure, year, area), set()).add(key)
            if one.rest is not None and _are_together(cells, year, area, suppliers):
                wanted.setdefault((one.rest[0], year, area), set()).add(one.rest[1])


def sums(
    release: Release, wanted: Wanted, suppliers: Suppliers, *, are_believed: bool = False
) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """The identities as (whole, parts), wherever the same authorities supplied all that they add up.

    With ``are_believed`` those instead that readers think so of; the last of their parts is what is left over.
    """
    for year, area, identity in _places(release, wanted):
        if identity.is_believed is not are_believed:
            continue
        for one in _sums_in(identity, wanted, year, area):
            if not _are_together([one.whole, *one.parts], year, area, suppliers):
                continue
            parts = [*one.parts, *([one.rest] if one.rest is not None else [])]
            if all(key in wanted.get((measure, year, area), ()) for measure, key in [one.whole, *parts]):
                yield _key(one.whole, year, area), tuple(_key(part, year, area) for part in parts)


def contained(
    release: Release, wanted: Wanted, suppliers: Suppliers, *, are_believed: bool = False
) -> Iterator[tuple[tuple[Key, ...], tuple[Key, ...]]]:
    """Parts with the wholes that they cannot exceed, wherever no authority is in a part alone.

    With ``are_believed`` those instead that readers think so of.
    """
    for year, area in sorted({(year, area) for _, year, area in wanted}):
        for one in (one for one in release.contained if one.is_believed is are_believed):
            smaller, larger = (
                [suppliers.get((measure, year, area), frozenset()) for measure, _ in cells]
                for cells in (one.parts, one.wholes)
            )
            if year < one.first_year or not frozenset().union(*smaller) <= frozenset.intersection(*larger):
                continue
            cells = (*one.parts, *one.wholes)
            for within in sorted(_withins(cells, wanted, year, area)) if one.in_every_cell else ("",):
                there = [Cell(measure, joined_key(key, within)) for measure, key in cells]
                if all(key in wanted.get((measure, year, area), ()) for measure, key in there):
                    keys = [_key(cell, year, area) for cell in there]
                    yield tuple(keys[: len(one.parts)]), tuple(keys[len(one.parts) :])


def _places(release: Release, wanted: Wanted) -> Iterator[tuple[int, str, Identity]]:
    for identity in release.identities:
        measures = {identity.whole[0], *(measure for measure, _ in identity.parts)}
        for year, area in sorted({(year, area) for measure, year, area in wanted if measure in measures}):
            if identity.first_year <= year_of(year) <= identity.last_year:
                yield year, area, identity


def _sums_in(identity: Identity, wanted: Wanted, year: int, area: str) -> list[Sum]:
    """The identity itself, or one for every cell that it holds within."""
    name = rest_of(identity)
    return [
        Sum(
            Cell(identity.whole.measure, joined_key(identity.whole.key, within)),
            tuple(Cell(measure, joined_key(key, within)) for measure, key in identity.parts),
            Cell(name, within) if identity.has_rest else None,
        )
        for within in sorted(
            _withins((identity.whole, *identity.parts), wanted, year, area) if identity.in_every_cell else {""}
        )
    ]


def _withins(cells: tuple[Cell, ...], wanted: Wanted, year: int, area: str) -> frozenset[str]:
    return _withins_among(cells, tuple(frozenset(wanted.get((name, year, area), ())) for name, _ in cells))


@lru_cache(maxsize=1024)  # most areas have figures of the same cells
def _withins_among(cells: tuple[Cell, ...], keys: tuple[frozenset[str], ...]) -> frozenset[str]:
    """The keys beside which some of the cells stand, of other breakdowns than their own."""
    own = {breakdown for _, key in cells for breakdown, _ in breakdown_pairs(key)}
    found = set()
    for (_, key), others in zip(cells, keys, strict=True):
        mine = set(breakdown_pairs(key))
        for other in others:
            pairs = breakdown_pairs(other)
            beside = [pair for pair in pairs if pair not in mine]
            if len(pairs) - len(beside) == len(mine) and not any(breakdown in own for breakdown, _ in beside):
                found.add(breakdown_key(beside))
    return frozenset(found)


def _are_together(cells: Iterable[Cell], year: int, area: str, suppliers: Suppliers) -> bool:
    """Whether the same authorities supplied all of some cells."""
    return len({suppliers.get((measure, year, area)) for measure, _ in cells}) == 1


def _key(cell: Cell, year: int, area: str) -> Key:
    return Key(cell[0], year, area, cell[1])
