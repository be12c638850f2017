"""A directory of six postcodes and a list of four providers, for cases of rules that look them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.foundation.warehouse import Warehouse
from pipeline.reference.gazetteer import number_of
from pipeline.reference.providers import Provider, ProviderList

# The clean return's own postcodes lie in its own authority, and AB1 9ZZ 350 miles (563,270.4 metres) north of its home,
# or a metre more; of the others one is another authority's and one in Wales.
POSTCODES = {
    "AB12CD": (0, 0, "E1"), "AB12CE": (0, 1000, "E1"), "AB12CF": (0, 2000, "E1"), "AB19ZY": (0, 563_270, "E1"),
    "AB19ZZ": (0, 563_271, "E1"), "LS11AA": (0, 3000, "E2"), "CF101AA": (0, 4000, "W1"),
}  # fmt: skip
FOSTERING = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
EVERYWHERE = {f"{number:03d}" for number in range(999)}
PROVIDERS = {
    "SC000011": Provider(frozenset({"K2"}), frozenset({"PR4"}), {"999"}, {"AB12CE"}),
    "SC000012": Provider(frozenset({"K2"}), frozenset({"PR1", "PR2"}), {"999"}),
    "SC000013": Provider(frozenset({"K2"}), frozenset({"PR1", "PR2"}), EVERYWHERE),
    "SC000014": Provider(FOSTERING, frozenset({"PR4"}), {"999"}, closed_on=date(2023, 9, 10)),
    "SC000015": Provider(frozenset({"K3"}), frozenset({"PR4"}), EVERYWHERE),
}


def make_directory(warehouse: Warehouse, years: Sequence[int], own: Sequence[str]) -> None:
    """Make the tables of places, in which these authorities all have district E1, and 999 has E2."""
    execute = warehouse.connection.execute
    places = ", ".join(f"('{code}', {east}, {north}, '{lad}')" for code, (east, north, lad) in POSTCODES.items())
    execute(
        f"CREATE TABLE reference.postcodes AS SELECT *, {number_of('postcode')} AS postcode_number "
        f"FROM (VALUES {places}) AS t(postcode, easting, northing, lad_code)"
    )
    execute(
        "CREATE TABLE reference.district_local_authorities AS FROM (VALUES ('E1', 'own'), ('E2', '999')) "
        "AS t(lad_code, la_code)"
    )
    areas = ", ".join(f"('own', {year}, '{code}')" for year in years for code in own)
    others = ", ".join(f"('999', {year}, '999')" for year in years)
    execute(
        f"CREATE TABLE reference.placement_area_local_authorities AS FROM (VALUES {areas}, {others}) "
        "AS t(current_la_code, collection_year, la_code)"
    )


def small_list(year: int) -> ProviderList:
    """The list of 2024 that each year is held against; it keeps closed ones, and ends with registrations of 2023."""
    covered = frozenset(
        (place, code) for one in PROVIDERS.values() for place in one.placements for code in one.providers
    )
    return ProviderList(2024, PROVIDERS, covered, date(2023, 12, 31), has_closed=year != 2023)
