-- what: Every category of the cells of children in need is in reference.categories and has none below
--   it; a row is a category that is not.
-- severity: error
-- stage: cells
WITH cells AS (
    -- The histograms of working days, from which quartiles are taken, are no trees of categories.
    SELECT 'assessments_in_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.assessments_in_year
    WHERE breakdown <> 'working_days_of_assessment' AND breakdown_2 <> 'working_days_of_assessment'
    UNION ALL
    SELECT 'child_protection_plans_at_any_point' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.child_protection_plans_at_any_point
    UNION ALL
    SELECT 'child_protection_plans_ending' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.child_protection_plans_ending
    UNION ALL
    SELECT 'child_protection_plans_ending_in_first_six_months' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.child_protection_plans_ending_in_first_six_months
    UNION ALL
    SELECT 'child_protection_plans_on_31_march' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.child_protection_plans_on_31_march
    UNION ALL
    SELECT 'child_protection_plans_open_3_months' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.child_protection_plans_open_3_months
    UNION ALL
    SELECT 'child_protection_plans_starting' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.child_protection_plans_starting
    UNION ALL
    SELECT 'children_ending_a_child_protection_plan' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_ending_a_child_protection_plan
    UNION ALL
    SELECT 'children_ending_an_episode_of_need' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_ending_an_episode_of_need
    UNION ALL
    SELECT 'children_ending_an_episode_of_need_to_2017' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_ending_an_episode_of_need_to_2017
    UNION ALL
    SELECT 'children_in_need_at_any_point' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_in_need_at_any_point
    UNION ALL
    SELECT 'children_in_need_at_any_point_to_2017' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_in_need_at_any_point_to_2017
    UNION ALL
    SELECT 'children_in_need_on_31_march' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_in_need_on_31_march
    UNION ALL
    SELECT 'children_on_a_child_protection_plan_at_any_point' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_on_a_child_protection_plan_at_any_point
    UNION ALL
    SELECT 'children_on_a_child_protection_plan_on_31_march' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_on_a_child_protection_plan_on_31_march
    UNION ALL
    SELECT 'children_re_referred' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_re_referred
    UNION ALL
    SELECT 'children_referred_in_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_referred_in_year
    UNION ALL
    SELECT 'children_starting_a_child_protection_plan' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_starting_a_child_protection_plan
    UNION ALL
    SELECT 'children_starting_an_episode_of_need' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_starting_an_episode_of_need
    UNION ALL
    SELECT 'children_with_initial_conference_in_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_with_initial_conference_in_year
    UNION ALL
    SELECT 'children_with_section_47_enquiry_in_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.children_with_section_47_enquiry_in_year
    UNION ALL
    SELECT 'disabilities_of_children_in_need_on_31_march' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.disabilities_of_children_in_need_on_31_march
    UNION ALL
    SELECT 'episodes_of_need_at_any_point' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.episodes_of_need_at_any_point
    UNION ALL
    SELECT 'episodes_of_need_at_any_point_to_2017' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.episodes_of_need_at_any_point_to_2017
    UNION ALL
    SELECT 'episodes_of_need_ending' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.episodes_of_need_ending
    UNION ALL
    SELECT 'episodes_of_need_ending_to_2017' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.episodes_of_need_ending_to_2017
    UNION ALL
    SELECT 'episodes_of_need_starting' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.episodes_of_need_starting
    UNION ALL
    SELECT 'episodes_with_assessment_factors' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.episodes_with_assessment_factors
    UNION ALL
    SELECT 'initial_conferences_in_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.initial_conferences_in_year
    WHERE breakdown <> 'working_days_to_conference'
    UNION ALL
    SELECT 're_referrals' AS measure, breakdown, category, breakdown_2, category_2 FROM cells.re_referrals
    UNION ALL
    SELECT 'referrals_in_year' AS measure, breakdown, category, breakdown_2, category_2 FROM cells.referrals_in_year
    UNION ALL
    SELECT 'section_47_enquiries_in_year' AS measure, breakdown, category, breakdown_2, category_2
    FROM cells.section_47_enquiries_in_year
),

used AS (
    SELECT measure, breakdown, category FROM cells WHERE breakdown <> 'total'
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
