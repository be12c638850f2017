-- Section 47 enquiries that began before the referral that they belong to.
-- rule: section_47_before_referral
-- record: section_47
-- field: S47ActualStartDate
-- severity: error
-- effect: kept
-- message: The enquiry began before the CINreferralDate of its CINdetails. Correct one of them.
SELECT activities.file_id, activities.element
FROM raw.checked_cin_section_47 AS activities
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = activities.file_id
    AND referrals.child_number = activities.child_number
    AND referrals.referral_number = activities.referral_number
WHERE activities.started_on < referrals.referred_on
