-- One row per authority and category with any care leavers of 18 to 20 who left foster care on the 18th birthday: how
-- many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data sets on staying put
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.care_leavers_staying_put
    UNION ALL
    SELECT collection_year, la_code, 'care_leaver_age', care_leaver_age, '', '' FROM core.care_leavers_staying_put
    UNION ALL
    SELECT collection_year, la_code, 'staying_put', staying_put, '', '' FROM core.care_leavers_staying_put
    UNION ALL
    SELECT collection_year, la_code, 'care_leaver_age', care_leaver_age, 'staying_put', staying_put
    FROM core.care_leavers_staying_put
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    count(*) AS young_people
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
