-- One row per figure and what it is compared with: how far apart authorities are by more than chance.
-- grain: measure, breakdown_key, compared_with
-- source: First Release decision: the larger of two estimates. Median absolute deviation (times 1.4826, as in a normal
--   distribution); and that of Spiegelhalter, Handling over-dispersion of performance indicators, Quality and Safety in
--   Health Care 14 (2005), by moments of winsorised scores, as in funnel plots of the health service
-- counted: A deviation is the score less the expected one. middle is the median deviation, which takes out what changed in
--   all England; beyond_chance is a variance. By the first estimate it is the square of 1.4826 times the median distance from the
--   middle, less the median variance of chance: where most authorities have nearly nobody, chance is all that it sees. By
--   the second it is what is left of the mean square of deviations in standard errors of chance, brought in to those at the ends of
--   the winsorised share, and authorities of many people count for more. It is at least the square of least_spread.
-- not counted: Figures of fewer authorities than one can tell a spread from.
WITH deviations AS (
    SELECT
        expected.measure,
        expected.breakdown_key,
        expected.compared_with,
        figures.score - expected.expected_score AS deviation,
        figures.variance + expected.expected_variance AS variance
    FROM quality.expected_figures AS expected
    INNER JOIN quality.bounds AS bounds ON TRUE
    INNER JOIN quality.compared_figures AS figures
        ON
            figures.measure = expected.measure
            AND figures.breakdown_key = expected.breakdown_key
            AND figures.la_code = expected.la_code
            AND figures.collection_year = bounds.collection_year
),

ranked AS (
    SELECT
        measure,
        breakdown_key,
        compared_with,
        deviation,
        variance,
        row_number() OVER (PARTITION BY measure, breakdown_key, compared_with ORDER BY deviation) AS place,
        row_number() OVER (PARTITION BY measure, breakdown_key, compared_with ORDER BY variance) AS variance_place,
        count(*) OVER (PARTITION BY measure, breakdown_key, compared_with) AS authorities
    FROM deviations
),

middles AS (
    SELECT
        measure,
        breakdown_key,
        compared_with,
        avg(CASE WHEN place IN ((authorities + 1) // 2, (authorities + 2) // 2) THEN deviation END) AS middle,
        avg(CASE WHEN variance_place IN ((authorities + 1) // 2, (authorities + 2) // 2) THEN variance END) AS chance
    FROM ranked
    GROUP BY measure, breakdown_key, compared_with
),

scored AS (
    SELECT
        ranked.measure,
        ranked.breakdown_key,
        ranked.compared_with,
        ranked.authorities,
        middles.middle,
        middles.chance,
        1 / ranked.variance AS weight,
        abs(ranked.deviation - middles.middle) AS distance,
        (ranked.deviation - middles.middle) / sqrt(ranked.variance) AS errors,
        CAST(ceil(round(bounds.winsorised * ranked.authorities, 6)) AS BIGINT) AS brought_in
    FROM ranked
    INNER JOIN middles
        ON
            middles.measure = ranked.measure
            AND middles.breakdown_key = ranked.breakdown_key
            AND middles.compared_with = ranked.compared_with
    CROSS JOIN quality.bounds AS bounds
),

placed AS (
    SELECT
        measure,
        breakdown_key,
        compared_with,
        authorities,
        middle,
        chance,
        weight,
        distance,
        errors,
        brought_in,
        row_number() OVER (PARTITION BY measure, breakdown_key, compared_with ORDER BY distance) AS distance_place,
        row_number() OVER (PARTITION BY measure, breakdown_key, compared_with ORDER BY errors) AS errors_place
    FROM scored
),

ends AS (
    SELECT
        measure,
        breakdown_key,
        compared_with,
        min(CASE WHEN errors_place = brought_in + 1 THEN errors END) AS lowest,
        max(CASE WHEN errors_place = authorities - brought_in THEN errors END) AS highest
    FROM placed
    GROUP BY measure, breakdown_key, compared_with
),

estimated AS (
    SELECT
        placed.measure,
        placed.breakdown_key,
        placed.compared_with,
        placed.authorities,
        placed.middle,
        power(
            1.4826
            * avg(
                CASE
                    WHEN placed.distance_place IN ((placed.authorities + 1) // 2, (placed.authorities + 2) // 2)
                        THEN placed.distance
                END
            ),
            2
        )
        - placed.chance AS by_medians,
        (sum(power(least(greatest(placed.errors, ends.lowest), ends.highest), 2)) - (placed.authorities - 1))
        / (sum(placed.weight) - sum(power(placed.weight, 2)) / sum(placed.weight)) AS by_moments
    FROM placed
    INNER JOIN ends
        ON
            ends.measure = placed.measure
            AND ends.breakdown_key = placed.breakdown_key
            AND ends.compared_with = placed.compared_with
    GROUP BY
        placed.measure, placed.breakdown_key, placed.compared_with, placed.authorities, placed.middle, placed.chance
)

SELECT
    estimated.measure,
    estimated.breakdown_key,
    estimated.compared_with,
    estimated.authorities,
    estimated.middle,
    greatest(estimated.by_medians, estimated.by_moments, bounds.least_spread * bounds.least_spread) AS beyond_chance
FROM estimated
CROSS JOIN quality.bounds AS bounds
WHERE estimated.authorities >= bounds.least_authorities
