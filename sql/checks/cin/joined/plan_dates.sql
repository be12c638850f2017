-- A plan for a child in need, its child and referral, and plans of the same child.
-- record: plan_dates
-- died_on: children.died_on
-- closed_on: referrals.closed_on
-- begins_in_another: plan_dates.started_on plan_dates.ended_on
-- open_before: plan_dates.ended_on
-- begins_in_protection: child_protection_plans.started_on child_protection_plans.ended_on
-- protection_begins_in_it: child_protection_plans.started_on
-- is_reviewed_in_it: reviews.reviewed_on child_protection_plans.ended_on
WITH protection AS (
    SELECT
        plan_dates.file_id,
        plan_dates.element,
        bool_or(
            plan_dates.started_on >= plans.started_on
            AND plan_dates.started_on < coalesce(plans.ended_on, DATE '9999-12-31')
        ) AS begins_in_protection,
        bool_or(
            plans.started_on > plan_dates.started_on
            AND plans.started_on < coalesce(plan_dates.ended_on, DATE '9999-12-31')
        ) AS protection_begins_in_it
    FROM raw.checked_cin_plan_dates AS plan_dates
    JOIN raw.checked_cin_child_protection_plans AS plans
        ON plans.file_id = plan_dates.file_id AND plans.child_number = plan_dates.child_number
    GROUP BY plan_dates.file_id, plan_dates.element
),
reviewed AS (
    SELECT
        plan_dates.file_id,
        plan_dates.element,
        bool_or(
            reviews.reviewed_on >= plan_dates.started_on
            AND reviews.reviewed_on < coalesce(plan_dates.ended_on, DATE '9999-12-31')
            AND reviews.reviewed_on <> coalesce(plans.ended_on, DATE '9999-12-31')
        ) AS is_reviewed_in_it
    FROM raw.checked_cin_plan_dates AS plan_dates
    JOIN raw.checked_cin_reviews AS reviews
        ON reviews.file_id = plan_dates.file_id
        AND reviews.child_number = plan_dates.child_number
        AND reviews.referral_number = plan_dates.referral_number
    JOIN raw.checked_cin_child_protection_plans AS plans
        ON plans.file_id = reviews.file_id
        AND plans.child_number = reviews.child_number
        AND plans.referral_number = reviews.referral_number
        AND plans.plan_number = reviews.plan_number
    GROUP BY plan_dates.file_id, plan_dates.element
)
SELECT
    plan_dates.*,
    children.died_on,
    referrals.closed_on,
    max(coalesce(plan_dates.ended_on, plan_dates.year_ended_on)) OVER (
        PARTITION BY plan_dates.file_id, plan_dates.child_number
        ORDER BY plan_dates.started_on, plan_dates.element
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) >= plan_dates.started_on AS begins_in_another,
    count(CASE WHEN plan_dates.ended_on IS NULL THEN 1 END) OVER (
        PARTITION BY plan_dates.file_id, plan_dates.child_number, plan_dates.referral_number
        ORDER BY plan_dates.started_on, plan_dates.element
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS open_before,
    coalesce(protection.begins_in_protection, FALSE) AS begins_in_protection,
    coalesce(protection.protection_begins_in_it, FALSE) AS protection_begins_in_it,
    coalesce(reviewed.is_reviewed_in_it, FALSE) AS is_reviewed_in_it
FROM raw.checked_cin_plan_dates AS plan_dates
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = plan_dates.file_id
    AND referrals.child_number = plan_dates.child_number
    AND referrals.referral_number = plan_dates.referral_number
JOIN raw.checked_cin_children AS children
    ON children.file_id = plan_dates.file_id AND children.child_number = plan_dates.child_number
LEFT JOIN protection ON protection.file_id = plan_dates.file_id AND protection.element = plan_dates.element
LEFT JOIN reviewed ON reviewed.file_id = plan_dates.file_id AND reviewed.element = plan_dates.element
