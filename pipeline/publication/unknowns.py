"""The release as disclosure control sees it: its unknowns, what must add up, and what is worked out from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.disclosure.model import Cells, Derived, Difference, Key, Level, Ratio
from pipeline.disclosure.relations import Hierarchies
from pipeline.publication.areas import ENGLAND, LONDON, LONDON_PARTS, Areas
from pipeline.publication.data_sets import CellOf, Release
from pipeline.publication.figures import Shown
from pipeline.publication.shown import completed, counts_behind
from pipeline.warehouse import Warehouse

LEVELS = {"national": Level.NATIONAL, "regional": Level.REGIONAL, "local_authority": Level.LOCAL_AUTHORITY}
RATE_SCALE = 10_000


@dataclass(frozen=True)
class Public:
    """What everybody knows.

    ``supplied`` are the (measure, year, area code) that have a figure, as coverage.csv says; ``estimated`` those of
    them that include an estimate; ``populations`` by (year, area code); ``parents`` the trees of categories.
    """

    supplied: frozenset[tuple[str, int, str]]
    estimated: frozenset[tuple[str, int, str]]
    populations: Mapping[tuple[int, str], int]
    parents: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Unknowns:
    """The unknowns of a release in order of key, which of them some file shows, and what holds between them."""

    keys: tuple[Key, ...]
    shown: frozenset[Key]
    hierarchies: Hierarchies
    derived: tuple[Derived, ...]


def parents_of(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """The trees of categories: by breakdown, each category's parent (empty at the top)."""
    trees: dict[str, dict[str, str]] = {}
    for breakdown, category, parent in warehouse.connection.execute(
        "SELECT breakdown, category, coalesce(parent, '') FROM reference.categories ORDER BY breakdown, position"
    ).fetchall():
        trees.setdefault(breakdown, {})[category] = parent
    return trees


def public_from(
    warehouse: Warehouse,
    areas: Areas,
    supplied: set[tuple[str, int, str]],
    missing: Iterable[tuple[str, int, str]],
) -> Public:
    """The same from the (measure, year, la_code) that were supplied and that were not.

    Regions and England have a figure wherever anybody supplied, with an estimate where one of theirs did not.
    """
    aggregates = [code for code, level in areas.levels.items() if level != "local_authority"]
    everywhere = supplied | {(measure, year, code) for measure, year, _ in supplied for code in aggregates}
    populations = {
        (year, area_code): population
        for year, area_code, population in warehouse.connection.execute(
            "SELECT collection_year, area_code, population FROM reference.child_population WHERE population IS NOT NULL"
        ).fetchall()
    }
    estimated = {
        (measure, year, above)
        for measure, year, la_code in missing
        for above in areas.above(la_code)
        if (measure, year, above) in everywhere
    }
    return Public(frozenset(everywhere), frozenset(estimated), populations, parents_of(warehouse))


def name_of(shown: Shown) -> Key:
    """The key of a figure: the count's own, or one that says which statistic of it."""
    if shown.statistic == "count":
        return Key(shown.measure, shown.year, shown.area_code, shown.key)
    extra = shown.of_key if shown.statistic == "percent" else ":".join(shown.minus)
    decimals = f" to {shown.decimals}" if shown.decimals else ""
    return Key(
        f"{shown.statistic} of {shown.measure}", shown.year, shown.area_code, f"{shown.key} of {extra}{decimals}"
    )


def build_unknowns(
    release: Release, shown: Iterable[Shown], public: Public, areas: Areas, years: Sequence[int]
) -> Unknowns:
    """The unknowns of a release and their relations, from what its files show and all know; no count is needed."""
    figures = sorted({figure for figure in shown if (figure.measure, figure.year, figure.area_code) in public.supplied})
    by_place: dict[tuple[str, int, str], list[Shown]] = {}
    for figure in figures:
        by_place.setdefault((figure.measure, figure.year, figure.area_code), []).append(figure)
        if figure.statistic == "difference":
            other = Shown("count", figure.minus[0], figure.year, figure.area_code, figure.minus[1])
            by_place.setdefault((other.measure, figure.year, figure.area_code), []).append(other)
    completions: dict[frozenset[str], set[str]] = {}
    wanted: dict[tuple[str, int, str], set[str]] = {}
    for place, listed in by_place.items():
        keys = frozenset(key for measure, key in counts_behind(listed) if measure == place[0])
        if keys not in completions:
            completions[keys] = completed(keys, public.parents)
        wanted[place] = set(completions[keys])
    _add_identities(release, wanted)
    suppliers = _suppliers(public, areas)
    names = tuple(sorted(Key(*place, key) for place, keys in wanted.items() for key in keys))
    hierarchies = Hierarchies(
        areas={year: _tree_of_areas(areas, year) for year in years},
        categories=public.parents,
        sums=tuple(_sums(release, wanted, suppliers)),
        contained=tuple(_contained(release, wanted, suppliers)),
    )
    derived = [one for figure in figures if (one := _derived(figure, public, areas)) is not None]
    shown_counts = frozenset(name_of(figure) for figure in figures if figure.statistic == "count")
    return Unknowns(names, shown_counts, hierarchies, tuple(derived))


