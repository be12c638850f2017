"""Sum local authorities to regions and England, with an estimate for each authority whose figure is missing.

Source: methodology of the children in need release 2016 to 2017, section 5: a missing authority's headline is the
known authorities' national rate times its own population; breakdowns are known totals times the grossing factor of
their headline. An area without any known figure has no such factor: its headline divides as that of the known does.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.foundation.stages import CheckFailed
from pipeline.foundation.warehouse import Warehouse
from pipeline.process.carried_forward import COUNTS_BEHIND_AREAS, carry_forward
from pipeline.process.decisions import CarriedForward
from pipeline.reference.tables import estimated_child_population

ENGLAND_CODE = "E92000001"

# An area and the authorities in it: England, the nine regions, and Inner and Outer London beside London.
MEMBERSHIP = f"""
    SELECT collection_year, la_code, 'national' AS area_level, '{ENGLAND_CODE}' AS area_code
    FROM reference.local_authorities
    UNION ALL
    SELECT collection_year, la_code, 'regional', region_code FROM reference.local_authorities
    UNION ALL
    SELECT collection_year, la_code, 'regional', csc_region_code FROM reference.local_authorities
    WHERE csc_region_code <> region_code
"""

# Half up by integers: known_national * population / known_population, in whole children.
ESTIMATES = """
    SELECT
        coverage.measure, coverage.collection_year, coverage.la_code, coverage.reason, population.population,
        (2 * known.value * population.population + known.population) // (2 * known.population) AS estimate
    FROM grossed.coverage AS coverage
    JOIN estimating_populations AS population
        ON population.collection_year = coverage.collection_year AND population.la_code = coverage.la_code
    JOIN (
        SELECT coverage.measure, coverage.collection_year,
            sum(coalesce(counts.value, 0))::BIGINT AS value, sum(population.population)::BIGINT AS population
        FROM grossed.coverage AS coverage
        JOIN estimating_populations AS population
            ON population.collection_year = coverage.collection_year AND population.la_code = coverage.la_code
        LEFT JOIN grossed.local_authority_counts AS counts
            ON counts.measure = coverage.measure AND counts.collection_year = coverage.collection_year
            AND counts.la_code = coverage.la_code AND counts.breakdown_key = ''
        WHERE coverage.is_supplied
        GROUP BY ALL
    ) AS known
        ON known.measure = coverage.measure AND known.collection_year = coverage.collection_year
    WHERE NOT coverage.is_supplied AND (coverage.measure, coverage.collection_year, coverage.la_code) NOT IN (
        SELECT (measure, collection_year, la_code) FROM grossed.carried_forward
    )
    ORDER BY ALL
"""

# What the authorities of each area add up to: of those that supplied, and with the figures carried forward.
KNOWN_SUMS = f"""
    SELECT counts.measure, counts.collection_year, membership.area_level, membership.area_code,
        counts.breakdown_key, sum(counts.value)::BIGINT AS added_value,
        sum(counts.known_value)::BIGINT AS known_value
    FROM ({COUNTS_BEHIND_AREAS}) AS counts
    JOIN membership USING (collection_year, la_code)
    GROUP BY ALL
"""

# The total of each area: what is known of it, the estimates, and for how many authorities there is one.
HEADLINES = """
    WITH estimated AS (
        SELECT estimates.measure, estimates.collection_year, membership.area_code,
            sum(estimates.estimate)::BIGINT AS estimate
        FROM grossed.estimates AS estimates
        JOIN membership USING (collection_year, la_code)
        GROUP BY ALL
    )
    SELECT coalesce(known.measure, estimated.measure) AS measure,
        coalesce(known.collection_year, estimated.collection_year) AS collection_year,
        coalesce(known.area_code, estimated.area_code) AS area_code,
        coalesce(known.added_value, 0) AS known,
        coalesce(estimated.estimate, 0) AS estimate,
        estimated.measure IS NOT NULL AS has_estimates
    FROM (SELECT * FROM known_sums WHERE breakdown_key = '') AS known
    FULL JOIN estimated
        ON estimated.measure = known.measure AND estimated.collection_year = known.collection_year
        AND estimated.area_code = known.area_code
"""

# A known headline of nothing has no factor: what is known of all England says how the estimate divides.
AREAS_WITHOUT_FIGURES = f"""
    SELECT measure, collection_year, area_code, '{ENGLAND_CODE}' AS made_from, estimate, {{is_shown}} AS is_shown
    FROM headlines
    WHERE has_estimates AND known = 0 AND area_code <> '{ENGLAND_CODE}'
    ORDER BY ALL
