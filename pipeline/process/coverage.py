"""Which local authority supplied what each measure needs, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse

SHORT_HISTORY = "earlier returns not given"
"""The reason why an authority has no figure that its return of the year alone cannot tell."""


@dataclass(frozen=True)
class Measure:
    """A counted quantity.

    ``name`` is the cells table's name without its schema, ``count_column`` its additive column, ``returns`` the
    return it is made from and ``items`` the parts of that return (file names as in manifest.csv) without which a local
    authority's figure is unknown; ``earlier_returns`` how many years in a row before it the measure looks back on.

    A measure that ``follows_children`` looks back on what the authorities before a merger or split sent too, and needs
    their returns; one that does not knows only what the authority itself sent, and needs what it was there to send.

    A measure of amounts adds up days, points or incidents, not people: ``amount_of`` is then the measure of the people
    that they are of, where it is said. It has no figure of years before ``first_year``, whose returns did not ask for
    what it counts.
    """

    name: str
    count_column: str
    returns: str
    items: tuple[str, ...]
    earlier_returns: int = 0
    follows_children: bool = True
    is_amount: bool = False
    amount_of: str = ""
    first_year: int = 0


def build_coverage(warehouse: Warehouse, measures: Sequence[Measure]) -> None:
    """Make ``grossed.coverage``: a row per measure, collection year and local authority in being that year.

    ``is_supplied`` says whether the figure is known; ``reason`` why not. A year in which no authority supplied
    anything has no rows: it is not part of the release. Nor has a measure rows of years before its first.
    """
    connection = warehouse.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE wanted_items (measure VARCHAR, return_name VARCHAR, item VARCHAR)")
    connection.executemany(
        "INSERT INTO wanted_items VALUES (?, ?, ?)",
        [(measure.name, measure.returns, item.lower()) for measure in measures for item in measure.items],
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE wanted_history "
        "(measure VARCHAR, earlier_returns INTEGER, follows_children BOOLEAN, first_year INTEGER)"
    )
    connection.executemany(
        "INSERT INTO wanted_history VALUES (?, ?, ?, ?)",
        [(each.name, each.earlier_returns, each.follows_children, each.first_year) for each in measures],
    )
    warehouse.replace_table(
        "grossed.coverage",
        f"""
        WITH years AS (
            SELECT DISTINCT "return" AS return_name, collection_year FROM raw.coverage WHERE status = 'supplied'
        ),
        not_supplied AS (
            SELECT "return" AS return_name, collection_year, la_code,
                lower(trim(unnest(string_split(items_not_supplied, ';')))) AS item
            FROM raw.coverage
            WHERE items_not_supplied <> ''
        ),
        -- Who told of an authority's children in a year: itself, or those in being then that it took over from.
        told_by AS (
            SELECT DISTINCT la_code, la_code AS told_by, FALSE AS is_before FROM reference.local_authorities
            UNION ALL
            SELECT la_code, predecessor_la_code, TRUE FROM reference.predecessors
        ),
        told AS (
            SELECT years.return_name, in_being.collection_year, told_by.la_code,
                bool_and(sent.la_code IS NOT NULL) AS by_all,
                bool_and(sent.la_code IS NOT NULL OR told_by.is_before) AS by_itself
            FROM told_by
            JOIN reference.local_authorities AS in_being ON in_being.la_code = told_by.told_by
            CROSS JOIN (SELECT DISTINCT return_name FROM years) AS years
            LEFT JOIN raw.coverage AS sent
                ON sent."return" = years.return_name AND sent.collection_year = in_being.collection_year
                AND sent.la_code = told_by.told_by AND sent.status = 'supplied'
            GROUP BY years.return_name, in_being.collection_year, told_by.la_code
        ),
        history AS (
            SELECT coverage."return" AS return_name, coverage.collection_year, coverage.la_code, wanted.measure,
                count(CASE WHEN told.by_all OR (told.by_itself AND NOT wanted.follows_children) THEN 1 END)
                    >= wanted.earlier_returns AS is_long_enough
            FROM raw.coverage AS coverage
            CROSS JOIN wanted_history AS wanted
            LEFT JOIN told
                ON told.return_name = coverage."return" AND told.la_code = coverage.la_code
                AND told.collection_year
                    BETWEEN coverage.collection_year - wanted.earlier_returns AND coverage.collection_year - 1
            GROUP BY coverage."return", coverage.collection_year, coverage.la_code,
                wanted.measure, wanted.earlier_returns
        )
        SELECT
            measures.measure,
            areas.collection_year,
            areas.la_code,
            coalesce(coverage.status, 'absent') = 'supplied' AND lacking.items IS NULL
                AND coalesce(history.is_long_enough, FALSE) AS is_supplied,
            CASE
                WHEN coalesce(coverage.status, 'absent') <> 'supplied'
                    THEN 'return ' || coalesce(coverage.status, 'absent')
                WHEN lacking.items IS NOT NULL THEN 'not supplied: ' || lacking.items
                WHEN NOT history.is_long_enough THEN '{SHORT_HISTORY}'
                ELSE ''
            END AS reason
        FROM (SELECT DISTINCT measure, return_name FROM wanted_items) AS measures
        JOIN years ON years.return_name = measures.return_name
        JOIN wanted_history AS wanted ON wanted.measure = measures.measure
        JOIN reference.local_authorities AS areas
            ON areas.collection_year = years.collection_year AND areas.collection_year >= wanted.first_year
        LEFT JOIN raw.coverage AS coverage
            ON coverage."return" = measures.return_name
            AND coverage.collection_year = areas.collection_year
            AND coverage.la_code = areas.la_code
        LEFT JOIN history
            ON history.return_name = measures.return_name AND history.measure = measures.measure
            AND history.collection_year = areas.collection_year AND history.la_code = areas.la_code
        LEFT JOIN (
            SELECT wanted_items.measure, not_supplied.collection_year, not_supplied.la_code,
                string_agg(DISTINCT wanted_items.item, ', ' ORDER BY wanted_items.item) AS items
            FROM wanted_items JOIN not_supplied USING (return_name, item)
            GROUP BY ALL
        ) AS lacking
            ON lacking.measure = measures.measure
            AND lacking.collection_year = areas.collection_year
            AND lacking.la_code = areas.la_code
        ORDER BY ALL
        """,
    )
    if warehouse.count("grossed.coverage") == 0:
        raise CheckFailed(
            "No local authority supplied a usable return for any year. Look at restricted/findings.csv, "
            "and check that --returns holds <return>/<year>/<la_code>/ folders."
        )
