-- One row per authority and category with any child protection plans on 31 March that had been open for three months:
-- how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table D6
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.child_protection_plans_open_3_months
    UNION ALL
    SELECT collection_year, la_code, 'reviewed_within_timescales', reviewed_within_timescales, '', ''
    FROM core.child_protection_plans_open_3_months
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
