-- Child protection plans that run on although the episode of need is closed.
-- rule: plan_open_when_case_closed
-- record: child_protection_plans
-- field: CPPendDate
-- severity: error
-- effect: kept
-- message: The CINdetails of this plan is closed before the plan ended. Correct CPPendDate or CINclosureDate.
SELECT plans.file_id, plans.element
FROM raw.checked_cin_child_protection_plans AS plans
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = plans.file_id
    AND referrals.child_number = plans.child_number
    AND referrals.referral_number = plans.referral_number
WHERE referrals.closed_on < coalesce(plans.ended_on, plans.year_ended_on + INTERVAL 1 DAY)
