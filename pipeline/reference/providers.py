"""Ofsted's list of registered providers, by the year of the list: data/reference/ofsted_providers/<year>.csv.

A list is as at 31 March of its year. A newer one is added by its file alone; it may have several rows of a number (a
provider's premises), postcodes, and providers whose registration has ended.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.foundation.stages import REFERENCE
from pipeline.reference.tables import authorities_of_area, known_years


@dataclass(slots=True)
class Provider:
    """What a list says of a number: ``placements`` and ``providers`` are the codes that suit its kind and its sector.

    ``la_codes`` are the authorities and ``postcodes`` (capitals, no blanks) the places of its premises, as far as the
    list tells; ``closed_on`` is the day on which its registration ended, if it has.
    """

    placements: frozenset[str]
    providers: frozenset[str]
    la_codes: set[str] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProviderList:
    """The list of a year, by number. Registrations after ``latest_registered_on`` are not in it.

    ``covered`` are the pairs of a placement and a provider code that some provider of the list may have: of others,
    as an authority's own foster carers, it says nothing. ``has_closed`` says whether it keeps providers that closed.
    """

    year: int
    providers: Mapping[str, Provider]
    covered: frozenset[tuple[str, str]]
    latest_registered_on: date
    has_closed: bool


def list_years(folder: Path = REFERENCE) -> tuple[int, ...]:
    """The years of which there is a list, in order."""
    return tuple(sorted(int(path.stem) for path in (folder / "ofsted_providers").glob("[0-9]*.csv")))


def list_for(year: int, folder: Path = REFERENCE) -> ProviderList | None:
    """The list that a return of the year is held against: its own, else the nearest, of two the earlier."""
    listed = min(list_years(folder), key=lambda one: (abs(one - year), one), default=None)
    return None if listed is None else read_list(listed, folder)


@cache
def read_list(year: int, folder: Path = REFERENCE) -> ProviderList:
    """The list of a year; raises ValueError for a kind of provider or a sector whose codes are not known."""
    kinds = _codes(folder / "ofsted_provision_types.csv")
    sectors = _codes(folder / "ofsted_sectors.csv")
    found: dict[str, Provider] = {}
    latest, path = date.min, folder / "ofsted_providers" / f"{year}.csv"
    for number, row in enumerate(_rows(path), start=2):
        kind, sector = row["provision_type"].strip().lower(), row["sector"].strip().lower()
        if kind not in kinds or sector not in sectors:
            raise ValueError(
                f"{path}:{number}: {row['provision_type']!r} or {row['sector']!r} has no codes. Add it to "
                "ofsted_provision_types.csv or ofsted_sectors.csv."
            )
        one = found.setdefault(row["urn"].strip().upper(), Provider(kinds[kind], sectors[sector]))
        one.la_codes.add(row["la_code"])
        if row["postcode"]:
            one.postcodes.add(row["postcode"].replace(" ", "").upper())
        one.closed_on = date.fromisoformat(row["closed_on"]) if row["closed_on"] else one.closed_on
        latest = max(latest, date.fromisoformat(row["registered_on"]))
    covered = frozenset((place, code) for one in found.values() for place in one.placements for code in one.providers)
    return ProviderList(year, found, covered, latest, any(one.closed_on for one in found.values()))


@cache
def authorities_of_year(la_code: str, listed: int, year: int) -> tuple[str, ...]:
    """The authorities of a collection year that have the area of one of the list's year, or a part of it."""
    if listed == year or not {listed, year} <= set(known_years()):
        return (la_code,)
    return authorities_of_area(la_code, from_year=listed, to_year=year)


def _codes(path: Path) -> dict[str, frozenset[str]]:
    return {first.lower(): frozenset(codes.split()) for first, codes in (tuple(row.values()) for row in _rows(path))}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
