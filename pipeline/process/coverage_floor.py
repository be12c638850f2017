"""The floor of coverage: a release of England is not made from a few returns unless somebody means it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.coverage_policy import CoveragePolicy
from pipeline.reference.periods import period_of

NAMED_ABSENT = 3

# Of every return and year of which anybody sent a usable one: how many authorities did, with how many children.
SENT = """
    WITH sent AS (
        SELECT coverage."return" AS return_name, coverage.collection_year, coverage.la_code
        FROM raw.coverage AS coverage
        -- A return of all England is sent by no authority, and has no share of them.
        JOIN reference.reporting_units USING (collection_year, la_code)
        WHERE coverage.status = 'supplied'
    )
    SELECT years.return_name, areas.collection_year,
        count(sent.la_code) AS sent,
        count(*) AS authorities,
        coalesce(sum(population.population) FILTER (WHERE sent.la_code IS NOT NULL), 0)::BIGINT AS children_sent,
        coalesce(sum(population.population), 0)::BIGINT AS children
    FROM (SELECT DISTINCT return_name, collection_year FROM sent) AS years
    JOIN reference.reporting_units AS areas ON areas.collection_year = years.collection_year
    LEFT JOIN sent
        ON sent.return_name = years.return_name AND sent.collection_year = areas.collection_year
        AND sent.la_code = areas.la_code
    LEFT JOIN reference.child_population AS population
        ON population.collection_year = areas.collection_year AND population.area_code = areas.la_code
        AND population.area_level = 'local_authority'
    GROUP BY years.return_name, areas.collection_year
"""


@dataclass(frozen=True)
class Coverage:
    """How much of England sent a usable return of a year; populations are of those authorities that have one."""

    return_name: str
    year: int
    sent: int
    authorities: int
    children_sent: int
    children: int

    def is_below(self, policy: CoveragePolicy) -> bool:
        """Whether it is less than a release may be made from."""
        return (
            100 * self.sent < policy.least_authorities * self.authorities
            or 100 * self.children_sent < policy.least_child_population * self.children
        )

    def in_words(self) -> str:
        """How many authorities sent it, and the share of children that they look after."""
        senders = "local authorities" if self.children else "agencies"
        share = f", with {100 * self.children_sent // self.children} per cent of children," if self.children else ""
        return (
            f"{self.sent} of {self.authorities} {senders}{share} sent a usable "
            f"{self.return_name} return of {period_of(self.year)}"
        )


def require_coverage(
    warehouse: Warehouse, policy: CoveragePolicy, returns: Sequence[str], years: Sequence[int], *, accepted: bool
) -> None:
    """Make ``grossed.coverage_of_returns``; raises CheckFailed below the floor unless that is ``accepted``.

    A row is one return of one published year: how many authorities and children, and whether it is below the floor.
    """
    warehouse.replace_table(
        "grossed.coverage_of_returns",
        f"SELECT *, FALSE AS is_below_floor FROM ({SENT}) WHERE list_contains([{_quoted(returns)}], return_name) "
        f"AND list_contains([{', '.join(map(str, years))}], collection_year) ORDER BY ALL",
    )
    below = [one for one in read_coverage(warehouse) if one.is_below(policy)]
    if below and not accepted:
        told = "; ".join(f"{one.in_words()} (absent: {_absent(warehouse, one)})" for one in below)
        raise CheckFailed(
            f"{told}. That is below the floor of {policy.floor()} in release.toml, so nothing was published. "
            "Wait for the returns, or give --accept-coverage if a release from so few is meant."
        )
    for one in below:
        warehouse.connection.execute(
            "UPDATE grossed.coverage_of_returns SET is_below_floor = TRUE "
            "WHERE return_name = ? AND collection_year = ?",
            [one.return_name, one.year],
        )


def read_coverage(warehouse: Warehouse, *, accepted_only: bool = False) -> list[Coverage]:
    """Every return and published year, or those that were accepted below the floor."""
    rows = warehouse.connection.execute(
        "SELECT return_name, collection_year, sent, authorities, children_sent, children "
        "FROM grossed.coverage_of_returns WHERE is_below_floor OR NOT ? ORDER BY ALL",
        [accepted_only],
    ).fetchall()
    return [Coverage(*row) for row in rows]


def response_in_words(warehouse: Warehouse, period: int) -> list[str]:
    """The response rate of a period, for each return that agencies send, alone or beside authorities: it is voluntary.

    Tenths of a percentage, halves up, of all who are asked for the return.
    """
    kinds = {
        kind
        for (kind,) in warehouse.connection.execute(
            "SELECT DISTINCT supplied_by FROM reference.reporting_units WHERE collection_year = ?", [period]
        ).fetchall()
    }
    if "agency" not in kinds:
        return []
    senders = "local authorities and agencies" if "authority" in kinds else "agencies"
    found = []
    for one in read_coverage(warehouse):
        if one.year == period:
            tenths = (2000 * one.sent + one.authorities) // (2 * one.authorities)
            found.append(
                f"Response rate: {one.sent} of {one.authorities} {senders} sent a usable return of "
                f"{period_of(period)} or of a later quarter of its year, {tenths // 10}.{tenths % 10} per cent."
            )
    return found


def acceptances(warehouse: Warehouse, policy: CoveragePolicy) -> list[tuple[int, str]]:
    """The year and a sentence for every return that was published though it is below the floor."""
    return [
        (one.year, f"{one.in_words()}. That is below the floor of {policy.floor()}, and was accepted for this release.")
        for one in read_coverage(warehouse, accepted_only=True)
    ]


def _quoted(names: Sequence[str]) -> str:
    return ", ".join("'" + name.replace("'", "''") + "'" for name in names)


def _absent(warehouse: Warehouse, one: Coverage) -> str:
    """The first few authorities without a usable return, and how many more."""
    names = [
        name
        for (name,) in warehouse.connection.execute(
            """
            SELECT areas.la_name FROM reference.reporting_units AS areas
            LEFT JOIN raw.coverage AS coverage
                ON coverage."return" = ? AND coverage.collection_year = areas.collection_year
                AND coverage.la_code = areas.la_code AND coverage.status = 'supplied'
            WHERE areas.collection_year = ? AND coverage.la_code IS NULL ORDER BY 1
            """,
            [one.return_name, one.year],
        ).fetchall()
    ]
    return few_of(names)


def few_of(names: Sequence[str]) -> str:
    """The first few of many names, and how many more there are."""
    more = f" and {len(names) - NAMED_ABSENT:,} more" if len(names) > NAMED_ABSENT else ""
    return f"{', '.join(names[:NAMED_ABSENT])}{more}" if names else "none"
