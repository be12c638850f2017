-- One row per child protection plan of a child, in the return of a year.
-- grain: collection_year, la_code, child_id, started_on
-- source: DfE specification of the children in need census, ChildProtectionPlans; plans with the same start: First
--   Release decision
-- counted: Every plan that started on or before 31 March, whenever it started; of a child's plans with the same start,
--   the one that ran longest. An end after 31 March has not happened yet.
-- not counted: Plans without a start that can be read.
SELECT
    plan.collection_year,
    plan.la_code,
    child.child_id,
    plan.file_id,
    plan.line,
    plan.child_number,
    plan.referral_number,
    plan.started_on,
    CASE WHEN plan.ended_on <= year_ends_on(plan.collection_year) THEN plan.ended_on END AS ended_on,
    coalesce(lower(plan.initial_category_of_abuse), 'category_of_abuse_not_known') AS initial_category_of_abuse,
    coalesce(lower(plan.latest_category_of_abuse), 'category_of_abuse_not_known') AS latest_category_of_abuse,
    CASE
        WHEN plan.number_of_previous_plans = 0 THEN 'first_plan'
        WHEN plan.number_of_previous_plans > 0 THEN 'second_or_subsequent_plan'
        ELSE 'earlier_plans_not_known'
    END AS second_or_subsequent_plan,
    child.sex,
    child.born_on,
    child.ethnicity
FROM staged.cin_child_protection_plans AS plan
INNER JOIN core.cin_children AS child
    ON child.file_id = plan.file_id AND child.child_number = plan.child_number
WHERE plan.started_on <= year_ends_on(plan.collection_year)
QUALIFY
    row_number() OVER (
        PARTITION BY plan.collection_year, plan.la_code, child.child_id, plan.started_on
        ORDER BY plan.ended_on DESC NULLS FIRST, plan.file_id, plan.element
    ) = 1
