-- Assessments that began before the referral that they belong to.
-- rule: assessment_before_referral
-- record: assessments
-- field: AssessmentActualStartDate
-- severity: query
-- effect: kept
-- message: The assessment began before the CINreferralDate of its CINdetails. Check both dates.
SELECT activities.file_id, activities.element
FROM raw.checked_cin_assessments AS activities
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = activities.file_id
    AND referrals.child_number = activities.child_number
    AND referrals.referral_number = activities.referral_number
WHERE activities.started_on < referrals.referred_on
