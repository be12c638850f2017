"""Measures that are counted nowhere of their own: sums of several years, and the counts of some of the senders alone.

Source: performance tables of 2012, whose figures are of three years: numerators and denominators are added first. Of
the fixed panel: the quarterly adoption survey until 2013, whose trends are of the authorities that returned in every
quarter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage import SHORT_HISTORY, Measure


@dataclass(frozen=True)
class AddedYears(Measure):
    """A measure whose count of a year is that of ``adds_up`` in so many ``years`` up to it.

    With ``single_in_total`` nothing that is published shows a single year of it but in total: what a category had in
    one of the years is then bound by two numbers alone, its years together and all of the year.
    """

    adds_up: str = ""
    years: int = 1
    single_in_total: bool = False


@dataclass(frozen=True)
class OfSomeSenders(AddedYears):
    """A measure whose count is that of ``adds_up`` in the same period, of some senders: others have no row in coverage.

    With ``in_a_region`` those are who is listed in a region, or (False) in none: agencies that work in all of England.
    """

    in_a_region: bool = True

    @property
    def members(self) -> str:
        """A SELECT of their rows of coverage, from the rows ``told`` of what it is of."""
        return f"""
            SELECT told.collection_year, told.la_code, told.is_supplied, told.reason
            FROM told
            JOIN reference.reporting_units AS units
                ON units.collection_year = told.collection_year AND units.la_code = told.la_code
            WHERE (units.region_code <> '') = {self.in_a_region}
        """


@dataclass(frozen=True)
class FixedPanel(OfSomeSenders):
    """The same of those alone who told every period of the year: nobody is missing, and nothing is estimated."""

    @property
    def members(self) -> str:
        """A SELECT of their rows of coverage, from the rows ``told`` of what it is of."""
        return """
            SELECT told.collection_year, told.la_code, TRUE AS is_supplied, '' AS reason
            FROM told
            JOIN (
                SELECT collection_year // 10 AS year, count(DISTINCT collection_year) AS periods FROM told GROUP BY ALL
            ) AS asked ON asked.year = told.collection_year // 10
            WINDOW of_year AS (PARTITION BY told.collection_year // 10, told.la_code)
            QUALIFY count(*) OVER of_year = asked.periods AND bool_and(told.is_supplied) OVER of_year
        """


def counted(measures: Iterable[Measure]) -> list[Measure]:
    """The measures that a cells model counts; one of which nothing is known is made from no return."""
    return [one for one in measures if not isinstance(one, AddedYears) and one.returns]


def added(measures: Iterable[Measure]) -> list[AddedYears]:
    """The measures that add up years."""
    return [one for one in measures if isinstance(one, AddedYears)]


def of_some_senders(measures: Iterable[Measure]) -> list[OfSomeSenders]:
    """The measures that are another's, of some of its senders alone."""
    return [one for one in measures if isinstance(one, OfSomeSenders)]


def sums_over_years(measures: Iterable[Measure]) -> list[AddedYears]:
    """The measures that add up more periods than one."""
    return [one for one in added(measures) if not isinstance(one, OfSomeSenders)]


def cover_added_years(warehouse: Warehouse, measures: Sequence[Measure]) -> None:
    """Add to ``grossed.coverage``: an authority has a figure of several years when it has one of each.

    An authority that came into being within these years has none: its predecessors' areas were others. Of some
    senders who is none of them has no row.
    """
    for some in of_some_senders(measures):
        warehouse.connection.execute(
            f"""
            INSERT INTO grossed.coverage
            WITH told AS (FROM grossed.coverage WHERE measure = $adds_up),
            members AS ({some.members})
            SELECT $name AS measure, collection_year, la_code, is_supplied, reason FROM members ORDER BY ALL
            """,
            {"name": some.name, "adds_up": some.adds_up},
        )
    for one in sums_over_years(measures):
        warehouse.connection.execute(
            f"""
            INSERT INTO grossed.coverage
            SELECT $name AS measure, now.collection_year, now.la_code,
                count(earlier.la_code) FILTER (WHERE earlier.is_supplied) = $years AS is_supplied,
                CASE
                    WHEN NOT now.is_supplied THEN now.reason
                    WHEN count(earlier.la_code) FILTER (WHERE earlier.is_supplied) = $years THEN ''
                    ELSE '{SHORT_HISTORY}'
                END AS reason
            FROM grossed.coverage AS now
            JOIN grossed.coverage AS earlier
                ON earlier.measure = now.measure AND earlier.la_code = now.la_code
                AND earlier.collection_year BETWEEN now.collection_year - $years + 1 AND now.collection_year
            WHERE now.measure = $adds_up AND now.collection_year >= $first_year
            GROUP BY now.collection_year, now.la_code, now.is_supplied, now.reason
            ORDER BY ALL
            """,
            {"name": one.name, "adds_up": one.adds_up, "years": one.years, "first_year": one.first_year},
        )


def add_years(warehouse: Warehouse, measures: Sequence[Measure], keys: Iterable[tuple[str, str]]) -> None:
    """Add to ``grossed.local_authority_counts`` the sums of several years, for the (measure, key) given and totals."""
    connection = warehouse.connection
    wanted = sorted({*keys, *((one.name, "") for one in added(measures))})
    if not wanted:
        return
    connection.execute("CREATE OR REPLACE TEMP TABLE added_keys (measure VARCHAR, breakdown_key VARCHAR)")
    connection.executemany("INSERT INTO added_keys VALUES (?, ?)", wanted)
    for one in added(measures):
        connection.execute(
            """
            INSERT INTO grossed.local_authority_counts
            SELECT coverage.measure, coverage.collection_year, coverage.la_code, counts.breakdown_key,
                sum(counts.value)::BIGINT AS value
            FROM grossed.coverage AS coverage
            JOIN grossed.local_authority_counts AS counts
                ON counts.measure = $adds_up AND counts.la_code = coverage.la_code
                AND counts.collection_year BETWEEN coverage.collection_year - $years + 1 AND coverage.collection_year
            JOIN added_keys ON added_keys.measure = coverage.measure AND added_keys.breakdown_key = counts.breakdown_key
            WHERE coverage.measure = $name AND coverage.is_supplied
            GROUP BY ALL
            ORDER BY ALL
            """,
            {"name": one.name, "adds_up": one.adds_up, "years": one.years},
        )
