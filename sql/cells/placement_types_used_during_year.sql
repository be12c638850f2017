-- One row per authority and type of placement that any children were in during the year: how many children.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B1
-- parts: by authority
WITH used AS (
    SELECT DISTINCT collection_year, la_code, child_id, placement_type FROM core.placement_types_used_during_year
),

counted AS (
    SELECT
        collection_year,
        la_code,
        -- A child counts once in each type, so this is more than the children.
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM used
    UNION ALL
    SELECT collection_year, la_code, 'placement_types_used', placement_type, '', '' FROM used
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
