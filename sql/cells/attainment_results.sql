-- One row per authority and result of an attainment indicator with any children: how many, as supplied.
-- checked by: cells.attainment_adds_up
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: First Release decision: as in cells.performance_indicators; the total adds up all indicators and is shown
--   nowhere
WITH results AS (
    SELECT collection_year, la_code, indicator || '_in_numerator' AS attainment_result, numerator AS children
    FROM core.attainment_results
    UNION ALL
    SELECT collection_year, la_code, indicator || '_not_in_numerator', denominator - numerator
    FROM core.attainment_results
),

counted AS (
    SELECT collection_year, la_code, 'total' AS breakdown, 'total' AS category, children FROM results
    UNION ALL
    SELECT collection_year, la_code, 'attainment_result', attainment_result, children FROM results
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    '' AS breakdown_2,
    '' AS category_2,
    CAST(sum(children) AS BIGINT) AS children
FROM counted
GROUP BY collection_year, la_code, breakdown, category
HAVING sum(children) > 0
