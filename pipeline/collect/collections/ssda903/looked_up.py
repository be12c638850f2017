"""What rules on SSDA903 look up beside the return: where its postcodes lie, and what Ofsted's list says of its numbers.

The tables are read by sql/checks/ssda903/joined/ as raw.looked_up_<name>:

- ``places``: a postcode of the return; ``is_known`` is null where no directory of postcodes is at hand. It stays
  until the next look-up (``keep_places``)
- ``areas``: a collection year, a district that a placement lies in, an authority of that year which had it (or a part)
- ``urns``: a collection year and a number of the return that is listed; codes, authorities and postcodes are words
  between blanks
- ``lists``: a collection year and the list that it is held against; ``covered`` are words as K2-PR4
- ``authorities``: a code that an authority has had since 2009
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.collect.csv_set.applied_rules import LookUp
from pipeline.collect.sent_values import literal
from pipeline.foundation.stages import REFERENCE
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.gazetteer import POSTCODES, number_of
from pipeline.reference.providers import ProviderList, authorities_of_year, list_for
from pipeline.reference.tables import known_years, local_authorities


def make_tables(warehouse: Warehouse, years: Sequence[int]) -> None:
    """Make the tables for the copies of checked episodes (temp.main.checked_episodes) of these collection years."""
    _places(warehouse)
    lists = {year: one for year in years if (one := list_for(year)) is not None}
    rows = warehouse.connection.execute(
        "SELECT DISTINCT collection_year, upper(placement_urn) FROM temp.main.checked_episodes "
        "WHERE placement_urn IS NOT NULL ORDER BY ALL"
    ).fetchall()
    _make(
        warehouse,
        "urns",
        "collection_year INTEGER, urn VARCHAR, placements VARCHAR, providers VARCHAR, la_codes VARCHAR, "
        "postcodes VARCHAR, closed_on DATE",
        [_row(year, urn, lists[year]) for year, urn in rows if year in lists and urn in lists[year].providers],
    )
    _make(
        warehouse,
        "lists",
        "collection_year INTEGER, is_of_the_year BOOLEAN, latest_registered_on DATE, has_closed BOOLEAN, "
        "covered VARCHAR",
        [
            (year, one.year == year, one.latest_registered_on, one.has_closed,
             _words(f"{placement}-{provider}" for placement, provider in one.covered))
            for year, one in lists.items()
        ],
    )  # fmt: skip
    codes = sorted({one.la_code for year in known_years() for one in local_authorities(year)})
    _make(warehouse, "authorities", "la_code VARCHAR", [(code,) for code in codes])


def digest_of_lists() -> str:
    """Changes when a list of providers does, or the codes of their kinds."""
    digest = hashlib.sha256()
    for path in sorted(REFERENCE.glob("ofsted_*")):
        for file in sorted(path.glob("*.csv")) if path.is_dir() else [path]:
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


LOOK_UP: Final = LookUp(
    tuple(f"looked_up_{name}" for name in ("areas", "urns", "lists", "authorities")),
    make_tables,
    digest_of_lists,
)


def keep_places(warehouse: Warehouse) -> None:
    """Make reference.postcodes of the places of the last look-up alone, for whoever counts no other return.

    To look through the whole directory again would cost as much as a tenth of the check.
    """
    warehouse.replace_table(
        POSTCODES,
        f"SELECT postcode, {number_of('postcode')} AS postcode_number, easting, northing, lad_code "
        "FROM temp.main.looked_up_places WHERE is_known",
    )


def _places(warehouse: Warehouse) -> None:
    has_directory = warehouse.has_table(POSTCODES) and bool(
        warehouse.connection.execute(f"SELECT 1 FROM {POSTCODES} LIMIT 1").fetchone()
    )
    sent = " UNION ".join(
        f"SELECT {column} AS postcode FROM temp.main.checked_episodes WHERE {column} IS NOT NULL"
        for column in ("home_postcode", "placement_postcode")
    )
    nowhere = (
        "SELECT postcode, CAST(NULL AS BOOLEAN) AS is_known, 0 AS easting, 0 AS northing, '' AS lad_code "
        f"FROM ({sent}) WHERE FALSE"
    )
    found = (
        "SELECT sent.postcode, exact.postcode_number IS NOT NULL AS is_known, "
        "exact.easting, exact.northing, exact.lad_code "
        f"FROM ({sent}) AS sent LEFT JOIN {POSTCODES} AS exact ON exact.postcode_number = {number_of('sent.postcode')}"
    )
    warehouse.run(f"CREATE OR REPLACE TEMP TABLE looked_up_places AS {found if has_directory else nowhere}")
    areas = (
        "SELECT DISTINCT areas.collection_year, places.lad_code, areas.la_code "
        "FROM temp.main.looked_up_places AS places "
        "JOIN reference.district_local_authorities AS district ON district.lad_code = places.lad_code "
        "JOIN reference.placement_area_local_authorities AS areas ON areas.current_la_code = district.la_code"
    )
    none = "SELECT 0 AS collection_year, '' AS lad_code, '' AS la_code WHERE FALSE"
    warehouse.run(f"CREATE OR REPLACE TEMP TABLE looked_up_areas AS {areas if has_directory else none}")


def _row(year: int, urn: str, listed: ProviderList) -> tuple[object, ...]:
    one = listed.providers[urn]
    la_codes = {code for given in one.la_codes for code in authorities_of_year(given, listed.year, year)}
    words = (_words(each) for each in (one.placements, one.providers, la_codes, one.postcodes))
    return (year, urn, *words, one.closed_on)


def _words(each: Iterable[str]) -> str:
    return f" {' '.join(sorted(each))} "


def _make(warehouse: Warehouse, name: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    """A table of a few rows; as values of one statement, which costs less than a statement a row."""
    connection = warehouse.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE looked_up_{name} ({columns})")
    if rows:
        values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
        connection.execute(f"INSERT INTO temp.main.looked_up_{name} VALUES {values}")


def _literal(value: object) -> str:
    return "NULL" if value is None else literal(str(value))
