"""Areas, populations and calendars, typed for Python.

Everything comes from ``data/reference/`` (its README names each file's source and holes), except bank holidays, which
the holidays package calculates.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from pipeline.foundation.stages import REFERENCE, UsageError
from pipeline.reference.periods import LARGEST_YEAR

_AGES = range(18)
# The year in whose areas the counts by single year of age are given (mid-2023, on the areas of 31 March 2024).
_SINGLE_YEAR_OF_AGE_AREAS = 2024
# Working days are counted back to referrals of the first years and forward past the latest collection.
_FIRST_HOLIDAYS, _HOLIDAYS_AHEAD = 2008, 3


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """A local authority with children's services on 31 March of one collection year.

    ``la_code`` is the 3-digit DfE code, ``new_la_code`` the 9-character ONS code that DfE printed for that year.
    ``region_*`` is one of the nine regions; ``csc_region_*`` is Inner or Outer London in London, else the region again.
    """

    collection_year: int
    la_code: str
    new_la_code: str
    la_name: str
    region_code: str
    region_name: str
    csc_region_code: str
    csc_region_name: str


@dataclass(frozen=True, slots=True)
class AreaChange:
    """One authority (or its ONS code) giving way to another on ``effective_from``; a merger or split has several.

    ``change`` is 'merger', 'split' or 'new_code' (same authority and DfE code, another ONS code).
    """

    effective_from: date
    change: str
    predecessor_la_code: str
    predecessor_new_la_code: str
    successor_la_code: str
    successor_new_la_code: str


@cache
def known_years() -> range:
    """Collection years for which the authorities are known; 2024 is 1 April 2023 to 31 March 2024."""
    years = {int(row["collection_year"]) for row in _rows("local_authorities_by_year.csv")}
    return range(min(years), max(years) + 1)


@cache
def local_authorities(year: int) -> tuple[LocalAuthority, ...]:
    """The authorities in being on 31 March of the year, by la_code; raises UsageError for a year that is not known."""
    _require_known(year)
    names = {row["area_code"]: row["area_name"] for row in _rows("areas.csv")}
    return tuple(
        LocalAuthority(
            collection_year=year,
            la_code=row["la_code"],
            new_la_code=row["new_la_code"],
            la_name=row["la_name"],
            region_code=row["region_code"],
            region_name=names[row["region_code"]],
            csc_region_code=row["csc_region_code"],
            csc_region_name=names[row["csc_region_code"]],
        )
        for row in _rows("local_authorities_by_year.csv")
        if row["collection_year"] == str(year)
    )


@cache
def area_changes() -> tuple[AreaChange, ...]:
    """Mergers, splits and new ONS codes since 2009, oldest first."""
    changes = (
        AreaChange(
            effective_from=date.fromisoformat(row["effective_from"]),
            change=row["change"],
            predecessor_la_code=row["predecessor_la_code"],
            predecessor_new_la_code=row["predecessor_new_la_code"],
            successor_la_code=row["successor_la_code"],
            successor_new_la_code=row["successor_new_la_code"],
        )
        for row in _rows("area_changes.csv")
    )
    return tuple(sorted(changes, key=lambda change: change.effective_from))


@cache
def _reorganised() -> frozenset[str]:
    """The la_codes that a change began or ended."""
    changes = [one for one in area_changes() if one.predecessor_la_code != one.successor_la_code]
    return frozenset(code for one in changes for code in (one.predecessor_la_code, one.successor_la_code))


def authorities_of_area(la_code: str, *, from_year: int, to_year: int) -> tuple[str, ...]:
    """The la_codes that held in ``to_year`` the area (or part of it) that ``la_code`` held in ``from_year``.

    Several where authorities merged (looking back) or split (looking forward). Raises UsageError for an unknown year.
    """
    _require_known(from_year)
    _require_known(to_year)
    if la_code not in _reorganised():
        return (la_code,)
    first, last = date(min(from_year, to_year), 3, 31), date(max(from_year, to_year), 3, 31)
    backwards = to_year < from_year
    steps = sorted({change.effective_from for change in area_changes()}, reverse=backwards)
    codes = {la_code}
    for step in steps:
        if not first < step <= last:
            continue
        renamed: dict[str, set[str]] = {}
        for change in area_changes():
            if change.effective_from == step:
                old, new = change.predecessor_la_code, change.successor_la_code
                before, after = (new, old) if backwards else (old, new)
                renamed.setdefault(before, set()).add(after)
        codes = {after for code in codes for after in renamed.get(code, {code})}
    return tuple(sorted(codes))


def child_population(year: int) -> Mapping[str, int]:
    """Children aged 0 to 17 by la_code, as published for rates of the collection year (mid-year of the year before).

    Authorities without a published figure are left out; no authority has one in 2009, 2011 and 2012. Raises
    UsageError for a year that is not known.
    """
    return MappingProxyType(
        {code: count for code, count in _population(year, "local_authority").items() if count is not None}
    )


def estimated_child_population(year: int) -> Mapping[str, int]:
    """As ``child_population``, with every authority: joint figures are shared out as at mid-2009.

    For sizing things only, never for a published rate. Raises UsageError for a year without any figures.
    """
    figures = dict(child_population(year))
    if not figures:
        raise UsageError(
            f"collection year {year}: no child populations by local authority; "
            f"choose 2010 or 2013 to {known_years()[-1]}."
        )
    shares = child_population(2010)
    for joint_code, count in _population(year, "joint_local_authorities").items():
        members = joint_code.split("+")
        everyone = sum(shares[member] for member in members)
        # The running total is rounded down, not each share, so that the parts add up to the joint figure.
        running = given = 0
        for member in members:
            running += shares[member]
            figures[member] = (count or 0) * running // everyone - given
            given += figures[member]
    return MappingProxyType(dict(sorted(figures.items())))


@cache
def age_shares(la_code: str) -> tuple[float, ...]:
    """Share of an authority's children at each age 0 to 17 in mid-2023; the shares add up to 1.

    Authorities abolished by then take the ages of the areas that followed them. Raises UsageError for an unknown code.
    """
    years = [year for year in known_years() if any(la.la_code == la_code for la in local_authorities(year))]
    if not years:
        raise UsageError(f"'{la_code}' is not the 3-digit code of a local authority of {known_years()[0]} or later.")
    heirs = authorities_of_area(la_code, from_year=years[-1], to_year=max(years[-1], _SINGLE_YEAR_OF_AGE_AREAS))
    counts = [0] * len(_AGES)
    for row in _rows("child_population_single_year_of_age_2023.csv"):
        if row["la_code"] in heirs:
            counts[int(row["age"])] += int(row["population"])
    return tuple(count / sum(counts) for count in counts)


@dataclass(frozen=True, slots=True)
class JointReturn:
    """Authorities that send one return of this name together, in these years, under the code of the first.

    Their figures are printed in one row.
    """

    return_name: str
    la_codes: tuple[str, ...]
    first_year: int
    last_year: int


@cache
def joint_returns() -> tuple[JointReturn, ...]:
    """The returns that several authorities send together."""
    return tuple(
        JointReturn(
            row["return"], tuple(row["la_codes"].split()), int(row["first_year"]), int(row["last_year"] or LARGEST_YEAR)
        )
        for row in _rows("joint_returns.csv")
    )


def returned_together(return_name: str, la_code: str, year: int) -> tuple[str, ...]:
    """The codes of all authorities whose return this one sends, itself the first; none where it sends its own alone."""
    return next(
        (
            one.la_codes
            for one in joint_returns()
            if one.return_name == return_name and one.la_codes[0] == la_code and one.first_year <= year <= one.last_year
        ),
        (),
    )


def years_of_holidays() -> tuple[int, int]:
    """The first and the last year whose bank holidays are known."""
    return _FIRST_HOLIDAYS, known_years()[-1] + _HOLIDAYS_AHEAD


@cache
def bank_holidays() -> tuple[date, ...]:
    """Weekdays from 2008 to three years after the last known collection on which England has a bank holiday, in order.

    Source: the holidays package.
    """
    import holidays  # half a second to import and calculate, which most readers of this module do not need

    first, last = years_of_holidays()
    observed = holidays.country_holidays("GB", subdiv="ENG", years=range(first, last + 1))
    return tuple(sorted(day for day in observed if day.weekday() < 5))


def edition_of_populations(release: str, edition: int) -> int | None:
    """The edition in ``child_population_by_edition.csv`` whose populations that edition of a release used, if known."""
    for row in _rows("population_editions.csv"):
        if (row["release"], row["edition"]) == (release, str(edition)):
            return int(row["populations"])
    return None


def authorities_left_out(release: str, edition: int) -> tuple[str, ...]:
    """The authorities in being that an edition of a release has no row for and expects no return of."""
    return tuple(
        row["la_code"]
        for row in _rows("authorities_left_out.csv")
        if row["release"] == release and int(row["first_edition"]) <= edition <= int(row["last_edition"])
    )


@cache
def authority_tiles() -> Mapping[str, tuple[int, int]]:
    """The row and column, from 1, of each authority on a map of squares; one that is no more has a successor's."""
    return {row["la_code"]: (int(row["row"]), int(row["column"])) for row in _rows("authority_tiles.csv")}


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _population(year: int, level: str) -> dict[str, int | None]:
    _require_known(year)
    return {
        row["area_code"]: int(row["population"]) if row["population"] else None
        for row in _rows("child_population_0_17.csv")
        if row["collection_year"] == str(year) and row["area_level"] == level
    }


def _require_known(year: int) -> None:
    if year not in known_years():
        raise UsageError(
            f"collection year {year} is not known; choose {known_years()[0]} to {known_years()[-1]}, or add the year "
            "to data/reference/local_authorities_by_year.csv and child_population_0_17.csv."
        )
