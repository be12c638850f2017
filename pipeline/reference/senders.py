"""Who sends the returns of each period, in which role, and by whose number their figures are estimated."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reference.files import reference_file
from pipeline.reference.periods import period_of, year_of

LOOKED_AFTER = "children_looked_after"
"""The population of a return whose figures are of children looked after at the last 31 March that is published."""
_AGENCIES = reference_file(
    "agencies.csv",
    agency_code="VARCHAR",
    agency_name="VARCHAR",
    kind="VARCHAR",
    csc_region_code="VARCHAR",
    from_day="DATE",
    to_day="DATE",
)
_AGENCIES_OF_AUTHORITIES = reference_file(
    "adoption_agencies_of_authorities.csv",
    la_code="VARCHAR",
    agency_code="VARCHAR",
    sends="VARCHAR",
    from_day="DATE",
    to_day="DATE",
)
_CHILDREN_LOOKED_AFTER = reference_file(
    "children_looked_after_on_31_march.csv",
    collection_year="INTEGER",
    area_level="VARCHAR",
    area_code="VARCHAR",
    children="BIGINT",
    standing="VARCHAR",
)
_AREAS = "reference.areas"


def units_of(supplied_by: str, periods: Sequence[int]) -> str:
    """SELECT of those that send returns in each period: authorities of its year, agencies, or both.

    Where both send, an authority for which an agency sends everything sends nothing itself.
    """
    if supplied_by == "authority":
        return _authorities(periods)
    if supplied_by == "agency":
        return f"{_agencies(periods)} ORDER BY 1, 2"
    return (
        f"SELECT * FROM ({_authorities(periods)}) AS own WHERE (collection_year, la_code) NOT IN "
        f"(SELECT (period, la_code) FROM ({_given_away(periods)}) AS given WHERE sends = 'all') "
        f"UNION ALL {_agencies(periods, joint_services='authority')} ORDER BY 1, 2"
    )


def senders_of(supplied_by: str, periods: Sequence[int]) -> str:
    """SELECT of the roles in each period: who sends what an ``authority`` sends, and what an ``adoption_agency`` does.

    An authority is its own adoption agency unless another recruits for it. Without rows where all senders are alike.
    """
    if supplied_by != "authority_or_agency":
        return "SELECT 0 AS collection_year, '' AS la_code, '' AS role WHERE FALSE"
    return f"""
        WITH given AS ({_given_away(periods)})
        SELECT units.collection_year, units.la_code, 'authority' AS role
        FROM reference.reporting_units AS units
        WHERE units.supplied_by = 'authority' OR (units.collection_year, units.la_code) IN (
            SELECT (period, agency_code) FROM given WHERE sends = 'all'
        )
        UNION ALL
        SELECT units.collection_year, units.la_code, 'adoption_agency'
        FROM reference.reporting_units AS units
        WHERE units.supplied_by = 'agency' OR (units.collection_year, units.la_code) NOT IN (
            SELECT (period, la_code) FROM given
        )
        ORDER BY ALL
    """


def looked_after_before(periods: Sequence[int]) -> str:
    """SELECT of the children looked after of each area, in place of its population, for every period.

    They are those on the 31 March before its financial year ends, where that is published.
    """
    return f"SELECT * EXCLUDE (years_apart) FROM ({looked_after_near(periods)}) AS near WHERE years_apart = 0"


def looked_after_near(periods: Sequence[int]) -> str:
    """The same, for estimates, of the nearest 31 March that is published, and how many ``years_apart`` that is."""
    return f"""
        SELECT periods.period AS collection_year, held.area_level, held.area_code, held.children AS population,
            abs(held.collection_year - (periods.year - 1)) AS years_apart
        FROM {_CHILDREN_LOOKED_AFTER} AS held
        CROSS JOIN {_values(periods)}
        QUALIFY rank() OVER (
            PARTITION BY periods.period ORDER BY abs(held.collection_year - (periods.year - 1)), held.collection_year
        ) = 1
        ORDER BY ALL
    """


def _values(periods: Sequence[int]) -> str:
    listed = ", ".join(
        f"({one}, {year_of(one)}, DATE '{period_of(one).last_day}', DATE '{period_of(one).first_day}')"
        for one in periods
    )
    return f"(VALUES {listed}) AS periods(period, year, last_day, first_day)"


def _authorities(periods: Sequence[int]) -> str:
    return (
        f"SELECT periods.period AS collection_year, units.* EXCLUDE (collection_year) FROM {_values(periods)} "
        "JOIN reference.reporting_units AS units ON units.collection_year = periods.year"
    )


def _agencies(periods: Sequence[int], joint_services: str = "agency") -> str:
    """An agency stands in Inner or Outer London, as authorities do, or in no region.

    A joint service of authorities sends what they would, and stands among those where both authorities and agencies do.
    """
    return f"""
        SELECT periods.period AS collection_year, agencies.agency_code AS la_code,
            agencies.agency_code AS new_la_code, agencies.agency_name AS la_name,
            CASE WHEN starts_with(agencies.csc_region_code, 'E13') THEN london.area_code
                ELSE coalesce(region.area_code, '') END AS region_code,
            CASE WHEN starts_with(agencies.csc_region_code, 'E13') THEN london.area_name
                ELSE coalesce(region.area_name, '') END AS region_name,
            coalesce(region.area_code, '') AS csc_region_code, coalesce(region.area_name, '') AS csc_region_name,
            CASE WHEN agencies.kind = 'joint service' THEN '{joint_services}' ELSE 'agency' END AS supplied_by,
            agencies.agency_code AS old_la_code
        FROM {_AGENCIES} AS agencies
        JOIN {_values(periods)}
            ON coalesce(agencies.from_day <= periods.last_day, TRUE)
            AND coalesce(agencies.to_day >= periods.first_day, TRUE)
        LEFT JOIN {_AREAS} AS region ON region.area_code = agencies.csc_region_code
        LEFT JOIN {_AREAS} AS london ON london.area_name = 'London'
    """


def _given_away(periods: Sequence[int]) -> str:
    """Which agency sends for which authority at the end of each period, and what: adopters, or all."""
    return f"""
        SELECT periods.period, register.la_code, register.agency_code, register.sends
        FROM {_AGENCIES_OF_AUTHORITIES} AS register
        JOIN {_values(periods)}
            ON coalesce(register.from_day <= periods.last_day, TRUE)
            AND coalesce(register.to_day >= periods.last_day, TRUE)
    """
