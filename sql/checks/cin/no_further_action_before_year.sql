-- Referrals without further action that were made before the year began.
-- rule: no_further_action_before_year
-- record: referrals
-- field: CINreferralDate
-- severity: query
-- effect: kept
-- message: The referral led to no further action and was made before 1 April, so it belongs to an earlier census. Leave it out, or correct the date.
SELECT file_id, element
FROM raw.checked_cin_referrals
WHERE is_no_further_action AND referred_on < year_started_on
