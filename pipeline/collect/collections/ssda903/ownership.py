"""Whose return it is, and of which year: SSDA903 files carry neither, so their children and dates have to tell.

Children are known again by id and date of birth together; either alone coincides between authorities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.collect.csv_set.coverage import Doubt
from pipeline.collect.expected_returns import UnitKey
from pipeline.foundation.warehouse import Warehouse

# Below these numbers a return says too little about itself: the City of London looks after a handful of children.
FEWEST_CHILDREN = 5
FEWEST_EPISODES = 20
MOST = 0.5
HARDLY_ANY = 0.1
# In the right year no episode starts after its end; next year's return has about four in ten.
MOST_STARTED_AFTER = 0.2


@dataclass(slots=True)
class _Kinship:
    """Numbers of children that a unit shares with other units, and who took over from whom in a merger or split."""

    children: dict[UnitKey, int] = field(default_factory=dict)
    shared: dict[tuple[UnitKey, UnitKey], int] = field(default_factory=dict)
    predecessors: frozenset[tuple[str, str]] = frozenset()
    """Authority and one that it took over from."""

    def share(self, unit: UnitKey, other: UnitKey) -> float:
        return self.shared.get((unit, other), 0) / max(self.children.get(unit, 0), 1)

    def own(self, unit: UnitKey) -> float | None:
        """Larger share of the unit's children in the returns of the year before or after; None without those.

        They are the authority's own, and those of the authorities before or after it where it was reorganised.
        """
        year, la = unit
        before = {la} | {former for heir, former in self.predecessors if heir == la}
        after = {la} | {heir for heir, former in self.predecessors if former == la}
        shares = [
            sum(self.share(unit, other) for other in beside)
            for other_year, codes in ((year - 1, before), (year + 1, after))
            if (beside := [(other_year, code) for code in sorted(codes) if self._is_enough((other_year, code))])
        ]
        return max(shares, default=None)

    def _is_enough(self, unit: UnitKey) -> bool:
        return self.children.get(unit, 0) >= FEWEST_CHILDREN

    def relatives(self, unit: UnitKey, *, same_year: bool) -> list[UnitKey]:
        """Other authorities' returns, of the same year or the years beside, with most of the unit's children.

        An authority and one that it took over from have the same children, and are no relatives in this sense.
        """
        found = [
            other
            for one, other in self.shared
            if one == unit
            and other[1] != unit[1]
            and not {(unit[1], other[1]), (other[1], unit[1])} & self.predecessors
            and (other[0] == unit[0]) is same_year
            and (self.share(unit, other) >= MOST)
        ]
        return sorted(found, key=lambda other: (-self.share(unit, other), other))


def find_doubts(warehouse: Warehouse) -> dict[UnitKey, Doubt]:
    """Returns that cannot be those of their authority and year, by (collection year, local authority)."""
    return {**find_other_years(warehouse), **find_strangers(warehouse)}


def find_strangers(warehouse: Warehouse) -> dict[UnitKey, Doubt]:
    """Returns that hold another authority's children, by (collection year, local authority)."""
    kin = _kinship(warehouse)
    doubts: dict[UnitKey, Doubt] = {}
    for unit in sorted(kin.children):
        own = kin.own(unit)
        relatives = kin.relatives(unit, same_year=False)
        if kin.children[unit] >= FEWEST_CHILDREN and own is not None and own < HARDLY_ANY and relatives:
            year, la = relatives[0]
            doubts[unit] = Doubt(
                "files_of_another_la",
                f"Most of these children are in the {year} return of local authority {la} and hardly any in this "
                "authority's own. The files are another authority's: send this authority's files.",
            )
    for unit in sorted(kin.children):
        for other in kin.relatives(unit, same_year=True):
            if unit in doubts or other in doubts or kin.children[unit] < FEWEST_CHILDREN:
                continue
            for wrong, right in _misplaced(warehouse, kin, unit, other):
                doubts[wrong] = Doubt(
                    "files_of_another_la",
                    f"Most of these children are also in this year's return of local authority {right[1]}. "
                    "One of the two has the other's files: find out whose they are and send the right ones.",
                )
    return doubts


def _misplaced(warehouse: Warehouse, kin: _Kinship, one: UnitKey, other: UnitKey) -> list[tuple[UnitKey, UnitKey]]:
    """Which of two returns with the same children is out of place; both when nothing tells."""
    known_one, known_other = kin.own(one) or 0.0, kin.own(other) or 0.0
    if known_one >= MOST > HARDLY_ANY > known_other:
        return [(other, one)]
    if known_other >= MOST > HARDLY_ANY > known_one:
        return [(one, other)]
    homes = _homes(warehouse, one)
    home_one, home_other = homes.get(one[1], 0.0), homes.get(other[1], 0.0)
    if home_one >= 0.2 and home_one > 2 * home_other:
        return [(other, one)]
    if home_other >= 0.2 and home_other > 2 * home_one:
        return [(one, other)]
    return [(one, other), (other, one)]


