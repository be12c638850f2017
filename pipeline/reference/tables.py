"""Areas, populations, code lists and calendars: typed access for Python, and the reference tables of the warehouse.

Everything comes from ``data/reference/`` (its README names each file's source and holes), except postcodes, which
``pipeline.reference.gazetteer`` reads from their package, and bank holidays, which the holidays package calculates.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pipeline.foundation.stages import CACHE, REFERENCE, UsageError
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference import gazetteer
from pipeline.reference.periods import year_of

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


def authorities_of_area(la_code: str, *, from_year: int, to_year: int) -> tuple[str, ...]:
    """The la_codes that held in ``to_year`` the area (or part of it) that ``la_code`` held in ``from_year``.

    Several where authorities merged (looking back) or split (looking forward). Raises UsageError for an unknown year.
    """
    _require_known(from_year)
    _require_known(to_year)
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


@cache
def bank_holidays() -> tuple[date, ...]:
    """Weekdays from 2008 to three years after the last known collection on which England has a bank holiday, in order.

    Source: the holidays package.
    """
    import holidays  # half a second to import and calculate, which most readers of this module do not need

    years = range(_FIRST_HOLIDAYS, known_years()[-1] + _HOLIDAYS_AHEAD + 1)
    observed = holidays.country_holidays("GB", subdiv="ENG", years=years)
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


def load_reference(
    warehouse: Warehouse,
    postcode_cache: Path | None = None,
    *,
    with_postcodes: bool = True,
    populations: int | None = None,
    left_out: Sequence[str] = (),
    supplied_by: str = "authority",
    periods: Sequence[int] = (),
) -> None:
    """Create every ``reference.*`` table, replacing those that are there.

    ``postcode_cache`` is the folder of the gazetteer's cache (``stages.CACHE`` when None); its first use takes some
    seconds. Without postcodes, reference.postcodes is made empty. ``populations`` is the edition whose populations
    are loaded (``edition_of_populations``), or None for the latest series; ``left_out`` are
    authorities to do without (``authorities_left_out``). ``reference.reporting_units`` are those that send returns: the
    authorities of each year, or where returns are ``supplied_by`` agencies, these; in every one of the ``periods``
    where they are given, as of a return by quarters or agencies. Raises as ``gazetteer.load_postcodes``.
    """
    for table, select in _TABLES.items():
        warehouse.replace_table(f"reference.{table}", select)
    warehouse.replace_table("reference.child_population", _populations(populations))
    warehouse.connection.execute(
        "DELETE FROM reference.reporting_units WHERE list_contains(?, la_code)", [list(left_out)]
    )
    if supplied_by == "agency" or periods:
        warehouse.replace_table("reference.reporting_units", _units_of(supplied_by, periods))
    warehouse.replace_table("reference.placement_area_local_authorities", _placement_areas())
    warehouse.replace_table("reference.predecessors", _predecessors())
    days = ", ".join(f"(DATE '{day.isoformat()}')" for day in bank_holidays())
    warehouse.replace_table("reference.bank_holidays", f"SELECT holiday_date FROM (VALUES {days}) AS t(holiday_date)")
    folder = postcode_cache or CACHE
    gazetteer.load_outcodes(warehouse, folder)
    if with_postcodes:
        gazetteer.load_postcodes(warehouse, folder)
    else:
        warehouse.replace_table("reference.postcodes", _NO_POSTCODES)


def _file(name: str, **types: str) -> str:
    """A FROM item that reads a reference file, its columns given with their types and in their order."""
    path = str(REFERENCE / name).replace("'", "''")
    columns = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
    return f"read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', columns = {{{columns}}})"


_AREAS = _file("areas.csv", area_code="VARCHAR", area_name="VARCHAR", area_level="VARCHAR")
_AGENCIES = _file(
    "agencies.csv", agency_code="VARCHAR", agency_name="VARCHAR", kind="VARCHAR", csc_region_code="VARCHAR"
)
_LOCAL_AUTHORITIES = _file(
    "local_authorities_by_year.csv",
    collection_year="INTEGER",
    la_code="VARCHAR",
    new_la_code="VARCHAR",
    la_name="VARCHAR",
    region_code="VARCHAR",
    csc_region_code="VARCHAR",
)
_POPULATION = _file(
    "child_population_0_17.csv",
    collection_year="INTEGER",
    mid_year="INTEGER",
    area_level="VARCHAR",
    area_code="VARCHAR",
    population="BIGINT",
    standing="VARCHAR",
)
_POPULATION_BY_EDITION = _file(
    "child_population_by_edition.csv",
    edition="INTEGER",
    collection_year="INTEGER",
    area_level="VARCHAR",
    area_code="VARCHAR",
    population="BIGINT",
)
_DISTRICTS = _file("district_local_authorities.csv", lad_code="VARCHAR", la_code="VARCHAR", new_la_code="VARCHAR")
_ETHNICITIES = _file("ethnicity_codes.csv", code="VARCHAR", description="VARCHAR", ethnic_group="VARCHAR")
_CATEGORIES = _file("categories.csv", breakdown="VARCHAR", category="VARCHAR", parent="VARCHAR", position="INTEGER")
_THRESHOLDS = _file(
    "indicator_thresholds.csv",
    collection_year="INTEGER",
    indicator="VARCHAR",
    months="INTEGER",
    days="INTEGER",
    standing="VARCHAR",
)

_TABLES = {
    "areas": f"SELECT area_code, area_name, area_level FROM {_AREAS}",
    "reporting_units": f"""
        SELECT la.collection_year, la.la_code, la.new_la_code, la.la_name,
               la.region_code, region.area_name AS region_name,
               la.csc_region_code, csc_region.area_name AS csc_region_name, 'authority' AS supplied_by
        FROM {_LOCAL_AUTHORITIES} AS la
        JOIN {_AREAS} AS region ON region.area_code = la.region_code
        JOIN {_AREAS} AS csc_region ON csc_region.area_code = la.csc_region_code
        ORDER BY la.collection_year, la.la_code
    """,
    "district_local_authorities": f"SELECT lad_code, la_code, new_la_code FROM {_DISTRICTS}",
    "ethnicity_codes": f"SELECT code, description, ethnic_group FROM {_ETHNICITIES}",
    "categories": f"SELECT breakdown, category, coalesce(parent, '') AS parent, position FROM {_CATEGORIES}",
    "indicator_thresholds": f"SELECT collection_year, indicator, months, days, standing FROM {_THRESHOLDS}",
}
_NO_POSTCODES = """
    SELECT '' AS postcode, CAST(0 AS INTEGER) AS easting, CAST(0 AS INTEGER) AS northing, '' AS lad_code WHERE false
