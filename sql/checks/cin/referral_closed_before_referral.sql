-- Referrals closed before they were made.
-- rule: referral_closed_before_referral
-- record: referrals
-- field: CINclosureDate
-- severity: error
-- effect: kept
-- message: CINclosureDate is before CINreferralDate. Correct one of them.
SELECT file_id, element
FROM raw.checked_cin_referrals
WHERE closed_on < referred_on
