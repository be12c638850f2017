-- Plans that begin before the referral that they belong to.
-- rule: plan_dates_before_referral
-- record: plan_dates
-- field: CINPlanStartDate
-- severity: query
-- effect: kept
-- message: The plan began before the CINreferralDate of its CINdetails. Check both dates.
SELECT activities.file_id, activities.element
FROM raw.checked_cin_plan_dates AS activities
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = activities.file_id
    AND referrals.child_number = activities.child_number
    AND referrals.referral_number = activities.referral_number
WHERE activities.started_on < referrals.referred_on
