-- One row per authority and category with any placements that began during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B2
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.new_placements_during_year
    UNION ALL
    SELECT collection_year, la_code, 'distance_and_locality', distance_and_locality, '', ''
    FROM core.new_placements_during_year
    UNION ALL
    SELECT collection_year, la_code, 'placement', placement, '', '' FROM core.new_placements_during_year
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_to_2022', placement, '', '' FROM core.new_placements_during_year
    UNION ALL
    SELECT collection_year, la_code, 'placement', placement, 'distance_and_locality', distance_and_locality
    FROM core.new_placements_during_year
    UNION ALL
    SELECT collection_year, la_code, 'placement_to_2022', placement, 'distance_and_locality', distance_and_locality
    FROM core.new_placements_during_year
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS placements
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
