-- Referrals closed before the year began.
-- rule: referral_closed_before_year
-- record: referrals
-- field: CINclosureDate
-- severity: query
-- effect: kept
-- message: The episode closed before 1 April, so it does not belong to this census. Leave it out or correct the date.
SELECT file_id, element
FROM raw.checked_cin_referrals
WHERE closed_on < year_started_on AND closed_on >= referred_on
