-- One row per authority and category with any child protection plans that ended in the first six months of the year:
-- how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table D8
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.child_protection_plans_ending_in_first_six_months
    UNION ALL
    SELECT collection_year, la_code, 'remained_in_need', remained_in_need, '', ''
    FROM core.child_protection_plans_ending_in_first_six_months
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS plans
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
