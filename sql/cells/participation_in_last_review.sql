-- One row per authority and category with any children looked after on 31 March: how they took part in reviews.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE focus group minutes of July 2014, table A8
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.participation_in_last_review
    UNION ALL
    SELECT collection_year, la_code, 'participation_method', participation_method, '', ''
    FROM core.participation_in_last_review
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
