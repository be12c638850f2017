"""The reference tables of the warehouse: areas, those who send returns, populations, code lists, calendars, postcodes.

They are files of ``data/reference/``, but for postcodes, which ``pipeline.reference.gazetteer`` reads from their
package, and bank holidays.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pipeline.foundation.stages import CACHE
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference import gazetteer
from pipeline.reference.files import reference_file
from pipeline.reference.reporting_units import count_years_from_their_end, put_together
from pipeline.reference.senders import LOOKED_AFTER, looked_after_before, looked_after_near, senders_of, units_of
from pipeline.reference.sending import EVERY_AUTHORITY, Sending
from pipeline.reference.tables import (
    authorities_of_area,
    joint_returns,
    known_years,
    local_authorities,
)


def load_reference(
    warehouse: Warehouse,
    postcode_cache: Path | None = None,
    *,
    with_postcodes: bool = True,
    populations: int | None = None,
    left_out: Sequence[str] = (),
    sent: Sending = EVERY_AUTHORITY,
) -> None:
    """Create every ``reference.*`` table, replacing those that are there.

    ``postcode_cache`` is the folder of the gazetteer's cache (``stages.CACHE`` when None); its first use takes some
    seconds. Without postcodes, reference.postcodes is made empty. ``populations`` is the edition whose populations
    are loaded (``edition_of_populations``), or None for the latest series; ``left_out`` are
    authorities to do without (``authorities_left_out``). ``reference.reporting_units`` are those that send returns, as
    ``sent`` says, ``reference.senders`` their roles. Raises as ``gazetteer.load_postcodes``.
    """
    for table, select in _TABLES.items():
        warehouse.replace_table(f"reference.{table}", select)
    warehouse.replace_table("reference.child_population", _populations(populations))
    warehouse.connection.execute(
        "DELETE FROM reference.reporting_units WHERE list_contains(?, la_code)", [list(left_out)]
    )
    if sent.periods:
        warehouse.replace_table("reference.reporting_units", units_of(sent.supplied_by, sent.periods))
    if sent.population == LOOKED_AFTER:
        warehouse.replace_table("reference.child_population", looked_after_before(sent.periods))
        warehouse.replace_table("reference.population_for_estimates", looked_after_near(sent.periods))
    warehouse.replace_table("reference.senders", senders_of(sent.supplied_by, sent.periods))
    warehouse.replace_table("reference.placement_area_local_authorities", _placement_areas())
    warehouse.replace_table("reference.predecessors", _predecessors())
    if sent.ends_after_march:
        count_years_from_their_end(warehouse)
    for joint in joint_returns():
        if joint.return_name == sent.return_name:
            put_together(warehouse, joint)
    folder = postcode_cache or CACHE
    gazetteer.load_bank_holidays(warehouse, folder)
    gazetteer.load_outcodes(warehouse, folder)
    if with_postcodes:
        gazetteer.load_postcodes(warehouse, folder)
    else:
        warehouse.replace_table(gazetteer.POSTCODES, _NO_POSTCODES)


def load_places(warehouse: Warehouse) -> None:
    """Create the reference tables that say where a postcode lies, and no other: for a check of one return.

    Of who has to send a return it says nothing. Raises as ``gazetteer.load_postcodes``.
    """
    table = "district_local_authorities"
    warehouse.replace_table(f"reference.{table}", _TABLES[table])
    warehouse.replace_table("reference.placement_area_local_authorities", _placement_areas())
    gazetteer.load_postcodes(warehouse, CACHE)


_AREAS = reference_file("areas.csv", area_code="VARCHAR", area_name="VARCHAR", area_level="VARCHAR")
_LOCAL_AUTHORITIES = reference_file(
    "local_authorities_by_year.csv",
    collection_year="INTEGER",
    la_code="VARCHAR",
    new_la_code="VARCHAR",
    la_name="VARCHAR",
    region_code="VARCHAR",
    csc_region_code="VARCHAR",
)
_POPULATION = reference_file(
    "child_population_0_17.csv",
    collection_year="INTEGER",
    mid_year="INTEGER",
    area_level="VARCHAR",
    area_code="VARCHAR",
    population="BIGINT",
    standing="VARCHAR",
)
_POPULATION_BY_EDITION = reference_file(
    "child_population_by_edition.csv",
    edition="INTEGER",
    collection_year="INTEGER",
    area_level="VARCHAR",
    area_code="VARCHAR",
    population="BIGINT",
)
_DISTRICTS = reference_file(
    "district_local_authorities.csv", lad_code="VARCHAR", la_code="VARCHAR", new_la_code="VARCHAR"
)
_ETHNICITIES = reference_file("ethnicity_codes.csv", code="VARCHAR", description="VARCHAR", ethnic_group="VARCHAR")
_CATEGORIES = reference_file(
    "categories.csv", breakdown="VARCHAR", category="VARCHAR", parent="VARCHAR", position="INTEGER"
)
_THRESHOLDS = reference_file(
    "indicator_thresholds.csv",
    collection_year="INTEGER",
    indicator="VARCHAR",
    months="INTEGER",
    days="INTEGER",
    standing="VARCHAR",
)
_NOT_PUBLISHED = reference_file(
    "results_not_published.csv", results="VARCHAR", first_year="INTEGER", last_year="INTEGER", reason="VARCHAR"
)

_ATTAINMENT = reference_file(
    "attainment_of_pupils.csv",
    indicator="VARCHAR",
    results="VARCHAR",
    standard="VARCHAR",
    first_year="INTEGER",
    last_year="INTEGER",
    source="VARCHAR",
)

_TABLES = {
    "areas": f"SELECT area_code, area_name, area_level FROM {_AREAS}",
    "reporting_units": f"""
        SELECT la.collection_year, la.la_code, la.new_la_code, la.la_name,
               la.region_code, region.area_name AS region_name,
               la.csc_region_code, csc_region.area_name AS csc_region_name, 'authority' AS supplied_by,
               la.la_code AS old_la_code
        FROM {_LOCAL_AUTHORITIES} AS la
        JOIN {_AREAS} AS region ON region.area_code = la.region_code
        JOIN {_AREAS} AS csc_region ON csc_region.area_code = la.csc_region_code
        ORDER BY la.collection_year, la.la_code
    """,
    "district_local_authorities": f"SELECT lad_code, la_code, new_la_code FROM {_DISTRICTS}",
    "ethnicity_codes": f"SELECT code, description, ethnic_group FROM {_ETHNICITIES}",
    "categories": f"SELECT breakdown, category, coalesce(parent, '') AS parent, position FROM {_CATEGORIES}",
    "indicator_thresholds": f"SELECT collection_year, indicator, months, days, standing FROM {_THRESHOLDS}",
    "attainment_of_pupils": f"SELECT indicator, results, standard, first_year, last_year FROM {_ATTAINMENT}",
    "results_not_published": f"SELECT results, first_year, last_year, reason FROM {_NOT_PUBLISHED}",
}
_NO_POSTCODES = """
    SELECT '' AS postcode, CAST(0 AS UBIGINT) AS postcode_number, CAST(0 AS INTEGER) AS easting,
        CAST(0 AS INTEGER) AS northing, '' AS lad_code
    WHERE false
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


@cache
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
