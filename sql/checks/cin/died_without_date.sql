-- Episodes of need closed since the child died, of whom no date of death is given.
-- rule: died_without_date
-- record: referrals
-- field: ReasonForClosure
-- severity: query
-- effect: kept
-- message: ReasonForClosure is RC2, but the child has no PersonDeathDate. Fill it in, or correct the reason.
SELECT referrals.file_id, referrals.element
FROM raw.checked_cin_referrals AS referrals
JOIN raw.checked_cin_children AS children
    ON children.file_id = referrals.file_id AND children.child_number = referrals.child_number
WHERE referrals.reason_for_closure = 'RC2' AND children.died_on IS NULL
