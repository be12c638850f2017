-- One row per authority and category with any placements that ceased during the year: how many.
--   duration_in_days is a histogram of whole days, from which medians of all and by type are read.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B3
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.placements_ceasing_during_year
    UNION ALL
    SELECT collection_year, la_code, 'placement_type', placement_type, '', '' FROM core.placements_ceasing_during_year
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_type_to_2022', placement_type, '', ''
    FROM core.placements_ceasing_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_placement', duration_of_placement, '', ''
    FROM core.placements_ceasing_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_of_placement', duration_of_placement, 'placement_type', placement_type
    FROM core.placements_ceasing_during_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'duration_of_placement',
        duration_of_placement,
        'placement_type_to_2022',
        placement_type
    FROM core.placements_ceasing_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_in_days', CAST(days AS VARCHAR), '', ''
    FROM core.placements_ceasing_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_in_days', CAST(days AS VARCHAR), 'placement_type', placement_type
    FROM core.placements_ceasing_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_in_days', CAST(days AS VARCHAR), 'placement_type_to_2022', placement_type
    FROM core.placements_ceasing_during_year
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
