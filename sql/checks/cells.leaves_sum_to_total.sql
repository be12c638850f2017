-- what: The leaves of every breakdown add up to the total, for each measure and authority; a row is a breakdown that
--   differs.
-- severity: error
-- stage: cells
WITH cells AS (
    SELECT 'adopted_during_year' AS measure, collection_year, la_code, breakdown, breakdown_2, children AS counted
    FROM cells.adopted_during_year
    UNION ALL
    SELECT 'ceased_during_year' AS measure, collection_year, la_code, breakdown, breakdown_2, children AS counted
    FROM cells.ceased_during_year
    UNION ALL
    SELECT
        'children_placed_within_local_authority' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_placed_within_local_authority
    UNION ALL
    SELECT
        'exclusively_short_term_series' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.exclusively_short_term_series
    UNION ALL
    SELECT
        'looked_after_2_and_half_years_aged_under_16' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.looked_after_2_and_half_years_aged_under_16
    UNION ALL
    SELECT
        'looked_after_2_years_on_31_march' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.looked_after_2_years_on_31_march
    UNION ALL
    SELECT 'looked_after_during_year' AS measure, collection_year, la_code, breakdown, breakdown_2, children AS counted
    FROM cells.looked_after_during_year
    UNION ALL
    SELECT 'looked_after_on_31_march' AS measure, collection_year, la_code, breakdown, breakdown_2, children AS counted
    FROM cells.looked_after_on_31_march
    UNION ALL
    SELECT
        'new_placements_during_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        placements AS counted
    FROM cells.new_placements_during_year
    UNION ALL
    SELECT
        'placement_changes_during_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        placements AS counted
    FROM cells.placement_changes_during_year
    UNION ALL
    SELECT 'started_during_year' AS measure, collection_year, la_code, breakdown, breakdown_2, children AS counted
    FROM cells.started_during_year
    UNION ALL
    SELECT
        'adoption_decisions_reversed_during_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.adoption_decisions_reversed_during_year
    UNION ALL
    SELECT
        'children_with_adoption_decision' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_with_adoption_decision
    UNION ALL
    SELECT 'days_between_adoption_stages' AS measure, collection_year, la_code, breakdown, breakdown_2, days AS counted
    FROM cells.days_between_adoption_stages
    UNION ALL
    SELECT 'days_looked_after_on_ceasing' AS measure, collection_year, la_code, breakdown, breakdown_2, days AS counted
    FROM cells.days_looked_after_on_ceasing
    UNION ALL
    SELECT 'days_of_age_on_ceasing' AS measure, collection_year, la_code, breakdown, breakdown_2, days AS counted
    FROM cells.days_of_age_on_ceasing
    UNION ALL
    SELECT
        'days_of_age_on_starting_final_period' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        days AS counted
    FROM cells.days_of_age_on_starting_final_period
    UNION ALL
    SELECT
        'days_of_placements_ceasing_during_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        days AS counted
    FROM cells.days_of_placements_ceasing_during_year
    UNION ALL
    SELECT
        'looked_after_12_months_on_31_march' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.looked_after_12_months_on_31_march
    UNION ALL
    SELECT
        'participation_in_last_review' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.participation_in_last_review
    UNION ALL
    SELECT
        'placement_types_used_during_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.placement_types_used_during_year
    UNION ALL
    SELECT
        'placement_types_used_during_year_to_2022' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.placement_types_used_during_year_to_2022
    UNION ALL
    SELECT
        'placements_ceasing_during_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        placements AS counted
    FROM cells.placements_ceasing_during_year
    UNION ALL
    SELECT
        'special_guardianship_during_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.special_guardianship_during_year
    UNION ALL
    SELECT
        'waiting_for_adoption_on_31_march' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.waiting_for_adoption_on_31_march
),

totals AS (
    SELECT measure, collection_year, la_code, sum(counted) AS counted
    FROM cells
    WHERE breakdown = 'total'
    GROUP BY measure, collection_year, la_code
),

breakdowns AS (
    SELECT DISTINCT measure, breakdown, breakdown_2
    FROM cells
    WHERE breakdown <> 'total'
),

sums AS (
    SELECT measure, collection_year, la_code, breakdown, breakdown_2, sum(counted) AS counted
    FROM cells
    WHERE breakdown <> 'total'
    GROUP BY measure, collection_year, la_code, breakdown, breakdown_2
)

SELECT
    totals.measure,
    totals.collection_year,
    totals.la_code,
    breakdowns.breakdown,
    breakdowns.breakdown_2,
    totals.counted AS total,
    coalesce(sums.counted, 0) AS sum_of_leaves
FROM totals
INNER JOIN breakdowns ON breakdowns.measure = totals.measure
LEFT JOIN sums
    ON
        sums.measure = totals.measure
        AND sums.collection_year = totals.collection_year
        AND sums.la_code = totals.la_code
        AND sums.breakdown = breakdowns.breakdown
        AND sums.breakdown_2 = breakdowns.breakdown_2
WHERE totals.counted <> coalesce(sums.counted, 0)
