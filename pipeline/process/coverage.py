"""Which local authority supplied what each measure needs, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.collect.specification import load_specification
from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.grossed import give, make
from pipeline.reference.periods import year_of

SHORT_HISTORY = "earlier returns not given"
"""The reason why an authority has no figure that its return of the year alone cannot tell, as coverage.sql gives it."""

FEWEST_DECIMALS_KEPT = 2
ALWAYS = 9999
"""The last year of what has no end yet."""


@dataclass(frozen=True)
class Measure:
    """A counted quantity.

    ``name`` is the cells table's name without its schema, ``count_column`` its additive column, ``returns`` the
    return it is made from and ``items`` the parts of that return (file names as in manifest.csv) without which a local
    authority's figure is unknown; ``earlier_returns`` how many years in a row before it the measure looks back on.

    A measure that ``follows_children`` looks back on what the authorities before a merger or split sent too, and needs
    their returns; one that does not knows only what the authority itself sent, and needs what it was there to send.

    A measure of amounts adds up days, points or incidents, not people: ``amount_of`` is then the measure of the people
    that they are of, where it is said; behind amounts ``of_nobody``, as posts, there are none. With ``decimals`` it is
    printed to so many places, and kept in whole hundredths, or thousandths where three are printed. It has no figure of
    years before ``first_year`` or after ``last_year``, whose returns did not ask for what it counts; of one that
    ``is_voluntary`` to send, nothing is estimated. Of an authority where the measure that it ``applies_to`` is 0, 0
    does not apply. Of one that is carried forward ``from_last_return``, whoever sent nothing counts as in its last
    figure that is known, since there is nobody by whose number it could be estimated. ``not_known`` is a table of the
    (year, authority) of which it has no figure for another ``reason``, as that a return ``beside`` its own is not
    there; behind a colon stands ``what`` in the table it is, where that tells of several. Amounts ``of_rounded_people``
    go with the number of people so closely that they would tell it: where that is rounded, so many people's are shown.
    ``known_too`` is a table of the (year, authority) of which the figure is known though its return was not sent, since
    another tells it; ``what`` may be named in it too. Returns ``left_unread`` are those that models read for others'
    sake, and that tell nothing of it. One that is ``so_far_of`` a measure of quarters counts those of its year so far.
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
    last_year: int = ALWAYS
    of_nobody: bool = False
    decimals: int = 0
    applies_to: str = ""
    from_last_return: bool = False
    is_voluntary: bool = False
    not_known: str = ""
    beside: tuple[str, ...] = ()
    of_rounded_people: bool = False
    known_too: str = ""
    left_unread: tuple[str, ...] = ()
    so_far_of: str = ""

    def holds_in(self, year: int) -> bool:
        """Whether returns of the year, or quarter, ask for what it counts."""
        return self.first_year <= year_of(year) <= self.last_year

    @property
    def unit(self) -> int:
        """How many of what is added up are one of what is printed."""
        return unit_of(self.decimals)


def unit_of(decimals: int) -> int:
    """How many of what is kept of a measure that is printed to so many places are one."""
    return 10 ** max(FEWEST_DECIMALS_KEPT, decimals) if decimals else 1


def build_coverage(warehouse: Warehouse, measures: Sequence[Measure]) -> None:
    """Make ``grossed.coverage``: a row per measure, collection year and local authority in being that year.

    ``is_supplied`` says whether the figure is known; ``reason`` why not. A year in which no authority supplied
    anything has no rows: it is not part of the release. Nor has a measure rows of years before its first, or of those
    who do not send what it is made from.
    """
    give(
        warehouse,
        "measures_asked",
        {
            "measure": "VARCHAR", "return_name": "VARCHAR", "earlier_returns": "INTEGER",
            "follows_children": "BOOLEAN", "first_year": "INTEGER", "last_year": "INTEGER",
        },
        [
            (one.name, one.returns, one.earlier_returns, one.follows_children, one.first_year, one.last_year)
            for one in measures
        ],
    )  # fmt: skip
    give(
        warehouse,
        "items_asked",
        {"measure": "VARCHAR", "return_name": "VARCHAR", "item": "VARCHAR"},
        [(one.name, one.returns, item.lower()) for one in measures for item in one.items],
    )
    _give_not_asked(warehouse, measures)
    give(
        warehouse,
        "not_known",
        {"measure": "VARCHAR", "collection_year": "INTEGER", "la_code": "VARCHAR", "reason": "VARCHAR"},
        [],
    )
    give(
        warehouse,
        "known_too",
        {"measure": "VARCHAR", "collection_year": "INTEGER", "la_code": "VARCHAR"},
        [],
    )
    for one in measures:
        if one.known_too:
            table, _, what = one.known_too.partition(":")
            warehouse.connection.execute(
                f"INSERT INTO grossed.known_too SELECT ?, collection_year, la_code FROM {table}"
                + (" WHERE what = ?" if what else ""),
                [one.name, *([what] if what else [])],
            )
        if one.not_known:
            table, _, what = one.not_known.partition(":")
            warehouse.connection.execute(
                f"INSERT INTO grossed.not_known SELECT ?, collection_year, la_code, reason FROM {table}"
                + (" WHERE what = ?" if what else ""),
                [one.name, *([what] if what else [])],
            )
    make(warehouse, "coverage")
    if warehouse.count("grossed.coverage") == 0:
        raise CheckFailed(
            "No local authority supplied a usable return for any year. Look at restricted/findings.csv, "
            "and check that --returns holds <return>/<year>/<la_code>/ folders."
        )


def _give_not_asked(warehouse: Warehouse, measures: Sequence[Measure]) -> None:
    """Make ``grossed.not_asked``: of measures from files that some roles send, the senders that have none of them."""
    asked = [(one.name, role) for one in measures for role in load_specification(one.returns).roles_of(one.items)]
    give(warehouse, "not_asked", {"measure": "VARCHAR", "collection_year": "INTEGER", "la_code": "VARCHAR"}, [])
    if not asked:
        return
    listed = ", ".join(f"('{measure}', '{role}')" for measure, role in asked)
    warehouse.connection.execute(
        f"""
        INSERT INTO grossed.not_asked
        WITH asked AS (SELECT * FROM (VALUES {listed}) AS roles(measure, role))
        SELECT measures.measure, units.collection_year, units.la_code
        FROM (SELECT DISTINCT measure FROM asked) AS measures
        CROSS JOIN reference.reporting_units AS units
        WHERE NOT EXISTS (
            SELECT 1 FROM asked JOIN reference.senders AS senders ON senders.role = asked.role
            WHERE asked.measure = measures.measure AND senders.la_code = units.la_code
                AND senders.collection_year = units.collection_year
        )
        """
    )
