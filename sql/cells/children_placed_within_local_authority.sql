-- One row per authority and category with any children placed in its area on 31 March: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of net gain
--   by local authority of placement
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.children_placed_within_local_authority
    UNION ALL
    SELECT collection_year, la_code, 'la_of_placement', la_of_placement, '', ''
    FROM core.children_placed_within_local_authority
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
