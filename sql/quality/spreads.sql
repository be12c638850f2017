-- One row per figure and what it is compared with: how far apart authorities are by more than chance.
-- grain: measure, breakdown_key, compared_with
-- source: First Release decision: median and median absolute deviation (times 1.4826, as in a normal distribution)
-- counted: A deviation is the score less the expected one. middle is the median deviation, which takes out what changed in
--   all England; beyond_chance is the square of 1.4826 times the median distance from it, less the median variance of chance,
--   and at least the square of least_spread.
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
        authorities,
        avg(CASE WHEN place IN ((authorities + 1) // 2, (authorities + 2) // 2) THEN deviation END) AS middle,
        avg(CASE WHEN variance_place IN ((authorities + 1) // 2, (authorities + 2) // 2) THEN variance END) AS chance
    FROM ranked
    GROUP BY measure, breakdown_key, compared_with, authorities
),

distances AS (
    SELECT
        middles.measure,
        middles.breakdown_key,
        middles.compared_with,
        middles.authorities,
        middles.middle,
        middles.chance,
        abs(ranked.deviation - middles.middle) AS distance,
        row_number() OVER (
            PARTITION BY middles.measure, middles.breakdown_key, middles.compared_with
            ORDER BY abs(ranked.deviation - middles.middle)
        ) AS place
    FROM middles
    INNER JOIN ranked
        ON
            ranked.measure = middles.measure
            AND ranked.breakdown_key = middles.breakdown_key
            AND ranked.compared_with = middles.compared_with
),

deviating AS (
    SELECT measure, breakdown_key, compared_with, authorities, middle, chance, 1.4826 * avg(distance) AS spread
    FROM distances
    WHERE place IN ((authorities + 1) // 2, (authorities + 2) // 2)
    GROUP BY measure, breakdown_key, compared_with, authorities, middle, chance
)

SELECT
    deviating.measure,
    deviating.breakdown_key,
    deviating.compared_with,
    deviating.authorities,
    deviating.middle,
    greatest(deviating.spread * deviating.spread - deviating.chance, bounds.least_spread * bounds.least_spread)
        AS beyond_chance
FROM deviating
CROSS JOIN quality.bounds AS bounds
WHERE deviating.authorities >= bounds.least_authorities
