-- One row per authority and category with any children who started to be looked after during the year: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables C1, C2 and LAC1
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '' FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'age_group', age_group, '', '' FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'category_of_need', category_of_need, '', '' FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'ethnicity', ethnicity, '', '' FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'legal_status', legal_status, '', '' FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'placement', placement, '', '' FROM core.started_during_year
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, 'placement_to_2022', placement, '', '' FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'previous_permanence', previous_permanence, '', '' FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'taken_into_care', taken_into_care, '', '' FROM core.started_during_year
    UNION ALL
    SELECT collection_year, la_code, 'uasc', uasc, '', '' FROM core.started_during_year
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