"""


def gross_areas(
    warehouse: Warehouse,
    decisions: Sequence[CarriedForward] = (),
    histograms: Sequence[str] = (),
    *,
    show_without_figures: bool = True,
) -> None:
    """Make ``grossed.carried_forward``, ``grossed.estimates``, ``grossed.areas_without_figures``, ``grossed.cells``.

    A row of ``grossed.cells`` is one count of one area: measure, collection_year, area_level (``national``,
    ``regional``, ``local_authority``), area_code, breakdown_key, ``value`` (with estimates and figures carried
    forward), ``known_value`` (the authorities that supplied) and ``is_estimated`` (with either). The numbers of
    ``histograms`` are not grossed: one factor for all of them would leave every quantile where it is.

    An area of which nobody supplied anything, or whose suppliers have nobody, is one of the areas without figures. Each
    of its cells is the known count of all England times the estimate of its headline over the known headline of all.
    ``show_without_figures`` says whether such estimates are printed, or the area's figures are not available.
    Raises CheckFailed when an authority is missing whose population is not in the reference data, since its estimate
    would silently be nought.
    """
    connection = warehouse.connection
    carry_forward(warehouse, decisions)
    _load_populations(warehouse)
    warehouse.replace_table("grossed.estimates", ESTIMATES)
    unknown = connection.execute(
        """
        SELECT DISTINCT coverage.collection_year, coverage.la_code
        FROM grossed.coverage AS coverage
        LEFT JOIN grossed.estimates AS estimates USING (measure, collection_year, la_code)
        LEFT JOIN grossed.carried_forward AS carried USING (measure, collection_year, la_code)
        WHERE NOT coverage.is_supplied AND estimates.estimate IS NULL AND carried.carried_from_year IS NULL
            -- A measure that nobody supplied in a year has no figure at all, and so none to estimate.
            AND EXISTS (
                SELECT 1 FROM grossed.coverage AS known
                WHERE known.measure = coverage.measure AND known.collection_year = coverage.collection_year
                    AND known.is_supplied
            )
        ORDER BY ALL
        """
    ).fetchall()
    if unknown:
        named = ", ".join(f"{la_code} in {year}" for year, la_code in unknown)
        raise CheckFailed(
            f"Missing returns cannot be estimated, because the child population of these authorities is not in "
            f"data/reference/child_population_0_17.csv: {named}. Supply their returns or their population."
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE membership AS {MEMBERSHIP}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE known_sums AS {KNOWN_SUMS}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE headlines AS {HEADLINES}")
    warehouse.replace_table(
        "grossed.areas_without_figures", AREAS_WITHOUT_FIGURES.format(is_shown=show_without_figures)
    )
    is_number = _is_number_of(histograms)
    warehouse.replace_table(
        "grossed.cells",
        f"""
        WITH carried AS (
            SELECT DISTINCT carried.measure, carried.collection_year, membership.area_code
            FROM grossed.carried_forward AS carried
            JOIN membership USING (collection_year, la_code)
        )
        SELECT known.measure, known.collection_year, known.area_level, known.area_code, known.breakdown_key,
            CASE
                WHEN headlines.estimate = 0 OR headlines.known = 0 OR {is_number} THEN known.added_value
                ELSE (2 * known.added_value * (headlines.known + headlines.estimate) + headlines.known)
                    // (2 * headlines.known)
            END AS value,
            known.known_value,
            headlines.estimate > 0 OR carried.measure IS NOT NULL AS is_estimated
        FROM known_sums AS known
        JOIN headlines USING (measure, collection_year, area_code)
        LEFT JOIN carried USING (measure, collection_year, area_code)
        ANTI JOIN grossed.areas_without_figures AS without USING (measure, collection_year, area_code)
        UNION ALL
        SELECT known.measure, known.collection_year, areas.area_level, without.area_code, known.breakdown_key,
            CASE
                WHEN {is_number} THEN known.known_value
                ELSE (2 * known.known_value * without.estimate + total.known_value) // (2 * total.known_value)
            END,
            0, TRUE
        FROM grossed.areas_without_figures AS without
        JOIN (SELECT DISTINCT area_level, area_code FROM membership) AS areas USING (area_code)
        JOIN known_sums AS known
            ON known.measure = without.measure AND known.collection_year = without.collection_year
            AND known.area_code = without.made_from
        JOIN known_sums AS total
            ON total.measure = known.measure AND total.collection_year = known.collection_year
            AND total.area_code = known.area_code AND total.breakdown_key = ''
        WHERE total.known_value > 0 AND known.known_value > 0
        UNION ALL
        SELECT measure, collection_year, 'local_authority', la_code, breakdown_key, value, value, FALSE
        FROM grossed.local_authority_counts
        ORDER BY measure, collection_year, area_level, area_code, breakdown_key
        """,
    )


def _is_number_of(histograms: Sequence[str]) -> str:
    """The condition that a count is one of a histogram's."""
    return f"regexp_matches(known.breakdown_key, '(^|;)({'|'.join(histograms)})=')" if histograms else "FALSE"


def _load_populations(warehouse: Warehouse) -> None:
    """Populations to estimate with: the published, and shares of the whole for authorities published only together.

    Rates are never worked out with such a share: the authority's own population stays not available.
    """
    connection = warehouse.connection
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE estimating_populations AS
        SELECT collection_year, area_code AS la_code, population::BIGINT AS population
        FROM reference.child_population WHERE area_level = 'local_authority' AND population IS NOT NULL
        """
    )
    together = connection.execute(
        "SELECT collection_year, area_code FROM reference.child_population "
        "WHERE area_level = 'local_authority' AND population IS NULL ORDER BY ALL"
    ).fetchall()
    shares = [
        (year, code, estimated_child_population(year)[code])
        for year, code in together
        if code in estimated_child_population(year)
    ]
    if shares:
        connection.executemany("INSERT INTO estimating_populations VALUES (?, ?, ?)", shares)