"""


def _units_of(supplied_by: str, periods: Sequence[int]) -> str:
    """Those that send returns in each period: agencies, or the authorities of the year that it is a part of."""
    listed = ", ".join(f"({period}, {year_of(period)})" for period in periods) or "(NULL, NULL)"
    of = f"(VALUES {listed}) AS periods(period, year)"
    if supplied_by == "authority":
        return (
            f"SELECT periods.period AS collection_year, units.* EXCLUDE (collection_year) FROM {of} "
            "JOIN reference.reporting_units AS units ON units.collection_year = periods.year"
        )
    # An agency stands in Inner or Outer London, as authorities do, or in no region.
    return f"""
        SELECT periods.period AS collection_year, agencies.agency_code AS la_code,
            agencies.agency_code AS new_la_code, agencies.agency_name AS la_name,
            CASE WHEN starts_with(agencies.csc_region_code, 'E13') THEN london.area_code
                ELSE coalesce(region.area_code, '') END AS region_code,
            CASE WHEN starts_with(agencies.csc_region_code, 'E13') THEN london.area_name
                ELSE coalesce(region.area_name, '') END AS region_name,
            coalesce(region.area_code, '') AS csc_region_code, coalesce(region.area_name, '') AS csc_region_name,
            'agency' AS supplied_by
        FROM {_AGENCIES} AS agencies
        CROSS JOIN {of}
        LEFT JOIN {_AREAS} AS region ON region.area_code = agencies.csc_region_code
        LEFT JOIN {_AREAS} AS london ON london.area_name = 'London'
        ORDER BY 1, 2
    """


def _populations(edition: int | None) -> str:
    """Every area's population of each year, that of the edition where it has one, else that of the latest series."""
    # The joint figure of several authorities belongs to no area code that a table prints.
    return f"""
        SELECT
            latest.collection_year, latest.area_level, latest.area_code,
            coalesce(held.population, latest.population) AS population
        FROM {_POPULATION} AS latest
        LEFT JOIN {_POPULATION_BY_EDITION} AS held
            ON held.edition = {edition or 0} AND held.collection_year = latest.collection_year
            AND held.area_level = latest.area_level AND held.area_code = latest.area_code
        WHERE latest.area_level <> 'joint_local_authorities'
        ORDER BY latest.collection_year, latest.area_level, latest.area_code
    """


@cache
def _predecessors() -> str:
    """Which authorities came before an authority that mergers or splits brought into being, and their last year."""
    known = {code for year in known_years() for code in _in_being(year)}
    pairs = {
        (code, before): year
        for code in sorted(known)
        for first in [min(year for year in known_years() if code in _in_being(year))]
        for year in range(known_years()[0], first)
        for before in authorities_of_area(code, from_year=first, to_year=year)
    }
    rows = ", ".join(f"('{code}', '{before}', {last})" for (code, before), last in pairs.items())
    return f"SELECT * FROM (VALUES {rows}) AS t(la_code, predecessor_la_code, last_collection_year)"


def _in_being(year: int) -> frozenset[str]:
    return frozenset(la.la_code for la in local_authorities(year))


@cache
def _placement_areas() -> str:
    """Which authorities of a year the places of a current authority belonged to."""
    last = known_years()[-1]
    rows = " ".join(
        f"{la.la_code},{year},{code}"
        for la in local_authorities(last)
        for year in known_years()
        for code in authorities_of_area(la.la_code, from_year=last, to_year=year)
    )
    # Thousands of rows: as text that is taken apart they cost a tenth of what parsing as many VALUES does.
    return f"""
        SELECT part[1] AS current_la_code, CAST(part[2] AS INTEGER) AS collection_year, part[3] AS la_code
        FROM (SELECT string_split(unnest(string_split('{rows}', ' ')), ',') AS part)
    """


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
