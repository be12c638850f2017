"""Where children live: real postcodes for homes in the authority's area and for placements at realistic distances.

A sample of postcodes is drawn for every authority by their coordinates, so that it depends on the postcode directory
alone. How far a placement is from home is drawn; whether that is inside the authority follows from the map,
as in life: a few miles lead out of a London borough and stay well inside a county.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
import numpy.typing as npt

from pipeline.foundation.stages import REFERENCE
from pipeline.foundation.warehouse import Warehouse
from pipeline.reference import tables as reference
from pipeline.reference.gazetteer import load_postcodes
from pipeline.synthetic.country.draws import lognormal
from pipeline.synthetic.country.patches import LAST_PUBLISHED, Patch

_METRES_IN_A_MILE = 1609.344
# One sampled postcode for so many children, within limits: Rutland must have places and Birmingham not all of them.
_CHILDREN_A_POSTCODE = 600
_FEWEST, _MOST = 15, 400
_HOMES = (4, 60)
# How often a place inside the authority is sought first, when it is near and when it is far.
_INSIDE_FIRST_NEAR, _INSIDE_FIRST_FAR, _TRIES, _NEAR_RINGS = 0.80, 0.50, 10, 11
# Upper edges in miles of the rings around a home; a placement is drawn from the ring of its distance.
_RINGS = (0.7, 1.4, 2.2, 3.2, 4.5, 6.0, 8.0, 10.5, 13.5, 17.0, 20.0, 24.0, 29.0, 36.0, 46.0, 60.0, 85.0, 130.0, 220.0)

# Postcodes are taken in the order of a number made from their coordinates, which no later version of anything changes.
_SAMPLE = """
    SELECT postcode, easting, northing, la_code
    FROM (
        SELECT postcode.postcode, postcode.easting, postcode.northing, district.la_code,
               row_number() OVER (PARTITION BY district.la_code ORDER BY shuffled, postcode.postcode) AS position
        FROM (
            SELECT postcode, easting, northing, lad_code,
                   (CAST(easting AS BIGINT) * 7919 + CAST(northing AS BIGINT) * 104729) % 1000003 AS shuffled
            FROM reference.postcodes
            WHERE lad_code LIKE 'E%'
        ) AS postcode
        JOIN read_csv(?, header = true, all_varchar = true) AS district ON district.lad_code = postcode.lad_code
        WHERE shuffled % 8 = 0
    )
    JOIN wanted USING (la_code)
    WHERE position <= places
    ORDER BY la_code, position
"""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Sampled postcodes of England with a space, their eastings and northings in metres, and their current LA.

    ``la_codes`` are whole numbers, as they are compared by the thousand.
    """

    postcodes: tuple[str, ...]
    easting: npt.NDArray[np.float32]
    northing: npt.NDArray[np.float32]
    la_codes: npt.NDArray[np.int16]


@cache
def read_gazetteer() -> Gazetteer:
    """Sample the postcode directory; raises as ``pipeline.reference.gazetteer.load_postcodes``."""
    children = reference.child_population(LAST_PUBLISHED)
    wanted = ", ".join(
        f"('{code}', {min(max(count // _CHILDREN_A_POSTCODE, _FEWEST), _MOST)})"
        for code, count in sorted(children.items())
    )
    with Warehouse() as warehouse:
        load_postcodes(warehouse)
        rows = warehouse.connection.execute(
            f"WITH wanted AS (SELECT * FROM (VALUES {wanted}) AS t(la_code, places)) {_SAMPLE}",
            [str(REFERENCE / "district_local_authorities.csv")],
        ).fetchall()
    return Gazetteer(
        postcodes=tuple(f"{row[0][:-3]} {row[0][-3:]}" for row in rows),
        easting=np.array([row[1] for row in rows], dtype=np.float32),
        northing=np.array([row[2] for row in rows], dtype=np.float32),
        la_codes=np.array([int(row[3]) for row in rows], dtype=np.int16),
    )


class Places:
    """The homes of one patch's families and the places in reach of each."""

    def __init__(self, gazetteer: Gazetteer, patch: Patch, homes: int) -> None:
        """Take about ``homes`` postcodes of the patch's current authority as homes; raises ValueError without any."""
        self._gazetteer = gazetteer
        self._postcodes = gazetteer.postcodes
        own = gazetteer.la_codes == int(patch.current_code)
        self._inside: list[bool] = own.tolist()
        positions: list[int] = np.flatnonzero(own).tolist()
        if not positions:
            raise ValueError(f"no postcode of authority {patch.current_code} was sampled")
        self._homes = positions[: min(max(homes, _HOMES[0]), _HOMES[1])]
        self._rings: dict[int, tuple[npt.NDArray[np.intp], list[int]]] = {}

    def pick_home(self, rng: Random) -> int:
        """Draw a home; the number stands for it in the other methods."""
        return int(rng.random() * len(self._homes))

    def home_postcode(self, home: int) -> str:
        """The home's postcode."""
        return self._postcodes[self._homes[home]]

    def placement_postcode(self, rng: Random, home: int, median_miles: float, sigma: float) -> str:
        """A postcode other than the home's, at a drawn distance (the median in miles, the spread of its logarithm)."""
        miles = lognormal(rng, median_miles, sigma)
        wanted = bisect_left(_RINGS, miles)
        order, starts = self._rings.get(home) or self._ring(home)
        seeks_inside = rng.random() < (_INSIDE_FIRST_NEAR if wanted < _NEAR_RINGS else _INSIDE_FIRST_FAR)
        # The nearest ring that holds any sampled postcode: nearer ones are sparse in the country.
        for step in range(len(_RINGS) + 1):
            for ring in (wanted + step, wanted - step):
                if not 0 <= ring <= len(_RINGS) or starts[ring + 1] == starts[ring]:
                    continue
                for _ in range(_TRIES if seeks_inside else 1):
                    position = starts[ring] + int(rng.random() * (starts[ring + 1] - starts[ring]))
                    index = int(order[position])
                    if self._inside[index]:
                        break
                if index == self._homes[home]:
                    # In its stead the first other one of the ring, or of the next where the home is alone in it.
                    index = int(order[starts[ring] + (position == starts[ring])])
                return self._postcodes[index]
        raise ValueError("no postcode but that of a home was sampled")

    def _ring(self, home: int) -> tuple[npt.NDArray[np.intp], list[int]]:
        """All postcodes in order of their ring around a home, and where each ring starts."""
        gazetteer, here = self._gazetteer, self._homes[home]
        east = gazetteer.easting - gazetteer.easting[here]
        north = gazetteer.northing - gazetteer.northing[here]
        edges = (np.array(_RINGS, dtype=np.float32) * np.float32(_METRES_IN_A_MILE)) ** 2
        ring = np.searchsorted(edges, east * east + north * north).astype(np.uint8)
        order = np.argsort(ring, kind="stable")
        starts = [0, *np.cumsum(np.bincount(ring, minlength=len(_RINGS) + 1)).tolist()]
        self._rings[home] = order, starts
        return order, starts
