-- One row per authority and category with any children looked after for 12 months on 31 March: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table B1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.looked_after_12_months_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.looked_after_12_months_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'age_group', age_group, '', '' FROM core.looked_after_12_months_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.looked_after_12_months_on_31_march
    UNION ALL
    SELECT collection_year, la_code, 'placement_type', placement_type, '', ''
    FROM core.looked_after_12_months_on_31_march
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_type_to_2022', placement_type, '', ''
    FROM core.looked_after_12_months_on_31_march
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
