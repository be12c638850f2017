-- Section 47 enquiries that begin after the episode of need was closed.
-- rule: section_47_after_closure
-- record: section_47
-- field: S47ActualStartDate
-- severity: query
-- effect: kept
-- message: The enquiry begins after CINclosureDate of its CINdetails. Correct one of them.
SELECT activities.file_id, activities.element
FROM raw.checked_cin_section_47 AS activities
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = activities.file_id
    AND referrals.child_number = activities.child_number
    AND referrals.referral_number = activities.referral_number
WHERE activities.started_on > referrals.closed_on
