-- One row per authority and category with any initial child protection conferences during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE children in need statistics, table C4
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.initial_conferences_in_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_to_conference', duration_to_conference, '', ''
    FROM core.initial_conferences_in_year
    UNION ALL
    SELECT collection_year, la_code, 'within_15_working_days', within_15_working_days, '', ''
    FROM core.initial_conferences_in_year
    UNION ALL
    -- Not a tree of categories: the number of working days itself, from which quartiles are taken.
    SELECT collection_year, la_code, 'working_days_to_conference', working_days_to_conference, '', ''
    FROM core.initial_conferences_in_year
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS conferences
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
