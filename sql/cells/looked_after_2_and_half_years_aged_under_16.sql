-- One row per authority and category with any children under 16 looked after for two and a half years: how many.
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
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, '', ''
    FROM core.looked_after_2_and_half_years_aged_under_16
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
