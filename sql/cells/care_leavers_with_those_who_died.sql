-- One row per authority and category with any care leavers, those who died since leaving care among them: how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: metadata of SFR36/2014, former care leavers: the year's file shows those who died as a column of its totals;
--   from 2015 they are removed
WITH counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.care_leavers_with_those_who_died
    UNION ALL
    SELECT collection_year, la_code, 'care_leaver_age', care_leaver_age, '', ''
    FROM core.care_leavers_with_those_who_died
    UNION ALL
    SELECT collection_year, la_code, 'activity_or_died', activity_or_died, '', ''
    FROM core.care_leavers_with_those_who_died
    UNION ALL
    SELECT collection_year, la_code, 'accommodation_or_died', accommodation_or_died, '', ''
    FROM core.care_leavers_with_those_who_died
    UNION ALL
    SELECT collection_year, la_code, 'suitability_or_died', suitability_or_died, '', ''
    FROM core.care_leavers_with_those_who_died
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
