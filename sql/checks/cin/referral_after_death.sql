-- Referrals made after the child died.
-- rule: referral_after_death
-- record: referrals
-- field: CINreferralDate
-- severity: query
-- effect: kept
-- message: The referral was made after PersonDeathDate. Check both dates.
SELECT referrals.file_id, referrals.element
FROM raw.checked_cin_referrals AS referrals
JOIN raw.checked_cin_children AS children
    ON children.file_id = referrals.file_id AND children.child_number = referrals.child_number
WHERE referrals.referred_on > children.died_on
