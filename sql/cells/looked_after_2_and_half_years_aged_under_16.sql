-- One row per authority and category with any children under 16 looked after for 2.5 years: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data sets of placement
--   stability
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, '', ''
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'age_group', age_group, '', ''
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', ''
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'legal_status', legal_status, '', ''
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'placement', placement, '', ''
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_to_2022', placement, '', ''
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, '', '' FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, 'sex', sex
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, 'age_group', age_group
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, 'ethnicity', ethnicity
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, 'legal_status', legal_status
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, 'placement', placement
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, 'placement_to_2022', placement
    FROM core.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT collection_year, la_code, 'same_carer', same_carer, 'uasc', uasc
    FROM core.looked_after_2_and_half_years_aged_under_16
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
