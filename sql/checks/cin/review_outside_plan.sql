-- Reviews held before their plan began or after it ended.
-- rule: review_outside_plan
-- record: reviews
-- field: CPPreviewDate
-- severity: error
-- effect: kept
-- message: The review was held before the plan began or after it ended. Correct CPPreviewDate or the dates of the plan.
SELECT reviews.file_id, reviews.element
FROM raw.checked_cin_reviews AS reviews
JOIN raw.checked_cin_child_protection_plans AS plans
    ON plans.file_id = reviews.file_id
    AND plans.child_number = reviews.child_number
    AND plans.referral_number = reviews.referral_number
    AND plans.plan_number = reviews.plan_number
WHERE reviews.reviewed_on < plans.started_on OR reviews.reviewed_on > plans.ended_on
