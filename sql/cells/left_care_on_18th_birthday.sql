-- One row per authority and category with a usable staying put return: young people who left care on their 18th
-- birthday.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: the staying put return of 2014 and 2015; OC3 replaced it from 2016
-- parts: by authority
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2,
        young_people
    FROM core.left_care_on_18th_birthday
    UNION ALL
    SELECT collection_year, la_code, 'staying_put', 'with_former_foster_carers', '', '', remaining_with_carers
    FROM core.left_care_on_18th_birthday
    UNION ALL
    SELECT
        collection_year,
        la_code,
        'staying_put',
        'not_with_former_foster_carers',
        '',
        '',
        young_people - remaining_with_carers
    FROM core.left_care_on_18th_birthday
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    CAST(sum(young_people) AS BIGINT) AS young_people
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
