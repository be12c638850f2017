-- Reasons for a closure without its date.
-- rule: reason_without_closure
-- record: referrals
-- field: CINclosureDate
-- severity: error
-- effect: kept
-- message: There is ReasonForClosure but no CINclosureDate, so the episode counts as open. Fill it in.
SELECT file_id, element
FROM raw.checked_cin_referrals
WHERE closed_on IS NULL AND reason_for_closure IS NOT NULL
