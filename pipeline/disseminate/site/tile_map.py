"""A map of squares: every authority one, as large as any other, near its neighbours, linked to its page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations

from pipeline.analyse.edition import Edition
from pipeline.design.figure import AreaLevel
from pipeline.reference.tables import authority_tiles

SHADES = 4
"""Quarters of the authorities whose figure is shown, from the lowest figures (1) to the highest."""


@dataclass(frozen=True)
class Tile:
    """A square: its authority, where it stands, in points, its letters, and its shade (0 where no figure is shown)."""

    code: str
    name: str
    x: int
    y: int
    letters: str
    shade: int
    text: str


SIZE = 34
"""Points from one square to the next."""
LETTERS = 3
PASSED_OVER = frozenset({"and", "of", "on", "the", "under", "upon", "with", "City", "County"})
"""Words that tell no authority from another."""


def quarters(values: Mapping[str, Decimal]) -> dict[str, int]:
    """Which quarter of all each is in, 1 the lowest figures; equal figures are in one quarter, the lower."""
    ordered = sorted(values.values())
    return {code: SHADES * ordered.index(value) // len(ordered) + 1 for code, value in values.items()}


def letters_of(names: Sequence[str]) -> dict[str, str]:
    """Letters for each name, those of nobody else: the first of each word and the earliest after them that are free."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda one: (len(one.split()), one)):
        words = [word for word in re.findall("[A-Za-z]+", name) if word not in PASSED_OVER]
        first = "".join(word[0] for word in words[:LETTERS])
        rest = words[0][1:] if len(words) == 1 else "".join(word[1:] for word in words[1:])
        free = (first + "".join(more) for more in combinations(rest, LETTERS - len(first)))
        found[name] = next(one for one in chain(free, [name]) if one not in found.values())
    return found


def tiles(edition: Edition, values: Mapping[str, Decimal], texts: Mapping[str, str]) -> list[Tile]:
    """The authorities in being in the latest period, shaded by ``values``; none for areas that have no place."""
    places, shades = authority_tiles(), quarters(values)
    letters = letters_of([area.area_name for area in edition.areas_of_tables if area.area_code in places])
    found = []
    for area in edition.areas_of_tables:
        if area.level is AreaLevel.LOCAL_AUTHORITY and area.area_code in places:
            row, column = places[area.area_code]
            found.append(
                Tile(
                    area.area_code, area.area_name, SIZE * (column - 1), SIZE * (row - 1), letters[area.area_name],
                    shades.get(area.area_code, 0), texts.get(area.area_code, ""),
                )
            )  # fmt: skip
    return found
