-- One row per authority and category with any children looked after on 31 March and in the year before: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement stability
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.looked_after_2_years_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'three_or_more_placements', three_or_more_placements, '', ''
    FROM core.looked_after_2_years_on_31_march
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS children
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
