-- what: Every category of the cells is in reference.categories and has none below it, those of a histogram (whole
--   numbers) excepted; a row is a category that is not.
-- severity: error
-- stage: cells
WITH cells AS (
    SELECT 'adopted_during_year' AS measure, breakdown, category, breakdown_2, category_2 FROM cells.adopted_during_year
    UNION ALL
    SELECT 'ceased_during_year' AS measure, breakdown, category, breakdown_2, category_2 FROM cells.ceased_during_year
    UNION ALL
    SELECT 'children_placed_within_local_authority' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_placed_within_local_authority
    UNION ALL
    SELECT 'exclusively_short_term_series' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.exclusively_short_term_series
    UNION ALL
    SELECT 'looked_after_2_and_half_years_aged_under_16' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT 'looked_after_2_years_on_31_march' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.looked_after_2_years_on_31_march
    UNION ALL
    SELECT 'looked_after_during_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.looked_after_during_year
    UNION ALL
    SELECT 'looked_after_on_31_march' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.looked_after_on_31_march
    UNION ALL
    SELECT 'new_placements_during_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.new_placements_during_year
    UNION ALL
    SELECT 'placement_changes_during_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.placement_changes_during_year
    UNION ALL
    SELECT 'started_during_year' AS measure, breakdown, category, breakdown_2, category_2 FROM cells.started_during_year
    UNION ALL
    SELECT 'adoption_decisions_reversed_during_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.adoption_decisions_reversed_during_year
    UNION ALL
    SELECT 'children_with_adoption_decision' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_with_adoption_decision
    UNION ALL
    SELECT 'days_between_adoption_stages' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.days_between_adoption_stages
    UNION ALL
    SELECT 'days_looked_after_on_ceasing' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.days_looked_after_on_ceasing
    UNION ALL
    SELECT 'days_of_age_on_ceasing' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.days_of_age_on_ceasing
    UNION ALL
    SELECT 'days_of_age_on_starting_final_period' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.days_of_age_on_starting_final_period
    UNION ALL
    SELECT 'days_of_placements_ceasing_during_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.days_of_placements_ceasing_during_year
    UNION ALL
    SELECT 'looked_after_12_months_on_31_march' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.looked_after_12_months_on_31_march
    UNION ALL
    SELECT 'participation_in_last_review' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.participation_in_last_review
    UNION ALL
    SELECT 'placement_types_used_during_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.placement_types_used_during_year
    UNION ALL
    SELECT 'placement_types_used_during_year_to_2022' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.placement_types_used_during_year_to_2022
    UNION ALL
    SELECT 'placements_ceasing_during_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.placements_ceasing_during_year
    UNION ALL
    SELECT 'special_guardianship_during_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.special_guardianship_during_year
    UNION ALL
    SELECT 'waiting_for_adoption_on_31_march' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.waiting_for_adoption_on_31_march
),

used AS (
    SELECT measure, breakdown, category FROM cells WHERE breakdown NOT IN ('total', 'duration_in_days')
    UNION
    SELECT measure, breakdown_2 AS breakdown, category_2 AS category FROM cells WHERE breakdown_2 <> ''
    UNION
    -- An unknown value would be a null, which equals nothing: it is shown as such.
    SELECT measure, breakdown, '(null)' AS category FROM cells WHERE category IS NULL OR category_2 IS NULL
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
