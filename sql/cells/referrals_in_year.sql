-- One row per authority and category with any referrals during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, tables C1, C5 and C6
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.referrals_in_year
    UNION ALL
    SELECT collection_year, la_code, 'outcome_of_referral', outcome_of_referral, '', '' FROM core.referrals_in_year
    UNION ALL
    SELECT collection_year, la_code, 'source_of_referral', source_of_referral, '', '' FROM core.referrals_in_year
    UNION ALL
    SELECT collection_year, la_code, 'month_of_referral', month_of_referral, '', '' FROM core.referrals_in_year
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
