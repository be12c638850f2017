"""Roll the leaf cells of local authorities up the trees of categories: one long table of counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.grossing.coverage import Measure
from pipeline.warehouse import Warehouse

# Every leaf with itself and each node above it. The tree has at most seven levels.
ANCESTORS = """
    WITH RECURSIVE ancestors AS (
        SELECT breakdown, category AS leaf, category AS node FROM reference.categories
        UNION ALL
        SELECT ancestors.breakdown, ancestors.leaf, categories.parent
        FROM ancestors
        JOIN reference.categories AS categories
            ON categories.breakdown = ancestors.breakdown AND categories.category = ancestors.node
        WHERE coalesce(categories.parent, '') <> ''
    )
    SELECT breakdown, leaf, node FROM ancestors
"""


def breakdown_key(pairs: Iterable[tuple[str, str]]) -> str:
    """The name of a cell within its measure, year and area: ``breakdown=category`` pairs in order, totals left out.

    >>> breakdown_key([("placement", "foster"), ("distance_and_locality", "over_20_miles")])
    'distance_and_locality=over_20_miles;placement=foster'
    """
    return ";".join(f"{breakdown}={category}" for breakdown, category in sorted(pairs))


def breakdown_pairs(key: str) -> list[tuple[str, str]]:
    """The (breakdown, category) pairs of a key, the inverse of ``breakdown_key``; the total's key has none.

    >>> breakdown_pairs("distance_and_locality=over_20_miles;placement=foster")
    [('distance_and_locality', 'over_20_miles'), ('placement', 'foster')]
    """
    return [(name, category) for name, _, category in (pair.partition("=") for pair in key.split(";") if pair)]


def roll_up(warehouse: Warehouse, measures: Sequence[Measure], crossed_keys: Iterable[tuple[str, str]]) -> None:
    """Make ``grossed.local_authority_counts``: measure, collection_year, la_code, breakdown_key, value.

    Holds every node of every single breakdown, the total (key ``''``), and of the crossed breakdowns only the
    ``(measure, breakdown_key)`` pairs in ``crossed_keys``: all crossed nodes of placement and distance would be fifty
    times as many rows as anybody publishes. Only authorities whose figure is known are in it; a count of 0 has no row.
    """
    connection = warehouse.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE ancestors AS {ANCESTORS}")
    connection.execute("CREATE OR REPLACE TEMP TABLE crossed_keys (measure VARCHAR, breakdown_key VARCHAR)")
    crossed = sorted(set(crossed_keys))
    if crossed:
        connection.executemany("INSERT INTO crossed_keys VALUES (?, ?)", crossed)
    parts = []
    for measure in measures:
        cells = f"cells.{measure.name}"
        count = f"sum(cells.{measure.count_column})::BIGINT"
        name = f"'{measure.name}'"
        parts.append(
            f"""
            SELECT {name} AS measure, collection_year, la_code, '' AS breakdown_key, {count} AS value
            FROM {cells} AS cells WHERE breakdown = 'total' GROUP BY ALL
            UNION ALL
            SELECT {name}, collection_year, la_code, cells.breakdown || '=' || ancestors.node, {count}
            FROM {cells} AS cells
            JOIN ancestors ON ancestors.breakdown = cells.breakdown AND ancestors.leaf = cells.category
            WHERE breakdown_2 = '' GROUP BY ALL
            """
        )
        if any(measure_name == measure.name for measure_name, _ in crossed):
            parts.append(
                f"""
                SELECT {name}, collection_year, la_code, keyed.breakdown_key, {count}
                FROM (
                    SELECT cells.collection_year, cells.la_code, cells.{measure.count_column},
                        least(cells.breakdown || '=' || first.node, cells.breakdown_2 || '=' || second.node)
                        || ';' ||
                        greatest(cells.breakdown || '=' || first.node, cells.breakdown_2 || '=' || second.node)
                            AS breakdown_key
                    FROM {cells} AS cells
                    JOIN ancestors AS first ON first.breakdown = cells.breakdown AND first.leaf = cells.category
                    JOIN ancestors AS second ON second.breakdown = cells.breakdown_2 AND second.leaf = cells.category_2
                    WHERE cells.breakdown_2 <> ''
                ) AS cells
                JOIN crossed_keys AS keyed
                    ON keyed.measure = {name} AND keyed.breakdown_key = cells.breakdown_key
                GROUP BY ALL
                """
            )
    warehouse.replace_table(
        "grossed.local_authority_counts",
        f"""
        SELECT counts.measure, counts.collection_year, counts.la_code, counts.breakdown_key, counts.value
        FROM ({" UNION ALL ".join(parts)}) AS counts
        JOIN grossed.coverage AS coverage USING (measure, collection_year, la_code)
        WHERE coverage.is_supplied
        ORDER BY measure, collection_year, la_code, breakdown_key
        """,
    )
