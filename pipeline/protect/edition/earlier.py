"""Earlier releases: what they showed is known, so a new release is protected, and attacked, together with them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.foundation.numbers import Cells, Form, Key, Level, PublishedView
from pipeline.protect.edition.seen import SeenRelease, see_release
from pipeline.protect.edition.unknowns import Unknowns
from pipeline.protect.history import EarlierRelease, Joint, Place, join_releases, revised_places

Told = TypeVar("Told")


@dataclass(frozen=True)
class GivenRelease:
    """An earlier release as seen in its files, with its unrounded counts when its restricted folder is there."""

    seen: SeenRelease
    counts: Mapping[Key, int]


def read_earlier(folders: Sequence[Path]) -> list[GivenRelease]:
    """The earlier releases in some folders, with the counts of their ``restricted/`` where it is there."""
    found = []
    for folder in folders:
        seen, counts = see_release(folder), _old_counts(folder)

        def count(measure: str, year: int, area_code: str, key: str, counts: Mapping[Key, int] = counts) -> int:
            return counts.get(Key(measure, year, area_code, key), 0)

        # What an identity leaves over stands in no file, and is as old as the counts that it is left over from.
        unknowns = seen.unknowns
        worked_out = {
            key: unknowns.value_of(key, count) for key in seen.view.keys if counts and unknowns.is_worked_out(key)
        }
        found.append(GivenRelease(seen, counts | worked_out))
    return found


def _old_counts(folder: Path) -> dict[Key, int]:
    path = folder / "restricted" / "unprotected_cells.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            Key(row["measure"], int(row["collection_year"]), row["area_code"], row["breakdown_key"]): int(
                row["known_value"]
            )
            for row in csv.DictReader(file)
        }


def as_earlier(unknowns: Unknowns, cells: Cells, given: Sequence[GivenRelease]) -> list[EarlierRelease]:
    """What each earlier release tells of the years that this release shows again.

    A place whose numbers differ from those of ``cells`` was revised: its old numbers are unknowns of their own. Without
    the old counts only a difference that shows can be seen.
    """
    if not given:
        return []
    cells = _with_other_names(cells, unknowns.hierarchies.equal)
    now = dict(zip(cells.keys, cells.values.tolist(), strict=True))
    years = {key.collection_year for key in unknowns.keys}
    found = []
    for one in given:
        view = of_years(one.seen.view, years)
        revised = revised_places(view, cells) | {
            # What an area without figures had of its own when it was shown is another number.
            _place(key)
            for key in view.keys
            if unknowns.hierarchies.is_made_from_another(key)
        }
        if one.counts:
            revised |= {
                _place(key)
                for key in view.keys
                if key in now
                and one.counts.get(key, 0) != (0 if unknowns.hierarchies.is_made_from_another(key) else now[key])
            }
        found.append(_earlier(one, view, revised, years))
    return found


def _with_other_names(cells: Cells, equal: Sequence[tuple[Key, Key]]) -> Cells:
    """The cells, those that another release shows under a name of its own under that name too."""
    place = {key: at for at, key in enumerate(cells.keys)}
    columns = (cells.values, cells.levels, cells.published, cells.sensitive)
    return Cells.of(
        (key, int(value), Level(level), bool(published), bool(sensitive))
        for keys, at in (
            (cells.keys, slice(None)),
            *(((theirs,), slice(place[ours], place[ours] + 1)) for theirs, ours in equal if ours in place),
        )
        for key, value, level, published, sensitive in zip(keys, *(column[at] for column in columns), strict=True)
    )


def join_seen(seen: SeenRelease, others: Sequence[SeenRelease]) -> Joint:
    """One release and earlier ones as one system, from their files alone.

    The certificate lists the places that were revised since the releases it was made with. For any other release a
    stranger sees it where a figure that both show differs, and takes all of that area's year to be revised.
    """
    listed = {
        one["name"]: frozenset(tuple(place) for place in one["revised"])
        for one in seen.certificate["attacker"]["earlier_releases"]
    }
    years = {key.collection_year for key in seen.unknowns.keys}
    now = _bounds(seen.view)
    # Whichever of two releases names a count as another does, the two are one.
    equal = tuple(pair for one in (seen, *others) for pair in one.unknowns.hierarchies.equal)
    for pair in equal:
        for ours, theirs in (pair, pair[::-1]):
            if ours in now and theirs not in now:
                now[theirs] = now[ours]
    earlier = []
    for other in others:
        view = of_years(other.view, years)
        differing = {
            (key.collection_year, key.area_code)
            for key, (low, high) in _bounds(view).items()
            if key in now and (high < now[key][0] or low > now[key][1])
        }
        seen_revised = frozenset(_place(key) for key in view.keys if _place(key)[1:] in differing)
        revised = listed.get(other.view.name, seen_revised)
        earlier.append(_earlier(GivenRelease(other, {}), view, revised, years))
    hierarchies = replace(seen.unknowns.hierarchies, equal=equal)
    return join_releases(seen.unknowns.keys, hierarchies, seen.unknowns.derived, earlier)


def _place(key: Key) -> Place:
    return key.measure, key.collection_year, key.area_code


def _bounds(view: PublishedView) -> dict[Key, tuple[int, int]]:
    shown = np.flatnonzero(view.forms == Form.SHOWN)
    return {view.keys[index]: (int(view.lower[index]), int(view.upper[index])) for index in shown.tolist()}


def of_years(view: PublishedView, years: set[int]) -> PublishedView:
    """What a release shows of some collection years alone."""
    kept = np.array([key.collection_year in years for key in view.keys], dtype=np.bool_)

    def told(numbers: Mapping[Key, Told]) -> dict[Key, Told]:
        return {key: number for key, number in numbers.items() if key.collection_year in years}

    def some(keys: frozenset[Key]) -> frozenset[Key]:
        return frozenset(key for key in keys if key.collection_year in years)

    return replace(
        view,
        keys=tuple(key for key in view.keys if key.collection_year in years),
        forms=view.forms[kept],
        lower=view.lower[kept],
        upper=view.upper[kept],
        ratios=told(view.ratios),
        differences=told(view.differences),
        quantiles=told(view.quantiles),
        means=told(view.means),
        exempt=some(view.exempt),
        nobody=some(view.nobody),
        may_be_none=some(view.may_be_none),
    )


def _earlier(one: GivenRelease, view: PublishedView, revised: frozenset[Place], years: set[int]) -> EarlierRelease:
    derived = tuple(number for number in one.seen.unknowns.derived if number.key.collection_year in years)
    values = dict.fromkeys(view.keys, 0) | {key: one.counts[key] for key in view.keys if key in one.counts}
    return EarlierRelease(one.seen.view.name, view, derived, revised, values if one.counts else {})
