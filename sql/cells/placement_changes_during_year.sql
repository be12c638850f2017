-- One row per authority and category with any changes of placement during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B4
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT collection_year, la_code, 'reason_for_placement_change', reason_for_placement_change, '', ''
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.placement_changes_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_group', age_group, '', '' FROM core.placement_changes_during_year
    UNION ALL
    SELECT collection_year, la_code, 'category_of_need', category_of_need, '', ''
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT collection_year, la_code, 'placement_type', placement_type, '', '' FROM core.placement_changes_during_year
    UNION ALL
    SELECT collection_year, la_code, 'duration_since_placed', duration_since_placed, '', ''
    FROM core.placement_changes_during_year
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_type_to_2022', placement_type, '', ''
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT collection_year, la_code, 'reason_for_placement_change', reason_for_placement_change, 'sex', sex
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT collection_year, la_code, 'reason_for_placement_change', reason_for_placement_change, 'age_group', age_group
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'reason_for_placement_change',
        reason_for_placement_change,
        'category_of_need',
        category_of_need
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'reason_for_placement_change',
        reason_for_placement_change,
        'placement_type',
        placement_type
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'reason_for_placement_change',
        reason_for_placement_change,
        'duration_since_placed',
        duration_since_placed
    FROM core.placement_changes_during_year
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'reason_for_placement_change',
        reason_for_placement_change,
        'placement_type_to_2022',
        placement_type
    FROM core.placement_changes_during_year
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
