-- what: The leaves of every breakdown add up to the total, for each measure of children in need and authority; a row
--   is a breakdown that differs.
-- severity: error
-- stage: cells
WITH cells AS (
    -- The histograms of working days, from which quartiles are taken, are no trees of categories.
    SELECT 'assessments_in_year' AS measure, collection_year, la_code, breakdown, breakdown_2, assessments AS counted
    FROM cells.assessments_in_year
    WHERE breakdown <> 'working_days_of_assessment' AND breakdown_2 <> 'working_days_of_assessment'
    UNION ALL
    SELECT
        'child_protection_plans_at_any_point' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        plans AS counted
    FROM cells.child_protection_plans_at_any_point
    UNION ALL
    SELECT
        'child_protection_plans_ending' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        plans AS counted
    FROM cells.child_protection_plans_ending
    UNION ALL
    SELECT
        'child_protection_plans_ending_in_first_six_months' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        plans AS counted
    FROM cells.child_protection_plans_ending_in_first_six_months
    UNION ALL
    SELECT
        'child_protection_plans_on_31_march' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        plans AS counted
    FROM cells.child_protection_plans_on_31_march
    UNION ALL
    SELECT
        'child_protection_plans_open_3_months' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        plans AS counted
    FROM cells.child_protection_plans_open_3_months
    UNION ALL
    SELECT
        'child_protection_plans_starting' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        plans AS counted
    FROM cells.child_protection_plans_starting
    UNION ALL
    SELECT
        'children_ending_a_child_protection_plan' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_ending_a_child_protection_plan
    UNION ALL
    SELECT
        'children_ending_an_episode_of_need' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_ending_an_episode_of_need
    UNION ALL
    SELECT
        'children_ending_an_episode_of_need_to_2017' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_ending_an_episode_of_need_to_2017
    UNION ALL
    SELECT
        'children_in_need_at_any_point' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_in_need_at_any_point
    UNION ALL
    SELECT
        'children_in_need_at_any_point_to_2017' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_in_need_at_any_point_to_2017
    UNION ALL
    SELECT
        'children_in_need_on_31_march' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_in_need_on_31_march
    UNION ALL
    SELECT
        'children_on_a_child_protection_plan_at_any_point' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_on_a_child_protection_plan_at_any_point
    UNION ALL
    SELECT
        'children_on_a_child_protection_plan_on_31_march' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_on_a_child_protection_plan_on_31_march
    UNION ALL
    SELECT 'children_re_referred' AS measure, collection_year, la_code, breakdown, breakdown_2, children AS counted
    FROM cells.children_re_referred
    UNION ALL
    SELECT 'children_referred_in_year' AS measure, collection_year, la_code, breakdown, breakdown_2, children AS counted
    FROM cells.children_referred_in_year
    UNION ALL
    SELECT
        'children_starting_a_child_protection_plan' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_starting_a_child_protection_plan
    UNION ALL
    SELECT
        'children_starting_an_episode_of_need' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_starting_an_episode_of_need
    UNION ALL
    SELECT
        'children_with_initial_conference_in_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_with_initial_conference_in_year
    UNION ALL
    SELECT
        'children_with_section_47_enquiry_in_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.children_with_section_47_enquiry_in_year
    UNION ALL
    SELECT
        'disabilities_of_children_in_need_on_31_march' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        children AS counted
    FROM cells.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT
        'episodes_of_need_at_any_point' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        episodes AS counted
    FROM cells.episodes_of_need_at_any_point
    UNION ALL
    SELECT
        'episodes_of_need_at_any_point_to_2017' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        episodes AS counted
    FROM cells.episodes_of_need_at_any_point_to_2017
    UNION ALL
    SELECT 'episodes_of_need_ending' AS measure, collection_year, la_code, breakdown, breakdown_2, episodes AS counted
    FROM cells.episodes_of_need_ending
    UNION ALL
    SELECT
        'episodes_of_need_ending_to_2017' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        episodes AS counted
    FROM cells.episodes_of_need_ending_to_2017
    UNION ALL
    SELECT 'episodes_of_need_starting' AS measure, collection_year, la_code, breakdown, breakdown_2, episodes AS counted
    FROM cells.episodes_of_need_starting
    UNION ALL
    SELECT
        'episodes_with_assessment_factors' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        episodes AS counted
    FROM cells.episodes_with_assessment_factors
    UNION ALL
    SELECT
        'initial_conferences_in_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        conferences AS counted
    FROM cells.initial_conferences_in_year
    WHERE breakdown <> 'working_days_to_conference'
    UNION ALL
    SELECT 're_referrals' AS measure, collection_year, la_code, breakdown, breakdown_2, referrals AS counted
    FROM cells.re_referrals
    UNION ALL
    SELECT 'referrals_in_year' AS measure, collection_year, la_code, breakdown, breakdown_2, referrals AS counted
    FROM cells.referrals_in_year
    UNION ALL
    SELECT
        'section_47_enquiries_in_year' AS measure,
        collection_year,
        la_code,
        breakdown,
        breakdown_2,
        enquiries AS counted
    FROM cells.section_47_enquiries_in_year
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
