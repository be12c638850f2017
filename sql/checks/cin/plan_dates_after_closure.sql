-- Plans of children in need that begin after the episode of need was closed.
-- rule: plan_dates_after_closure
-- record: plan_dates
-- field: CINPlanStartDate
-- severity: query
-- effect: kept
-- message: The plan begins after CINclosureDate of its CINdetails. Correct one of them.
SELECT activities.file_id, activities.element
FROM raw.checked_cin_plan_dates AS activities
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = activities.file_id
    AND referrals.child_number = activities.child_number
    AND referrals.referral_number = activities.referral_number
WHERE activities.started_on > referrals.closed_on
