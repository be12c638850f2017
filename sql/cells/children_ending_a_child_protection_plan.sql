-- One row per authority and category with any children with a child protection plan that ended during the year:
-- how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table D1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.children_ending_a_child_protection_plan
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
