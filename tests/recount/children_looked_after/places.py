"""Distance and locality for the recount: where a postcode lies and whose area that is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import pandas

METRES_IN_A_MILE = 1609.344
FULL_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)[0-9][A-Z]{2}")


@dataclass(frozen=True)
class Gazetteer:
    """Places by postcode, in metres on the national grid.

    ``authorities_then`` says, for a collection year and a present-day LA code, which LAs of that year its area may have
    belonged to; an area not named there had its present code.
    """

    postcodes: dict[str, tuple[float, float, str]]
    """Postcode to easting, northing, district."""
    outcodes: dict[str, tuple[float, float]] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    """District to the present-day LA code."""
    authorities_then: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)

    def position(self, postcode: str) -> tuple[float, float] | None:
        """Where a postcode is, or else the centre of its outward code, or else nothing."""
        found = self.postcodes.get(postcode)
        if found is not None:
            return found[0], found[1]
        shape = FULL_POSTCODE.fullmatch(postcode)
        return self.outcodes.get(shape.group(1)) if shape else None

    def distance_band(self, home: str, placed_at: str) -> str:
        """Whether the placement is 20 miles or less from home; miles are rounded to one decimal first."""
        here, there = self.position(home), self.position(placed_at)
        if here is None or there is None:
            return "distance_not_known"
        miles = math.hypot(here[0] - there[0], here[1] - there[1]) / METRES_IN_A_MILE
        return "up_to_20_miles" if math.floor(miles * 10 + 0.5) <= 200 else "over_20_miles"

    def authorities(self, postcode: str, year: int) -> tuple[str, ...] | None:
        """LAs that a postcode may have lain in that year, none if it is outside England; None if it is not known."""
        found = self.postcodes.get(postcode)
        if found is None:
            return None
        today = self.districts.get(found[2])
        return () if today is None else self.authorities_then.get((year, today), (today,))

    def locality(self, placed_at: str, la_code: str, year: int) -> str:
        """Whether the placement is inside the area of the responsible LA."""
        there = self.authorities(placed_at, year)
        if there is None:
            return "locality_not_known"
        return "inside" if la_code in there else "outside"

    def authority_of_placement(self, placed_at: str, la_code: str, year: int) -> str | None:
        """The LA the child is placed in; where it may be one of several, the responsible LA, else the lowest code."""
        there = self.authorities(placed_at, year)
        if not there:
            return None
        return la_code if la_code in there else min(there)


def read_gazetteer(connection: duckdb.DuckDBPyConnection, postcodes: Iterable[str]) -> Gazetteer:
    """The places of the reference tables, with these postcodes only."""
    connection.register("postcodes_wanted", pandas.DataFrame({"postcode": sorted(postcodes)}, dtype="str"))
    found = connection.execute(
        "SELECT postcode, easting, northing, lad_code FROM reference.postcodes "
        "WHERE postcode IN (SELECT postcode FROM postcodes_wanted)"
    ).fetchall()
    connection.unregister("postcodes_wanted")
    then: dict[tuple[int, str], tuple[str, ...]] = {}
    for year, today, la_code in connection.execute(
        "SELECT collection_year, current_la_code, la_code FROM reference.placement_area_local_authorities"
    ).fetchall():
        then[year, today] = (*then.get((year, today), ()), la_code)
    return Gazetteer(
        postcodes={postcode: (easting, northing, district) for postcode, easting, northing, district in found},
        outcodes={
            outcode: (easting, northing)
            for outcode, easting, northing in connection.execute(
                "SELECT outcode, easting, northing FROM reference.outcodes"
            ).fetchall()
        },
        districts=dict(
            connection.execute("SELECT lad_code, la_code FROM reference.district_local_authorities").fetchall()
        ),
        authorities_then=then,
    )
