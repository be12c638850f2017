-- One row per authority and category with any care leavers aged 22 to 25: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2, breakdown_3, category_3
-- source: DfE data guidance, Children looked after in England including adoptions 2023, care leavers aged 22 to 25
WITH described AS (
    SELECT collection_year, la_code, care_leaver_age, 'in_touch' AS breakdown, in_touch AS category
    FROM core.care_leavers_aged_22_to_25
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'activity', activity FROM core.care_leavers_aged_22_to_25
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'accommodation', accommodation
    FROM core.care_leavers_aged_22_to_25
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'suitability', suitability FROM core.care_leavers_aged_22_to_25
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'sex', sex FROM core.care_leavers_aged_22_to_25
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'formerly_uasc', formerly_uasc
    FROM core.care_leavers_aged_22_to_25
),

counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM core.care_leavers_aged_22_to_25
    UNION ALL
    SELECT collection_year, la_code, 'care_leaver_age', care_leaver_age, '', '', '', ''
    FROM core.care_leavers_aged_22_to_25
    UNION ALL
    SELECT collection_year, la_code, breakdown, category, '', '', '', '' FROM described
    UNION ALL
    SELECT collection_year, la_code, 'care_leaver_age', care_leaver_age, breakdown, category, '', '' FROM described
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'care_leaver_age',
        care_leaver_age,
        'formerly_uasc',
        formerly_uasc,
        'sex',
        sex
    FROM core.care_leavers_aged_22_to_25
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    breakdown_3,
    category_3,
    count(*) AS young_people
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2, breakdown_3, category_3
