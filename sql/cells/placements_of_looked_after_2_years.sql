-- One row per authority and category with any children looked after on 31 March and in the year before, by placements:
-- how many.
-- grain: collection_year, la_code, breakdown, category, breakdown_2, category_2
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of placement stability
--   by characteristics
WITH described AS (
    SELECT
        collection_year,
        la_code,
        number_of_placements_held,
        'sex' AS breakdown,
        sex AS category
    FROM core.placements_of_looked_after_2_years
    UNION ALL
    SELECT collection_year, la_code, number_of_placements_held, 'age_group', age_group
    FROM core.placements_of_looked_after_2_years
    UNION ALL
    SELECT collection_year, la_code, number_of_placements_held, 'ethnicity', ethnicity
    FROM core.placements_of_looked_after_2_years
    UNION ALL
    SELECT collection_year, la_code, number_of_placements_held, 'legal_status', legal_status
    FROM core.placements_of_looked_after_2_years
    UNION ALL
    SELECT collection_year, la_code, number_of_placements_held, 'placement_type', placement_type
    FROM core.placements_of_looked_after_2_years
    UNION ALL
    -- The same leaves, which categories.csv groups as the tables up to 2022 did.
    SELECT collection_year, la_code, number_of_placements_held, 'placement_type_to_2022', placement_type
    FROM core.placements_of_looked_after_2_years
    UNION ALL
    SELECT collection_year, la_code, number_of_placements_held, 'uasc', uasc
    FROM core.placements_of_looked_after_2_years
),

counted AS (
    SELECT
        collection_year,
        la_code,
        'total' AS breakdown,
        'total' AS category,
        '' AS breakdown_2,
        '' AS category_2
    FROM core.placements_of_looked_after_2_years
    UNION ALL
    SELECT collection_year, la_code, 'number_of_placements_held', number_of_placements_held, '', ''
    FROM core.placements_of_looked_after_2_years
    UNION ALL
    SELECT collection_year, la_code, breakdown, category, '', '' FROM described
    UNION ALL
    SELECT
        collection_year,
        la_code,
        breakdown,
        category,
        'number_of_placements_held',
        number_of_placements_held
    FROM described
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
