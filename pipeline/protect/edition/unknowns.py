"""The release as disclosure control sees it: its unknowns, what must add up, and what is worked out from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.analyse.areas import ENGLAND, LONDON, LONDON_PARTS, Areas
from pipeline.analyse.figures import Shown
from pipeline.analyse.shown import completed
from pipeline.design.data_sets import Identity, Release, joined_key
from pipeline.foundation.numbers import UNBOUNDED, Cells, Derived, DisclosureError, Key, Level
from pipeline.foundation.warehouse import Warehouse
from pipeline.protect.edition.derived_numbers import Exempt, Terms, name_of, nothing_exempt
from pipeline.protect.edition.identities import add_identities, contained, rest_of, sums
from pipeline.protect.edition.sums_of_years import add_single_years, same_counts, sums_of_years
from pipeline.protect.relations import Hierarchies

Protects = Callable[[str, str, Level, bool], bool]
"""Whether a small count of a (measure, key, level) may not be known, and whether some file shows counts of it."""


def every_shown_count(measure: str, key: str, level: Level, is_shown: bool) -> bool:
    """Protects what files show, whatever it is."""
    return is_shown


LEVELS = {"national": Level.NATIONAL, "regional": Level.REGIONAL, "local_authority": Level.LOCAL_AUTHORITY}


@dataclass(frozen=True)
class Public:
    """What everybody knows.

    ``supplied`` are the (measure, year, area code) that have a figure, as coverage.csv says; ``estimated`` those of
    them that include an estimate; ``populations`` by (year, area code); ``parents`` the trees of categories;
    ``made_from`` the area whose known counts the figures of another are made from, where none of its own are known;
    ``unreliable`` the supplied places whose counts are in regions and England and are printed in no file.
    """

    supplied: frozenset[tuple[str, int, str]]
    estimated: frozenset[tuple[str, int, str]]
    populations: Mapping[tuple[int, str], int]
    parents: Mapping[str, Mapping[str, str]]
    made_from: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    unreliable: frozenset[tuple[str, int, str]] = frozenset()


@dataclass(frozen=True)
class Unknowns:
    """The unknowns of a release in order of key, which of them some file shows, and what holds between them.

    ``rests`` are the identities with a part that no file shows, by the name under which it is an unknown; ``marked``
    the counts that files print as unreliable: none shows them, and what is shown must not tell a small one either;
    ``believed`` are (parts, wholes) of which readers think that the parts never exceed the wholes.
    """

    keys: tuple[Key, ...]
    shown: frozenset[Key]
    hierarchies: Hierarchies
    derived: tuple[Derived, ...]
    rests: Mapping[str, Identity]
    marked: frozenset[Key] = frozenset()
    believed: tuple[tuple[tuple[Key, ...], tuple[Key, ...]], ...] = ()

    def has_place(self, key: Key) -> bool:
        """Whether a file has a place for the count, and so a name: it shows, suppresses or marks it as unreliable."""
        return key in self.shown or key in self.marked

    def believing(self, bounds: Mapping[Key, tuple[int, int]], *, everywhere: bool) -> Unknowns:
        """The same with what readers believe, wherever ``bounds`` (least and greatest) allow it.

        With ``everywhere``, one area of a year that speaks against it is enough for nobody to believe it of that year.
        """
        nothing = (0, UNBOUNDED)
        holds = {
            pair: sum(bounds.get(key, nothing)[0] for key in pair[0])
            <= sum(bounds.get(key, nothing)[1] for key in pair[1])
            for pair in self.believed
        }
        refuted = {_without_area(pair) for pair, is_possible in holds.items() if everywhere and not is_possible}
        kept = [pair for pair, is_possible in holds.items() if is_possible and _without_area(pair) not in refuted]
        contained = (*self.hierarchies.contained, *kept)
        return replace(self, hierarchies=replace(self.hierarchies, contained=contained))


def _without_area(pair: tuple[tuple[Key, ...], tuple[Key, ...]]) -> tuple[Key, ...]:
    return tuple(key._replace(area_code="") for keys in pair for key in keys)


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
    Authorities that came to an end before the first published year are in no area of the release.
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
        # Of years that are history alone an authority may be gone from the areas of the release.
        if (year, la_code) in areas.in_being
        for above in areas.above(la_code)
        if (measure, year, above) in everywhere
    }
    return Public(frozenset(everywhere), frozenset(estimated), populations, parents_of(warehouse))


def build_unknowns(
    release: Release,
    shown: Iterable[Shown],
    public: Public,
    areas: Areas,
    years: Sequence[int],
    exempt: Exempt = nothing_exempt,
    numbers: Mapping[Shown, int] | None = None,
) -> Unknowns:
    """The unknowns of a release and their relations, from what its files show and all know; no count is needed.

    ``numbers`` are the quantiles and averages as they are printed, known inside the release alone.
    """
    levels = {code: LEVELS[level] for code, level in areas.levels.items()}
    figures = sorted({figure for figure in shown if _has_figure(figure, public)})
    counts = {one for one in figures if one.statistic == "count" and one.measure not in release.amounts}
    shown_counts = frozenset(name_of(one) for one in counts if one.place not in public.unreliable)
    marked = frozenset(name_of(one) for one in counts if one.place in public.unreliable)
    terms = Terms(release, public.populations, levels, shown_counts, exempt, numbers)
    by_place: dict[tuple[str, int, str], set[str]] = {}
    for figure in figures:
        for measure, key in terms.people_of(figure):
            by_place.setdefault((measure, figure.year, figure.area_code), set()).add(key)
    add_single_years(release, by_place, years)
    wanted = _completed_places(by_place, public)
    suppliers = _suppliers(public, areas)
    before = {place: len(keys) for place, keys in wanted.items()}
    add_identities(release, wanted, suppliers)
    rests = {rest_of(identity): identity for identity in release.identities if identity.has_rest}
    for place, keys in wanted.items():
        if len(keys) > before.get(place, 0) and place[0] not in rests:
            keys |= completed(keys, public.parents)
    # A part that an identity brought in stands in sums of its own, beside categories that nothing shows either.
    counted = {measure.name for measure in release.measures}
    wanted |= _completed_places({place: keys for place, keys in wanted.items() if place[0] in counted}, public)
    names = tuple(sorted(Key(*place, key) for place, keys in wanted.items() for key in keys))
    hierarchies = Hierarchies(
        areas={year: _tree_of_areas(areas, year) for year in years},
        categories=public.parents,
        equal=tuple(same_counts(release, wanted, suppliers)),
        sums=(*sums(release, wanted, suppliers), *sums_of_years(release, wanted, suppliers)),
        contained=tuple(contained(release, wanted, suppliers)),
        made_from=_made_from(public, rests),
    )
    printed = [figure for figure in figures if public.unreliable.isdisjoint(places_behind(figure))]
    derived = [one for figure in printed if (one := terms.derived(figure)) is not None]
    believed = tuple(contained(release, wanted, suppliers, are_believed=True))
    return Unknowns(names, shown_counts, hierarchies, tuple(derived), rests, marked, believed)


def places_behind(figure: Shown) -> list[tuple[str, int, str]]:
    """The places whose counts a figure is worked out from."""
    measures = (figure.measure, figure.whole[0], figure.minus[0] or figure.measure)
    return [(measure, figure.year, figure.area_code) for measure in measures]


def _completed_places(
    by_place: Mapping[tuple[str, int, str], set[str]], public: Public
) -> dict[tuple[str, int, str], set[str]]:
    """The keys of each place with those that complete their sums; many places have the same keys."""
    completions: dict[frozenset[str], set[str]] = {}
    found = {}
    for place, behind in by_place.items():
        keys = frozenset(behind)
        if keys not in completions:
            completions[keys] = completed(keys, public.parents)
        found[place] = set(completions[keys])
    return found


def _has_figure(figure: Shown, public: Public) -> bool:
    """Whether everything was supplied that a figure is worked out from."""
    if figure.place not in public.supplied:
        return False
    return not figure.of_measure or (figure.of_measure, figure.year, figure.area_code) in public.supplied


def value_of(key: Key, rests: Mapping[str, Identity], count: Callable[[str, int, str, str], int]) -> int:
    """The count of an unknown, or what an identity leaves for the part that no file shows.

    ``count`` gives the count of a (measure, year, area code, key). Raises DisclosureError when the parts of an identity
    come to more than their whole.
    """
    _, year, area_code, within, _ = key
    identity = rests.get(key.measure)
    if identity is None:
        return count(key.measure, year, area_code, within)
    whole, *parts = (
        count(measure, year, area_code, joined_key(own, within)) for measure, own in (identity.whole, *identity.parts)
    )
    rest = whole - sum(parts)
    if rest < 0:
        raise DisclosureError(f"{key} is {rest}: the parts come to more than their whole. Mend the cells models.")
    return rest


def with_counts(
    unknowns: Unknowns,
    counts: Mapping[tuple[str, int, str], Mapping[str, int]],
    exposed: frozenset[tuple[str, int, str]],
    areas: Areas,
    protects: Protects = every_shown_count,
) -> Cells:
    """The unknowns with their counts (of the authorities that supplied): what the suppressor sees and no reader.

    The counts of ``exposed`` places are taken to be shown unrounded, whatever their level. Raises DisclosureError when
    the parts of an identity come to more than their whole.
    """

    def count(measure: str, year: int, area_code: str, key: str) -> int:
        return counts.get((measure, year, area_code), {}).get(key, 0)

    return Cells.of(
        (
            key,
            value_of(key, unknowns.rests, count),
            Level.LOCAL_AUTHORITY
            if (key.measure, key.collection_year, key.area_code) in exposed
            else LEVELS[areas.levels[key.area_code]],
            key in unknowns.shown,
            protects(key.measure, key.breakdown, LEVELS[areas.levels[key.area_code]], unknowns.has_place(key)),
        )
        for key in unknowns.keys
    )


def _made_from(public: Public, rests: Mapping[str, Identity]) -> dict[tuple[str, int, str], str]:
    """The same with what identities leave over, which is made from another area where its whole is."""
    return {
        (name, year, code): source
        for (measure, year, code), source in public.made_from.items()
        for name in (measure, *(rest for rest, identity in rests.items() if identity.whole[0] == measure))
    }


def _suppliers(public: Public, areas: Areas) -> dict[tuple[str, int, str], frozenset[str]]:
    """The authorities whose counts are in each (measure, year, area code): those that supplied, in it or its source."""
    found: dict[tuple[str, int, str], set[str]] = {}
    for measure, year, code in public.supplied:
        if areas.levels[code] == "local_authority" and (year, code) in areas.in_being:
            for place in (code, *areas.above(code)):
                found.setdefault((measure, year, place), set()).add(code)
    for (measure, year, code), source in public.made_from.items():
        found[measure, year, code] = found.get((measure, year, source), set())
    return {place: frozenset(codes) for place, codes in found.items()}


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
