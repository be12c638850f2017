-- One row per authority and category with any scores of children of 5 to 16 looked after for twelve months: their sum.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables I1 to I5 and LAI1 to
--   LAI4
WITH scored AS (
    SELECT collection_year, la_code, sex, age_in_years, sdq_score
    FROM core.outcomes_aged_5_to_16
    WHERE sdq_score IS NOT NULL
),

counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2,
        sdq_score
    FROM scored
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, '', '', sdq_score FROM scored
    UNION ALL
    SELECT collection_year, la_code, 'age_in_years', age_in_years, '', '', sdq_score FROM scored
    UNION ALL
    SELECT collection_year, la_code, 'sex', sex, 'age_in_years', age_in_years, sdq_score FROM scored
)

SELECT
    collection_year,
    la_code,
    breakdown,
    category,
    breakdown_2,
    category_2,
    CAST(sum(sdq_score) AS BIGINT) AS points
FROM counted
GROUP BY collection_year, la_code, breakdown, category, breakdown_2, category_2
