-- Referrals closed without a reason.
-- rule: closure_without_reason
-- record: referrals
-- field: ReasonForClosure
-- severity: error
-- effect: kept
-- message: There is CINclosureDate but no ReasonForClosure. Fill it in.
SELECT file_id, element
FROM raw.checked_cin_referrals
WHERE closed_on IS NOT NULL AND reason_for_closure IS NULL