def _homes(warehouse: Warehouse, unit: UnitKey) -> Mapping[str, float]:
    """Share of a return's home postcodes that lie in each authority; empty without the gazetteer."""
    needed = ("reference.postcodes", "reference.district_local_authorities")
    if not all(warehouse.has_table(table) for table in needed):
        return {}
    rows = warehouse.connection.execute(
        "SELECT districts.la_code, count(*) FROM raw.typed_episodes AS episodes "
        "JOIN reference.postcodes AS postcodes ON postcodes.postcode = episodes.home_postcode "
        "JOIN reference.district_local_authorities AS districts ON districts.lad_code = postcodes.lad_code "
        "WHERE episodes.collection_year = ? AND episodes.la_code = ? GROUP BY districts.la_code",
        list(unit),
    ).fetchall()
    total = sum(count for _, count in rows) or 1
    return {la: count / total for la, count in rows}


def _kinship(warehouse: Warehouse) -> _Kinship:
    connection = warehouse.connection
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE children AS SELECT DISTINCT collection_year, la_code, child_id, date_of_birth "
        "FROM raw.typed_header WHERE child_id IS NOT NULL AND date_of_birth IS NOT NULL"
    )
    kin = _Kinship()
    if warehouse.has_table("reference.predecessors"):
        pairs = connection.execute("SELECT la_code, predecessor_la_code FROM reference.predecessors").fetchall()
        kin.predecessors = frozenset((la, before) for la, before in pairs)
    for year, la, count in connection.execute(
        "SELECT collection_year, la_code, count(*) FROM children GROUP BY collection_year, la_code"
    ).fetchall():
        kin.children[(year, la)] = count
    for year, la, other_year, other_la, count in connection.execute(
        "SELECT one.collection_year, one.la_code, other.collection_year, other.la_code, count(*) FROM children AS one "
        "JOIN children AS other ON other.child_id = one.child_id AND other.date_of_birth = one.date_of_birth "
        "AND abs(other.collection_year - one.collection_year) <= 1 "
        "AND (other.collection_year <> one.collection_year OR other.la_code <> one.la_code) "
        "GROUP BY one.collection_year, one.la_code, other.collection_year, other.la_code"
    ).fetchall():
        kin.shared[((year, la), (other_year, other_la))] = count
    connection.execute("DROP TABLE children")
    return kin


def find_other_years(warehouse: Warehouse) -> dict[UnitKey, Doubt]:
    """Returns whose episodes belong to another collection year, by (collection year, local authority)."""
    doubts: dict[UnitKey, Doubt] = {}
    for year, la, episodes, children, present, after, events in warehouse.connection.execute(
        """
        SELECT collection_year, la_code, count(*), count(DISTINCT child_id),
            count(DISTINCT CASE WHEN episode_started_on <= year_ended_on
                AND (episode_ceased_on IS NULL OR episode_ceased_on >= year_started_on) THEN child_id END),
            count(CASE WHEN episode_started_on > year_ended_on THEN 1 END),
            count(CASE WHEN episode_started_on BETWEEN year_started_on AND year_ended_on
                OR episode_ceased_on BETWEEN year_started_on AND year_ended_on THEN 1 END)
        FROM (
            SELECT collection_year, la_code, child_id, episode_started_on, episode_ceased_on,
                make_date(collection_year - 1, 4, 1) AS year_started_on,
                make_date(collection_year, 3, 31) AS year_ended_on
            FROM raw.typed_episodes
            WHERE episode_started_on IS NOT NULL AND child_id IS NOT NULL
        ) AS dated
        GROUP BY collection_year, la_code
        """
    ).fetchall():
        few = present < MOST * children
        later = episodes >= FEWEST_EPISODES and after > MOST_STARTED_AFTER * episodes
        still = episodes >= FEWEST_EPISODES and events == 0
        if few or later or still:
            doubts[(year, la)] = Doubt(
                "return_of_another_year",
                f"The episodes do not belong to the year from 1 April {year - 1} to 31 March {year}: "
                f"{present} of {children} children have one in it, {after} of {episodes} episodes start after it and "
                f"{events} start or cease in it. Send the files of the right year.",
            )
    return doubts
