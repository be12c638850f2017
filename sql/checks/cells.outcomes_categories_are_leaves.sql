-- what: Every category of the cells of care leavers, absence, outcomes and placements held is in reference.categories
--   and has none below it; a row is a category that is not.
-- severity: error
-- stage: cells
WITH cells AS (
    -- The histograms of days are no trees of categories.
    SELECT
        'away_incidents' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.away_incidents
    WHERE breakdown <> 'days_of_incident'
    UNION ALL
    SELECT
        'care_leavers' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        breakdown_3,
        category_3
    FROM cells.care_leavers
    UNION ALL
    SELECT
        'care_leavers_aged_22_to_25' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        breakdown_3,
        category_3
    FROM cells.care_leavers_aged_22_to_25
    UNION ALL
    SELECT
        'care_leavers_staying_put' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.care_leavers_staying_put
    UNION ALL
    SELECT
        'care_leavers_with_those_who_died' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.care_leavers_with_those_who_died
    UNION ALL
    SELECT
        'children_away' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.children_away
    UNION ALL
    SELECT
        'children_missing' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.children_missing
    UNION ALL
    SELECT
        'left_care_on_18th_birthday' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.left_care_on_18th_birthday
    UNION ALL
    SELECT
        'missing_incidents' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.missing_incidents
    WHERE breakdown <> 'days_of_incident'
    UNION ALL
    SELECT
        'outcomes_aged_10_to_17' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        breakdown_3,
        category_3
    FROM cells.outcomes_aged_10_to_17
    UNION ALL
    SELECT
        'outcomes_aged_4_and_under' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        breakdown_3,
        category_3
    FROM cells.outcomes_aged_4_and_under
    UNION ALL
    SELECT
        'outcomes_aged_5_to_16' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        breakdown_3,
        category_3
    FROM cells.outcomes_aged_5_to_16
    UNION ALL
    SELECT
        'outcomes_of_looked_after_12_months' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        breakdown_3,
        category_3
    FROM cells.outcomes_of_looked_after_12_months
    UNION ALL
    SELECT
        'placements_of_looked_after_12_months' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.placements_of_looked_after_12_months
    UNION ALL
    SELECT
        'placements_of_looked_after_2_years' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.placements_of_looked_after_2_years
    UNION ALL
    SELECT
        'placements_of_looked_after_on_31_march' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.placements_of_looked_after_on_31_march
    UNION ALL
    SELECT
        'placements_of_looked_after_under_12_months' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.placements_of_looked_after_under_12_months
    UNION ALL
    SELECT
        'strengths_and_difficulties_points' AS measure,
        breakdown,
        category,
        breakdown_2,
        category_2,
        '' AS breakdown_3,
        '' AS category_3
    FROM cells.strengths_and_difficulties_points
),

used AS (
    SELECT measure, breakdown, category FROM cells WHERE breakdown <> 'total'
    UNION
    SELECT measure, breakdown_2 AS breakdown, category_2 AS category FROM cells WHERE breakdown_2 <> ''
    UNION
    SELECT measure, breakdown_3 AS breakdown, category_3 AS category FROM cells WHERE breakdown_3 <> ''
    UNION
    -- An unknown value would be a null, which equals nothing: it is shown as such.
    SELECT measure, breakdown, '(null)' AS category
    FROM cells
    WHERE category IS NULL OR category_2 IS NULL OR category_3 IS NULL
),

leaves AS (
    SELECT category.breakdown, category.category
    FROM reference.categories AS category
    WHERE
        NOT EXISTS (
            SELECT 1
            FROM reference.categories AS below
            WHERE below.breakdown = category.breakdown AND below.parent = category.category
        )
)

SELECT used.measure, used.breakdown, used.category
FROM used
LEFT JOIN leaves ON leaves.breakdown = used.breakdown AND leaves.category = used.category
WHERE leaves.category IS NULL AND used.category IS NOT NULL
