-- One row per authority and category with any children who ceased to be looked after: days from birth until then.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables E1 and E5
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2,
        days_of_age_on_ceasing
    FROM core.ceased_during_year
    WHERE age_known = 'age_known'
    UNION ALL
    SELECT collection_year, la_code, 'reason_episode_ceased', reason_episode_ceased, '', '', days_of_age_on_ceasing
    FROM core.ceased_during_year
    WHERE age_known = 'age_known'
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    CAST(sum(days_of_age_on_ceasing) AS BIGINT) AS days
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
