-- One row per authority and result of an indicator with any children: how many are in its denominator.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: First Release decision: a result of indicator i is in its numerator or not; together they are the denominator,
--   the group i of the breakdown. Averages (A1, A2, A10) have the denominator alone. The total adds up all indicators
--   and is shown nowhere.
WITH results AS (
    SELECT
        collection_year,
        la_code,
        CASE
            WHEN indicator IN ('scorecard_a1', 'scorecard_a2', 'scorecard_a10') THEN indicator
            WHEN numerator = 1 THEN indicator || '_in_numerator'
            ELSE indicator || '_not_in_numerator'
        END AS indicator_result,
        denominator
    FROM core.indicator_children
    WHERE is_counted
),

counted AS (
    SELECT collection_year, la_code, 'total' AS breakdown, 'total' AS category, denominator FROM results
    UNION ALL
    SELECT collection_year, la_code, 'indicator_result', indicator_result, denominator FROM results
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    '' AS breakdown_2,
    '' AS category_2,
    CAST(sum(denominator) AS BIGINT) AS children
FROM counted
GROUP BY collection_year, la_code, breakdown, category
