-- One row per authority with any incidents of children missing: how many days they lasted together.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables G1 and LAG1
SELECT
    collection_year,
    la_code,
    'total' AS breakdown,
    'total' AS category,
    '' AS breakdown_2,
    '' AS category_2,
    CAST(sum(days) AS BIGINT) AS days
FROM core.missing_incidents
GROUP BY collection_year, la_code
