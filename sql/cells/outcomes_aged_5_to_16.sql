-- One row per authority and category with any children of 5 to 16 looked after for twelve months: emotional health.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2, breakdown_3, category_3
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables I1 to I5 and LAI1 to
--   LAI4
WITH outcomes AS (
    SELECT
        collection_year,
        la_code,
        sex,
        age_in_years,
        'strengths_and_difficulties' AS breakdown,
        strengths_and_difficulties AS category
    FROM core.outcomes_aged_5_to_16
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
    FROM core.outcomes_aged_5_to_16
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '', '', '' FROM core.outcomes_aged_5_to_16
    UNION ALL
    SELECT collection_year, la_code, 'age_in_years', age_in_years, '', '', '', '' FROM core.outcomes_aged_5_to_16
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, 'age_in_years', age_in_years, '', '' FROM core.outcomes_aged_5_to_16
    UNION ALL
    SELECT collection_year, la_code, breakdown, category, '', '', '', '' FROM outcomes
    UNION ALL
    SELECT collection_year, la_code, breakdown, category, 'sex', sex, '', '' FROM outcomes
    UNION ALL
    SELECT collection_year, la_code, breakdown, category, 'age_in_years', age_in_years, '', '' FROM outcomes
    UNION ALL
    SELECT collection_year, la_code, breakdown, category, 'sex', sex, 'age_in_years', age_in_years FROM outcomes
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
    count(*) AS children
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2, breakdown_3, category_3
