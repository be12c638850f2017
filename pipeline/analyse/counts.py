"""Counts out of the warehouse, by place and key, as protection and publication take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas

from pipeline.analyse.distribution import Place
from pipeline.foundation.numbers import Key
from pipeline.foundation.warehouse import Warehouse

Counts = dict[Place, dict[str, int]]
"""The counts of each measure, year and area code, by key."""


def read_counts(warehouse: Warehouse) -> Counts:
    """Every grossed count: of the authorities that supplied, with estimates for the others."""
    return _by_place(warehouse, "SELECT measure, collection_year, area_code, breakdown_key, value FROM grossed.cells")


def read_known_counts(warehouse: Warehouse, keys: Sequence[Key]) -> Counts:
    """The counts of the authorities that supplied, of these cells alone; a cell that is not there is 0.

    Those of an area without figures are the counts that its estimates are made from.
    """
    wanted = pandas.DataFrame(
        [(key.measure, key.collection_year, key.area_code, key.breakdown) for key in keys],
        columns=["measure", "collection_year", "area_code", "breakdown_key"],
    )
    warehouse.connection.register("wanted_cells", wanted)
    try:
        return _by_place(
            warehouse,
            """
            SELECT wanted.measure, wanted.collection_year, wanted.area_code, wanted.breakdown_key, cells.known_value
            FROM wanted_cells AS wanted
            LEFT JOIN grossed.areas_without_figures AS without USING (measure, collection_year, area_code)
            JOIN grossed.cells AS cells
                ON cells.measure = wanted.measure AND cells.collection_year = wanted.collection_year
                AND cells.area_code = coalesce(without.made_from, wanted.area_code)
                AND cells.breakdown_key = wanted.breakdown_key
            """,
        )
    finally:
        warehouse.connection.unregister("wanted_cells")


def read_made_from(warehouse: Warehouse) -> dict[Place, str]:
    """The area whose known counts the figures of each area without figures of its own are made from."""
    rows = warehouse.connection.execute(
        "SELECT measure, collection_year, area_code, made_from FROM grossed.areas_without_figures WHERE is_shown"
    ).fetchall()
    return {(measure, year, area_code): made_from for measure, year, area_code, made_from in rows}


def read_not_shown(warehouse: Warehouse) -> frozenset[Place]:
    """The areas without figures whose estimates the policy does not print."""
    rows = warehouse.connection.execute(
        "SELECT measure, collection_year, area_code FROM grossed.areas_without_figures WHERE NOT is_shown"
    ).fetchall()
    return frozenset((measure, year, area_code) for measure, year, area_code in rows)


def read_not_asked(warehouse: Warehouse) -> frozenset[Place]:
    """Those who do not send what a measure is made from (others do it for them, or they have none of it), and areas of
    such senders alone."""
    rows = warehouse.connection.execute(
        """
        WITH areas AS (
            SELECT collection_year, area_code, la_code FROM grossed.area_members
            UNION ALL
            SELECT collection_year, la_code, la_code FROM reference.reporting_units
        )
        SELECT measures.measure, areas.collection_year, areas.area_code
        FROM (SELECT DISTINCT measure, collection_year FROM grossed.coverage) AS measures
        JOIN areas ON areas.collection_year = measures.collection_year
        LEFT JOIN grossed.coverage AS coverage
            ON coverage.measure = measures.measure AND coverage.collection_year = areas.collection_year
            AND coverage.la_code = areas.la_code
        GROUP BY ALL
        HAVING count(coverage.la_code) = 0
        """
    ).fetchall()
    return frozenset((measure, year, area_code) for measure, year, area_code in rows)


def read_histograms(warehouse: Warehouse, histograms: Iterable[tuple[str, str]]) -> Counts:
    """The grossed counts in histograms, each named by its measure and its breakdown."""
    counts: Counts = {}
    for measure, histogram in sorted(histograms):
        found = _by_place(
            warehouse,
            """
            SELECT measure, collection_year, area_code, breakdown_key, value FROM grossed.cells
            WHERE measure = ? AND contains(';' || breakdown_key, ?)
            """,
            [measure, f";{histogram}="],
        )
        for place, numbers in found.items():
            counts.setdefault(place, {}).update(numbers)
    return counts


def exposed_by_estimates(
    warehouse: Warehouse, levels: Mapping[str, str], rounding: Mapping[str, int]
) -> frozenset[Place]:
    """The (measure, year, area code) whose known sums rounding no longer hides.

    A grossed figure is the known sum times a factor that a reader can work out. Rounding the figure to a base leaves
    the sum within (base + 1) / factor, rounding included; once that is less than rounding the sum itself would leave,
    the base, the sum is protected as if it were shown. So is the sum that an area without figures is made from: two
    roundings of one number tell more than one. ``rounding`` is the base of each level.
    """
    bases = pandas.DataFrame([(code, rounding[level]) for code, level in levels.items()], columns=["area_code", "base"])
    warehouse.connection.register("rounding_of_areas", bases)
    rows = warehouse.connection.execute(
        """
        SELECT cells.measure, cells.collection_year, cells.area_code
        FROM grossed.cells AS cells
        INNER JOIN rounding_of_areas USING (area_code)
        WHERE cells.breakdown_key = '' AND cells.is_estimated AND (base + 1) * cells.known_value < base * cells.value
        UNION
        SELECT measure, collection_year, unnest([area_code, made_from]) FROM grossed.areas_without_figures
        WHERE is_shown
        """
    ).fetchall()
    warehouse.connection.unregister("rounding_of_areas")
    return frozenset((measure, year, area_code) for measure, year, area_code in rows)


def _by_place(warehouse: Warehouse, query: str, parameters: Sequence[object] = ()) -> Counts:
    counts: Counts = {}
    for measure, year, area_code, key, value in warehouse.connection.execute(query, parameters).fetchall():
        counts.setdefault((measure, year, area_code), {})[key] = value
    return counts
