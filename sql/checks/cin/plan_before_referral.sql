-- Child protection plans that begin before the referral that they belong to.
-- rule: plan_before_referral
-- record: child_protection_plans
-- field: CPPstartDate
-- severity: query
-- effect: kept
-- message: The plan began before the CINreferralDate of its CINdetails. Check both dates.
SELECT activities.file_id, activities.element
FROM raw.checked_cin_child_protection_plans AS activities
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = activities.file_id
    AND referrals.child_number = activities.child_number
    AND referrals.referral_number = activities.referral_number
WHERE activities.started_on < referrals.referred_on
