-- One row per authority and category with any referrals during the year, re-referrals apart: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table C1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.re_referrals
    UNION ALL
    SELECT collection_year, la_code, 're_referral', re_referral, '', '' FROM core.re_referrals
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS referrals
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
