"""Numbers of some senders alone: what a reader can take from a sum over them, beside the figures of each and of all.

Such a panel's number of an area is the sum of its members' own numbers, whoever else has one beside them: a relation
that skips senders. It is told by two things. Each member's number in the panel is its number outside, so that both are
one unknown; and the tree of areas adds up the members, since nobody else has a number in the panel.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.analyse.areas import Areas
from pipeline.design.data_sets import Release
from pipeline.foundation.numbers import Key
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.added_years import of_some_senders
from pipeline.protect.edition.identities import Suppliers, Wanted


def add_members(release: Release, wanted: Wanted, suppliers: Suppliers) -> None:
    """Add to ``wanted`` the numbers of every member behind a panel's, in the panel and outside it."""
    for panel in of_some_senders(release.measures):
        for (name, year, area), keys in sorted(wanted.items()):
            if name != panel.name:
                continue
            for code in sorted(suppliers.get((name, year, area), ())):
                for measure in (name, panel.adds_up):
                    wanted.setdefault((measure, year, code), set()).update(keys)


def told_by_the_panel(release: Release, wanted: Wanted, suppliers: Suppliers) -> Iterator[tuple[Key, Key]]:
    """The pairs of keys that are one number: in the panel and outside it, wherever the same senders are behind both."""
    for panel in of_some_senders(release.measures):
        for (name, year, area), keys in sorted(wanted.items()):
            outside = (panel.adds_up, year, area)
            if name == panel.name and suppliers.get((name, year, area)) == suppliers.get(outside):
                for key in sorted(keys & wanted.get(outside, set())):
                    yield Key(*outside, key), Key(name, year, area, key)


def exposed_by_panels(warehouse: Warehouse, release: Release, areas: Areas) -> frozenset[tuple[str, int, str]]:
    """The (measure, period, area code) of panels, and of what they are of, where the latter has estimates.

    Both are then rounded numbers of nearly or just the same senders, and two roundings of one number tell more than
    one: they are protected as if they were shown.
    """
    found = set()
    for panel in of_some_senders(release.measures):
        for year, area in warehouse.connection.execute(
            "SELECT DISTINCT collection_year, area_code FROM grossed.cells WHERE measure = ? AND is_estimated",
            [panel.adds_up],
        ).fetchall():
            if areas.levels.get(area, "local_authority") != "local_authority":
                found |= {(panel.name, year, area), (panel.adds_up, year, area)}
    return frozenset(found)
