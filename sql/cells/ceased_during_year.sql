-- One row per authority and category with any children who ceased to be looked after during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table LAD1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_on_ceasing', age_on_ceasing, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'reason_episode_ceased', reason_episode_ceased, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.ceased_during_year
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, '', '' FROM core.ceased_during_year
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
