"""The release as disclosure control sees it: its unknowns, what must add up, and what is worked out from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.analyse.areas import ENGLAND, LONDON, LONDON_PARTS, Areas
from pipeline.analyse.figures import Shown
from pipeline.analyse.shown import completed
from pipeline.design.data_sets import Release, joined_key
from pipeline.design.related_counts import Identity
from pipeline.foundation.numbers import UNBOUNDED, Cells, Derived, DisclosureError, Key, Level
from pipeline.protect.edition.derived_numbers import Exempt, Terms, name_of, nothing_exempt
from pipeline.protect.edition.identities import add_identities, contained, rest_of, sums
from pipeline.protect.edition.panels import add_members, told_by_the_panel
from pipeline.protect.edition.partial_sums import PartialSum, partial_unknowns, without_of, worked_out_without
from pipeline.protect.edition.public import Public
from pipeline.protect.edition.sums_of_years import (
    add_single_years,
    believed_so_far,
    same_counts,
    sums_of_years,
)
from pipeline.protect.relations import Hierarchies

Protects = Callable[[str, str, Level, bool], bool]
"""Whether a small count of a (measure, key, level) may not be known, and whether some file shows counts of it."""


def every_shown_count(measure: str, key: str, level: Level, is_shown: bool) -> bool:
    """Protects what files show, whatever it is."""
    return is_shown


LEVELS = {"national": Level.NATIONAL, "regional": Level.REGIONAL, "local_authority": Level.LOCAL_AUTHORITY}


@dataclass(frozen=True)
class Unknowns:
    """The unknowns of a release in order of key, which of them some file shows, and what holds between them.

    ``rests`` are the identities with a part that no file shows, by the name under which it is an unknown; ``marked``
    the counts that files print as unreliable: none shows them, and what is shown must not tell a small one either;
    ``believed`` are (parts, wholes) of which readers think that the parts never exceed the wholes, ``believed_sums``
    (whole, parts) of such of which the last part is what they leave; ``partial_sums`` are the counts that percentages
    are of in areas with an authority that totals alone have, by their name as a measure.
    """

    keys: tuple[Key, ...]
    shown: frozenset[Key]
    hierarchies: Hierarchies
    derived: tuple[Derived, ...]
    rests: Mapping[str, Identity]
    marked: frozenset[Key] = frozenset()
    believed: tuple[tuple[tuple[Key, ...], tuple[Key, ...]], ...] = ()
    believed_sums: tuple[tuple[Key, tuple[Key, ...]], ...] = ()
    partial_sums: Mapping[str, PartialSum] = field(default_factory=dict)

    def is_worked_out(self, key: Key) -> bool:
        """Whether the count stands in no table of counts and follows from some that do."""
        return key.measure in self.rests or key.measure in self.partial_sums

    def value_of(self, key: Key, count: Callable[[str, int, str, str], int]) -> int:
        """The count of an unknown: as it is, what an identity leaves for a part that no file shows, or a partial sum.

        ``count`` gives the count of a (measure, year, area code, key). Raises DisclosureError when the parts of an
        identity come to more than their whole; one that is only believed leaves nobody there.
        """
        _, year, area_code, within, _ = key
        partial, identity = self.partial_sums.get(key.measure), self.rests.get(key.measure)
        if partial is not None:
            parts = (count(partial.measure, year, code, within) for code in partial.without)
            return count(partial.measure, year, area_code, within) - sum(parts)
        if identity is None:
            return count(key.measure, year, area_code, within)
        whole, *others = (
            count(measure, year, area_code, joined_key(own, within))
            for measure, own in (identity.whole, *identity.parts)
        )
        rest = whole - sum(others)
        if rest < 0 and identity.is_believed:
            return 0
        if rest < 0:
            raise DisclosureError(f"{key} is {rest}: the parts come to more than their whole. Mend the cells models.")
        return rest

    def behind_partial_sums(self) -> Iterator[Key]:
        """The counts of authorities that partial sums are less of, unknowns or not."""
        for key in self.keys:
            if (one := self.partial_sums.get(key.measure)) is not None:
                yield from (key._replace(measure=one.measure, area_code=code) for code in one.without)

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
        kept = {pair for pair, is_possible in holds.items() if is_possible and _without_area(pair) not in refuted}
        contained = (*self.hierarchies.contained, *(pair for pair in holds if pair in kept))
        left = (one for one in self.believed_sums if (one[1][:-1], (one[0],)) in kept)
        hierarchies = replace(self.hierarchies, contained=contained, sums=(*self.hierarchies.sums, *left))
        return replace(self, hierarchies=hierarchies)


def _without_area(pair: tuple[tuple[Key, ...], tuple[Key, ...]]) -> tuple[Key, ...]:
    return tuple(key._replace(area_code="") for keys in pair for key in keys)


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
    add_single_years(release, by_place, years, public.supplied)
    suppliers = _suppliers(public, areas)
    add_members(release, by_place, suppliers)
    wanted = _completed_places(by_place, public)
    before = {place: len(keys) for place, keys in wanted.items()}
    add_identities(release, wanted, suppliers)
    rests = {rest_of(identity): identity for identity in release.identities if identity.has_rest}
    for place, keys in wanted.items():
        if len(keys) > before.get(place, 0) and place[0] not in rests:
            keys |= completed(keys, public.parents)
    # A part that an identity brought in stands in sums of its own, beside categories that nothing shows either.
    counted = {measure.name for measure in release.measures}
    wanted |= _completed_places({place: keys for place, keys in wanted.items() if place[0] in counted}, public)
    derived, asked = _derived(figures, terms, public)
    partial = partial_unknowns(asked, wanted)
    names = tuple(sorted(Key(*place, key) for place, keys in wanted.items() for key in keys))
    hierarchies = Hierarchies(
        areas={year: _tree_of_areas(areas, year) for year in years},
        categories=public.parents,
        equal=(*same_counts(release, wanted, suppliers), *told_by_the_panel(release, wanted, suppliers)),
        sums=(*sums(release, wanted, suppliers), *sums_of_years(release, wanted, suppliers), *partial.sums),
        contained=(*contained(release, wanted, suppliers), *partial.contained),
        made_from=_made_from(public, rests),
    )
    believed = (
        *contained(release, wanted, suppliers, are_believed=True),
        *believed_so_far(release, wanted, suppliers),
    )
    believed_sums = tuple(sums(release, wanted, suppliers, are_believed=True))
    return Unknowns(
        tuple(sorted((*names, *partial.keys))),
        shown_counts,
        hierarchies,
        tuple(derived),
        rests,
        marked,
        believed,
        believed_sums,
        {one.name: one for _, one in asked},
    )


def _derived(
    figures: Iterable[Shown], terms: Terms, public: Public
) -> tuple[list[Derived], set[tuple[int, PartialSum]]]:
    """What is worked out from counts, and the partial sums by year that some of it is of."""
    derived: list[Derived] = []
    asked: set[tuple[int, PartialSum]] = set()
    for figure in figures:
        number = terms.derived(figure) if public.unreliable.isdisjoint(places_behind(figure)) else None
        without = without_of(figure, public.out_of_rates) if number is not None else ()
        if number is not None and without:
            number, partial = worked_out_without(number, without, public.populations)
            asked |= {(figure.year, one) for one in partial}
        if number is not None:
            derived.append(number)
    return derived, asked


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
            unknowns.value_of(key, count),
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
        # Of years that are history alone an authority may be in no area of the release.
        if (year, code) in areas.in_being and areas.levels[code] == "local_authority":
            for place in (code, *areas.above(code)):
                found.setdefault((measure, year, place), set()).add(code)
    for (measure, year, code), source in public.made_from.items():
        found[measure, year, code] = found.get((measure, year, source), set())
    return {place: frozenset(codes) for place, codes in found.items()}


def _tree_of_areas(areas: Areas, year: int) -> dict[str, tuple[str, ...]]:
    members: dict[str, list[str]] = {}
    for code, region in sorted(areas.region_codes.items()):
        if (year, code) in areas.in_being:
            members.setdefault(region, []).append(code)
    regions = sorted(area.area_code for area in areas.regions if area.area_code not in LONDON_PARTS)
    tree = {area.area_code: tuple(members.get(area.area_code, ())) for area in areas.regions}
    # Agencies that work in all of England stand beside the regions.
    tree[ENGLAND.area_code] = (*regions, *members.get("", ()))
    tree[LONDON] = LONDON_PARTS
    return tree
