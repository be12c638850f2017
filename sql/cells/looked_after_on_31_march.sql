-- One row per authority and category with any children looked after on 31 March: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables A1 to A5 and LAA1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'age_group', age_group, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'age_under_16', age_under_16, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'category_of_need', category_of_need, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'legal_status', legal_status, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'placement', placement, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_to_2022', placement, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    -- And by locality first.
    SELECT collection_year, la_code, 'placement_by_locality', placement, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'placement_by_locality_to_2022', placement, '', ''
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'placement_provider', placement_provider, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'locality', locality, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'distance_and_locality', distance_and_locality, '', ''
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'motherhood', motherhood, '', '' FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'number_of_placements', number_of_placements, '', ''
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'placement', placement, 'distance_and_locality', distance_and_locality
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'placement_to_2022', placement, 'distance_and_locality', distance_and_locality
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'placement_by_locality', placement, 'placement_provider', placement_provider
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'placement_by_locality_to_2022',
        placement,
        'placement_provider',
        placement_provider
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, 'sex', sex FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, 'placement_of_uasc', placement FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, 'age_under_16', age_under_16 FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, 'category_of_need', category_of_need
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, 'ethnicity', ethnicity FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, 'placement', placement FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, 'placement_to_2022', placement FROM core.looked_after_on_31_march
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
