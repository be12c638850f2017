"""Roll the leaf cells of local authorities up the trees of categories: one long table of counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage import Measure

COUNTS = "grossed.local_authority_counts"
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


@lru_cache(maxsize=65_536)  # the same keys stand in every area
def breakdown_pairs(key: str) -> tuple[tuple[str, str], ...]:
    """The (breakdown, category) pairs of a key, the inverse of ``breakdown_key``; the total's key has none.

    >>> breakdown_pairs("distance_and_locality=over_20_miles;placement=foster")
    (('distance_and_locality', 'over_20_miles'), ('placement', 'foster'))
    """
    return tuple((name, category) for name, _, category in (pair.partition("=") for pair in key.split(";") if pair))


def roll_up(
    warehouse: Warehouse,
    measures: Sequence[Measure],
    crossed_keys: Iterable[tuple[str, str]],
    histograms: Sequence[str] = (),
    histograms_within: Iterable[tuple[str, str, str]] = (),
    las: Collection[str] | None = None,
    made_whole: Collection[str] = (),
) -> None:
    """Make ``grossed.local_authority_counts``: measure, collection_year, la_code, breakdown_key, value.

    Holds every node of every single breakdown, the total (key ``''``), and of the crossed breakdowns only the
    ``(measure, breakdown_key)`` pairs in ``crossed_keys``: all crossed nodes of placement and distance would be fifty
    times as many rows as anybody publishes. ``histograms`` are breakdowns by whole numbers, which stand in no tree and
    are kept as they are; of their crossings only those with a key in ``histograms_within`` (measure, key, histogram).
    Only authorities whose figure is known are in it; a count of 0 has no row. With ``las`` the table is there from a
    run that asked the same, and only the counts of these authorities are made, and those of measures ``made_whole``.
    """
    connection = warehouse.connection
    connection.execute(f"CREATE OR REPLACE TEMP TABLE ancestors AS {ANCESTORS}")
    _keep_histograms(warehouse, measures, histograms)
    connection.execute("CREATE OR REPLACE TEMP TABLE crossed_keys (measure VARCHAR, breakdown_key VARCHAR)")
    crossed = sorted(set(crossed_keys))
    columns = [[cell[place] for cell in crossed] for place in (0, 1)]
    connection.execute("INSERT INTO crossed_keys SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])", columns)
    within = sorted(set(histograms_within))
    for measure_name, key, histogram in within:
        connection.execute(
            f"""
            INSERT INTO crossed_keys
            SELECT DISTINCT '{measure_name}', least($key, number) || ';' || greatest($key, number)
            FROM (
                SELECT DISTINCT CASE WHEN breakdown = $histogram THEN breakdown || '=' || category
                    ELSE breakdown_2 || '=' || category_2 END AS number
                FROM cells.{measure_name} WHERE breakdown_2 <> '' AND $histogram IN (breakdown, breakdown_2)
            )
            """,
            {"key": key, "histogram": histogram},
        )
    with_crossings = {measure_name for measure_name, *_ in (*crossed, *within)}
    parts = []
    listed = "" if las is None else ", ".join(f"'{la}'" for la in sorted(las)) or "NULL"
    for measure in measures:
        cells = f"cells.{measure.name}"
        if las is not None and measure.name not in made_whole:
            cells = f"(SELECT * FROM {cells} WHERE la_code IN ({listed}))"
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
        if measure.name in with_crossings:
            parts += [
                f"""
                SELECT {name}, collection_year, la_code, keyed.breakdown_key, {count}
                FROM ({_crossed(warehouse, cells, measure.count_column, pairs)}) AS cells
                JOIN crossed_keys AS keyed
                    ON keyed.measure = {name} AND keyed.breakdown_key = cells.breakdown_key
                GROUP BY ALL
                """
                for pairs in (2, 3)
                if pairs == 2 or has_three_pairs(warehouse, cells)
            ]
    counted = f"""
        SELECT counts.measure, counts.collection_year, counts.la_code, counts.breakdown_key, counts.value
        FROM ({" UNION ALL ".join(parts)}) AS counts
        JOIN grossed.coverage AS coverage USING (measure, collection_year, la_code)
        WHERE coverage.is_supplied
    """
    if las is not None:
        kept = ", ".join(f"'{one.name}'" for one in measures if one.name not in made_whole) or "NULL"
        counted += f" UNION ALL FROM {COUNTS} WHERE measure IN ({kept}) AND coalesce(la_code NOT IN ({listed}), TRUE)"
    warehouse.replace_table(COUNTS, f"{counted} ORDER BY measure, collection_year, la_code, breakdown_key")


def has_three_pairs(warehouse: Warehouse, cells: str) -> bool:
    """Whether a cells table crosses three breakdowns."""
    columns = warehouse.connection.execute(f"SELECT * FROM {cells} LIMIT 0").description or []
    return any(name == "breakdown_3" for name, *_ in columns)


def _crossed(warehouse: Warehouse, cells: str, count_column: str, pairs: int) -> str:
    """The rows of a cells table that cross so many breakdowns, each under every node above its categories."""
    places = [("breakdown", "category"), ("breakdown_2", "category_2"), ("breakdown_3", "category_3")][:pairs]
    keys = ", ".join(f"cells.{breakdown} || '=' || node_{at}.node" for at, (breakdown, _) in enumerate(places))
    joins = " ".join(
        f"JOIN ancestors AS node_{at} ON node_{at}.breakdown = cells.{breakdown} AND node_{at}.leaf = cells.{category}"
        for at, (breakdown, category) in enumerate(places)
    )
    no_more = "AND cells.breakdown_3 = ''" if pairs == 2 and has_three_pairs(warehouse, cells) else ""
    return f"""
        SELECT cells.collection_year, cells.la_code, cells.{count_column},
            array_to_string(list_sort([{keys}]), ';') AS breakdown_key
        FROM {cells} AS cells {joins}
        WHERE cells.{places[-1][0]} <> '' {no_more}
    """


def _keep_histograms(warehouse: Warehouse, measures: Sequence[Measure], histograms: Sequence[str]) -> None:
    """Let every whole number of a histogram stand for itself, as if it were a tree without groups.

    What a model says of a number that is not known is no number, and is left out.
    """
    if not histograms:
        return
    numbers = " UNION ".join(
        f"SELECT breakdown, category FROM cells.{measure.name} "
        f"UNION SELECT breakdown_2, category_2 FROM cells.{measure.name}"
        for measure in measures
    )
    warehouse.connection.execute(
        "INSERT INTO ancestors SELECT breakdown, category, category "
        f"FROM ({numbers}) WHERE list_contains(?, breakdown) AND regexp_full_match(category, '[0-9]+')",
        [list(histograms)],
    )