def with_counts(
    unknowns: Unknowns,
    counts: Mapping[tuple[str, int, str], Mapping[str, int]],
    exposed: frozenset[tuple[str, int, str]],
    areas: Areas,
) -> Cells:
    """The unknowns with their counts (of the authorities that supplied): what the suppressor sees and no reader.

    The counts of ``exposed`` places are taken to be shown unrounded, whatever their level.
    """
    return Cells.of(
        (
            key,
            counts.get((key.measure, key.collection_year, key.area_code), {}).get(key.breakdown, 0),
            Level.LOCAL_AUTHORITY
            if (key.measure, key.collection_year, key.area_code) in exposed
            else LEVELS[areas.levels[key.area_code]],
            key in unknowns.shown,
            True,
        )
        for key in unknowns.keys
    )


def _add_identities(release: Release, wanted: dict[tuple[str, int, str], set[str]]) -> None:
    """A part that no table shows still takes part in its identity, wherever the whole or another part is shown."""
    for identity in release.identities:
        cells = [identity.whole, *identity.parts]
        places = {(year, area) for measure, year, area in wanted if measure in {measure for measure, _ in cells}}
        for year, area in sorted(places):
            present = [cell for cell in cells if cell[1] in wanted.get((cell[0], year, area), set())]
            if len(present) > 1:
                for measure, key in cells:
                    wanted.setdefault((measure, year, area), set()).add(key)


def _suppliers(public: Public, areas: Areas) -> dict[tuple[str, int, str], frozenset[str]]:
    """The authorities whose counts are in each (measure, year, area code): those in the area that supplied."""
    found: dict[tuple[str, int, str], set[str]] = {}
    for measure, year, code in public.supplied:
        if areas.levels[code] == "local_authority" and (year, code) in areas.in_being:
            for place in (code, *areas.above(code)):
                found.setdefault((measure, year, place), set()).add(code)
    return {place: frozenset(codes) for place, codes in found.items()}


def _sums(
    release: Release,
    wanted: Mapping[tuple[str, int, str], set[str]],
    suppliers: Mapping[tuple[str, int, str], frozenset[str]],
) -> Iterable[tuple[Key, tuple[Key, ...]]]:
    """Identities, wherever the same authorities supplied all that they add up."""
    for year, area in sorted({(year, area) for _, year, area in wanted}):
        for identity in release.identities:
            cells = [identity.whole, *identity.parts]
            if len({suppliers.get((measure, year, area)) for measure, _ in cells}) > 1:
                continue
            if all(key in wanted.get((measure, year, area), ()) for measure, key in cells):
                yield _key(identity.whole, year, area), tuple(_key(part, year, area) for part in identity.parts)


def _contained(
    release: Release,
    wanted: Mapping[tuple[str, int, str], set[str]],
    suppliers: Mapping[tuple[str, int, str], frozenset[str]],
) -> Iterable[tuple[Key, Key]]:
    """Parts with their wholes, wherever no authority is in the part alone."""
    for year, area in sorted({(year, area) for _, year, area in wanted}):
        for pair in release.contained:
            part, whole = (suppliers.get((measure, year, area), frozenset()) for measure, _ in pair)
            if part <= whole and all(key in wanted.get((measure, year, area), ()) for measure, key in pair):
                yield _key(pair[0], year, area), _key(pair[1], year, area)


def _key(cell: CellOf, year: int, area: str) -> Key:
    return Key(cell[0], year, area, cell[1])


def _tree_of_areas(areas: Areas, year: int) -> dict[str, tuple[str, ...]]:
    tree: dict[str, tuple[str, ...]] = {
        ENGLAND.area_code: tuple(
            sorted(area.area_code for area in areas.regions if area.area_code not in LONDON_PARTS)
        ),
        LONDON: LONDON_PARTS,
    }
    for area in areas.regions:
        if area.area_code != LONDON:
            tree[area.area_code] = tuple(
                code
                for code, region in sorted(areas.region_codes.items())
                if region == area.area_code and (year, code) in areas.in_being
            )
    return tree


def _derived(figure: Shown, public: Public, areas: Areas) -> Derived | None:
    level = LEVELS[areas.levels[figure.area_code]]
    count = Key(figure.measure, figure.year, figure.area_code, figure.key)
    if figure.statistic == "percent":
        whole = Key(figure.measure, figure.year, figure.area_code, figure.of_key)
        return Ratio(name_of(figure), level, (count,), (whole,), decimals=figure.decimals)
    if figure.statistic == "rate":
        population = public.populations.get((figure.year, figure.area_code))
        if not population:
            return None
        return Ratio(
            name_of(figure), level, (count,), known_denominator=population, scale=RATE_SCALE, decimals=figure.decimals
        )
    if figure.statistic == "difference":
        return Difference(name_of(figure), level, (count,), (_key(figure.minus, figure.year, figure.area_code),))
    return None
