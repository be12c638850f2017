-- One row per authority and category with any children away from placement without authorisation during the year: how
-- many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables G1 and LAG1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.children_away
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.children_away
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.children_away
    UNION ALL
    SELECT collection_year, la_code, 'absent_more_than_once', absent_more_than_once, '', '' FROM core.children_away
    UNION ALL
    SELECT collection_year, la_code, 'absent_on_31_march', absent_on_31_march, '', '' FROM core.children_away
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
