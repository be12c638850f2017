"""Earlier releases: what they showed is known, and what has been revised since is another unknown.

A number that an earlier release showed can no longer be protected, and helps to work out those beside it. Suppression
and audit therefore look at all releases as one system. Where an authority's numbers were revised, its old numbers, and
those of its region and England, are unknowns of their own that carry the earlier release's vintage.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from pipeline.foundation.numbers import (
    UNBOUNDED,
    Cells,
    Derived,
    Difference,
    DisclosureError,
    Form,
    Key,
    Known,
    Level,
    PublishedView,
    Quantile,
    Ratio,
)
from pipeline.protect.relations import Hierarchies, Kind, Relations, Row, assemble, build_relations, rows_of

Place = tuple[str, int, str]
"""A measure, collection year and area whose numbers were revised together."""


@dataclass(frozen=True)
class EarlierRelease:
    """What one earlier release showed, and which of its numbers have been revised since.

    `vintage` names the state of the returns that it was made from: two releases made from the same returns share it.
    `values` holds the old true counts of the revised keys (from that release's restricted folder): suppression needs
    them to protect the old small numbers too, the audit does not.
    """

    vintage: str
    view: PublishedView
    derived: tuple[Derived, ...] = ()
    revised: frozenset[Place] = frozenset()
    values: Mapping[Key, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Joint:
    """All releases as one system: the input of suppression and audit in place of this release's own."""

    relations: Relations
    earlier: tuple[PublishedView, ...]


def revised_places(view: PublishedView, cells: Cells) -> frozenset[Place]:
    """Return the places of `view` whose numbers cannot be those of `cells` any more."""
    now = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    found = set()
    for key, form, low, high in zip(
        view.keys, view.forms.tolist(), view.lower.tolist(), view.upper.tolist(), strict=True
    ):
        if key not in now:
            continue
        changed = form == Form.SHOWN and not low <= now[key] <= high
        if changed or (form == Form.SUPPRESSED and now[key] < max(low, 0)):
            found.add((key.measure, key.collection_year, key.area_code))
    return frozenset(found)


def join_releases(
    keys: Iterable[Key], hierarchies: Hierarchies, derived: Iterable[Derived], earlier: Iterable[EarlierRelease]
) -> Joint:
    """Join this release's relations with those of earlier releases, naming what was revised by its vintage."""
    every: set[Key] = set(keys)
    relations = build_relations(every, hierarchies, derived)
    given = list(earlier)
    if not given:
        return Joint(relations, ())
    rows: list[Row] = list(rows_of(relations))
    together: list[Derived] = list(relations.derived)
    views = []
    for one in given:
        places = _with_ancestors(one.revised, hierarchies)

        rename = partial(_named, one.vintage, places)
        old = build_relations(one.view.keys, replace(hierarchies, made_from={}), ())
        for kind, terms, lower, upper in rows_of(old):
            renamed = tuple((rename(key), coefficient) for key, coefficient in terms)
            # An area whose figures are now made from another's is no sum any more.
            if kind is Kind.GEOGRAPHY and any(hierarchies.is_made_from_another(key) for key, _ in renamed):
                continue
            rows.append((kind, renamed, lower, upper))
        every.update(rename(key) for key in one.view.keys)
        told = {number.key: _renamed(number, one, rename) for number in one.derived}
        together += [told[key] for key in sorted(told)]
        views.append(
            replace(
                one.view,
                keys=tuple(rename(key) for key in one.view.keys),
                exempt=frozenset(map(rename, one.view.exempt)),
                nobody=frozenset(map(rename, one.view.nobody)),
                may_be_none=frozenset(map(rename, one.view.may_be_none)),
                ratios={told[key].key: shown for key, shown in one.view.ratios.items() if key in told},
                differences={told[key].key: shown for key, shown in one.view.differences.items() if key in told},
                quantiles={told[key].key: shown for key, shown in one.view.quantiles.items() if key in told},
                means={told[key].key: shown for key, shown in one.view.means.items() if key in told},
            )
        )
    return Joint(assemble(every, rows, hierarchies.all_equal(every), together), tuple(views))


def with_old_cells(cells: Cells, joint: Joint, earlier: Iterable[EarlierRelease]) -> Cells:
    """Add the old numbers of revised places to `cells`, as numbers that this release does not show.

    What an earlier release suppresses is still protected where this one does not show it.
    Raises DisclosureError when an old number can be found neither in the earlier release's view nor in its `values`.
    """
    if not joint.earlier:
        return cells
    have = set(cells.keys)
    level_of = dict(zip(((key.area_code) for key in cells.keys), cells.levels.tolist(), strict=True))
    names = [
        (key, bool(shown), bool(small))
        for key, shown, small in zip(cells.keys, cells.published, cells.sensitive, strict=True)
    ]
    exempt = exempt_together(
        have, {key for key, shown, _ in names if shown}, {key for key, _, small in names if not small}, joint.earlier
    )
    rows = [
        (key, int(value), Level(level), bool(published), key not in exempt)
        for key, value, level, published in zip(cells.keys, cells.values, cells.levels, cells.published, strict=True)
    ]
    for one, view in zip(earlier, joint.earlier, strict=True):
        for old, key, low, high in zip(one.view.keys, view.keys, view.lower.tolist(), view.upper.tolist(), strict=True):
            if key in have:
                continue
            value = one.values.get(old, low if low == high else None)
            if value is None:
                raise DisclosureError(
                    f"{old}: revised since {one.view.name}, and its old count is not given. "
                    f"Give the unrounded counts of that release, from its restricted folder."
                )
            have.add(key)
            rows.append((key, value, Level(level_of.get(key.area_code, 0)), False, key not in exempt))
    return Cells.of(rows)


def exempt_together(
    keys: Collection[Key], shown: Collection[Key], exempt: Collection[Key], earlier: Iterable[PublishedView]
) -> frozenset[Key]:
    """What no release protects, of this one's ``keys`` with those it shows and those it exempts, and the earlier ones.

    A number that one release lets be known, since none of its files shows it, may be one that another one suppresses.
    """
    views = list(earlier)
    suppressed_before = frozenset[Key]().union(*(frozenset(one.keys) - one.exempt for one in views))
    exempt_before = frozenset[Key]().union(*(one.exempt for one in views))
    return (frozenset(exempt) | (exempt_before - frozenset(keys))) - (suppressed_before - frozenset(shown))


def known_from(joint: Joint, smallest_suppressed: int) -> Known:
    """Return what the earlier releases told of every unknown."""
    count = len(joint.relations.keys)
    lower, upper = np.zeros(count, dtype=np.int64), np.full(count, UNBOUNDED, dtype=np.int64)
    release = [""] * count
    for view in joint.earlier:
        where = np.array([joint.relations.unknown[key] for key in view.keys], dtype=np.int64)
        shown, symbol = view.forms == Form.SHOWN, view.forms == Form.SUPPRESSED
        np.maximum.at(lower, where[shown], view.lower[shown])
        np.minimum.at(upper, where[shown], view.upper[shown])
        some = symbol & np.array([key not in view.may_be_none for key in view.keys], dtype=np.bool_)
        np.maximum.at(lower, where[some], smallest_suppressed)
        for unknown in where[shown].tolist():
            release[unknown] = release[unknown] or view.name
    derived = frozenset[Key]().union(*({*view.ratios, *view.differences} for view in joint.earlier))
    return Known(lower, upper, tuple(release), derived)


def _with_ancestors(places: frozenset[Place], hierarchies: Hierarchies) -> frozenset[Place]:
    found = set(places)
    for measure, year, area in places:
        parents = {child: parent for parent, children in hierarchies.areas.get(year, {}).items() for child in children}
        while area in parents:
            area = parents[area]
            found.add((measure, year, area))
    return frozenset(found)


def _named(vintage: str, revised: frozenset[Place], key: Key) -> Key:
    is_revised = (key.measure, key.collection_year, key.area_code) in revised
    return key._replace(vintage=vintage) if is_revised else key


def _renamed(number: Derived, one: EarlierRelease, rename: Callable[[Key], Key]) -> Derived:
    key = number.key._replace(vintage=one.view.name)
    if isinstance(number, Ratio):
        top, bottom = tuple(map(rename, number.numerator)), tuple(map(rename, number.denominator))
        beside = tuple(map(rename, number.beside))
        return replace(number, key=key, numerator=top, denominator=bottom, beside=beside)
    if isinstance(number, Difference):
        return replace(number, key=key, plus=tuple(map(rename, number.plus)), minus=tuple(map(rename, number.minus)))
    bands = tuple(replace(band, count=rename(band.count)) for band in number.bands)
    number = replace(number, key=key, count=rename(number.count), bands=bands)
    return number if isinstance(number, Quantile) else replace(number, beside=tuple(map(rename, number.beside)))
