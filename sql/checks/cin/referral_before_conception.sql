-- Referrals made more than forty weeks before the child was or will be born.
-- rule: referral_before_conception
-- record: referrals
-- field: CINreferralDate
-- severity: query
-- effect: kept
-- message: The referral was made more than forty weeks before the child was or is to be born. Check both dates.
SELECT referrals.file_id, referrals.element
FROM raw.checked_cin_referrals AS referrals
JOIN raw.checked_cin_children AS children
    ON children.file_id = referrals.file_id AND children.child_number = referrals.child_number
WHERE referrals.referred_on < coalesce(children.date_of_birth, children.expected_date_of_birth) - INTERVAL 280 DAY
