"""What everybody knows of a release beside its figures: who supplied, what is estimated or marked, populations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pipeline.analyse.areas import Areas
from pipeline.foundation.warehouse import Warehouse


@dataclass(frozen=True)
class Public:
    """What everybody knows.

    ``supplied`` are the (measure, year, area code) that have a figure, as coverage.csv says; ``estimated`` those of
    them that include an estimate; ``populations`` by (year, area code); ``parents`` the trees of categories;
    ``made_from`` the area whose known counts the figures of another are made from, where none of its own are known;
    ``unreliable`` the supplied places whose counts are in regions and England and are printed in no file;
    ``out_of_rates`` by (measure, year, area code) those authorities of an area that its numbers alone have.
    """

    supplied: frozenset[tuple[str, int, str]]
    estimated: frozenset[tuple[str, int, str]]
    populations: Mapping[tuple[int, str], int]
    parents: Mapping[str, Mapping[str, str]]
    made_from: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    unreliable: frozenset[tuple[str, int, str]] = frozenset()
    out_of_rates: Mapping[tuple[str, int, str], frozenset[str]] = field(default_factory=dict)


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
    missing: Collection[tuple[str, int, str]],
    without_estimate: Collection[tuple[str, int, str]] = (),
    left_out: Collection[tuple[str, int, str]] = (),
) -> Public:
    """The same from the (measure, year, la_code) that were supplied and that were not.

    Regions and England have a figure wherever anybody supplied, with an estimate where one of theirs did not. Nobody
    lives in an agency, so nothing can be estimated for one: what those ``without_estimate`` are a part of is not known.
    Where missing ones are ``left_out``, an area is of those of its own that supplied, and has no figure without any.
    Authorities that came to an end before the first published year are in no area of the release.
    """
    aggregates = [code for code, level in areas.levels.items() if level != "local_authority"]
    by_members = {(measure, year) for measure, year, _ in left_out}
    everywhere = supplied | {
        (measure, year, code)
        for measure, year, _ in supplied
        if (measure, year) not in by_members
        for code in aggregates
    }
    everywhere |= {
        (measure, year, above)
        for measure, year, code in supplied
        if (measure, year) in by_members and (year, code) in areas.in_being
        for above in areas.above(code)
    }
    everywhere -= {
        (measure, year, above)
        for measure, year, code in without_estimate
        if (year, code) in areas.in_being
        for above in areas.above(code)
    }
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
