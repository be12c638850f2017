-- A review of a child protection plan, and its plan.
-- record: reviews
-- plan_started_on: child_protection_plans.started_on
SELECT reviews.*, plans.started_on AS plan_started_on
FROM raw.checked_cin_reviews AS reviews
JOIN raw.checked_cin_child_protection_plans AS plans
    ON plans.file_id = reviews.file_id
    AND plans.child_number = reviews.child_number
    AND plans.referral_number = reviews.referral_number
    AND plans.plan_number = reviews.plan_number
