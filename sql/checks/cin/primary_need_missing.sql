-- Referrals with further action but no primary need.
-- rule: primary_need_missing
-- record: referrals
-- field: PrimaryNeedCode
-- severity: error
-- effect: kept
-- message: ReferralNFA is false, but there is no PrimaryNeedCode. Fill it in.
SELECT file_id, element
FROM raw.checked_cin_referrals
WHERE NOT is_no_further_action AND primary_need IS NULL
