-- One row per authority and category with any care leavers aged 17 to 21: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2, breakdown_3, category_3
-- source: DfE data guidance, Children looked after in England including adoptions 2023, care leavers aged 17 to 21;
--   ages 19 to 21 in 2014 and 2015: SFR36/2014
WITH described AS (
    SELECT collection_year, la_code, care_leaver_age, 'in_touch' AS breakdown, in_touch AS category
    FROM core.care_leavers
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'activity', activity FROM core.care_leavers
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'accommodation', accommodation FROM core.care_leavers
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'suitability', suitability FROM core.care_leavers
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'sex', sex FROM core.care_leavers
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'ethnicity', ethnicity FROM core.care_leavers
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'placement_type', placement_type FROM core.care_leavers
    UNION ALL
    SELECT collection_year, la_code, care_leaver_age, 'formerly_uasc', formerly_uasc FROM core.care_leavers
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
    FROM core.care_leavers
    UNION ALL
    SELECT collection_year, la_code, 'care_leaver_age', care_leaver_age, '', '', '', '' FROM core.care_leavers
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
        'activity',
        activity,
        'ethnicity',
        ethnicity
    FROM core.care_leavers
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'care_leaver_age',
        care_leaver_age,
        'activity',
        activity,
        'placement_type',
        placement_type
    FROM core.care_leavers
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
    FROM core.care_leavers
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
