-- One row per authority and category with any children who ceased to be looked after: the days of their last periods.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables D3, E1 and E5
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2,
        days_looked_after
    FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'reason_episode_ceased', reason_episode_ceased, '', '', days_looked_after
    FROM core.ceased_during_year
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    CAST(sum(days_looked_after) AS BIGINT) AS days
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
