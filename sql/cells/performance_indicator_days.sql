-- One row per authority and indicator that is an average of days (A1, A2, A10): the days of its children added up.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: First Release decision: the categories are those of the children in cells.performance_indicators
WITH days AS (
    SELECT collection_year, la_code, indicator, numerator
    FROM core.indicator_children
    WHERE is_counted AND indicator IN ('scorecard_a1', 'scorecard_a2', 'scorecard_a10')
),

counted AS (
    SELECT collection_year, la_code, 'total' AS breakdown, 'total' AS category, numerator FROM days
    UNION ALL
    SELECT collection_year, la_code, 'indicator_result', indicator, numerator FROM days
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    '' AS breakdown_2,
    '' AS category_2,
    CAST(sum(numerator) AS BIGINT) AS days
FROM counted
GROUP BY collection_year, la_code, breakdown, category
