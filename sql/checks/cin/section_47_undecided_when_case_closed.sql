-- Section 47 enquiries without a conference, and without word that none was required, of closed episodes of need.
-- rule: section_47_undecided_when_case_closed
-- record: section_47
-- field: DateOfInitialCPC
-- severity: query
-- effect: kept
-- message: The CINdetails of this enquiry is closed, but there is neither DateOfInitialCPC nor ICPCnotRequired. Say what became of it.
SELECT activities.file_id, activities.element
FROM raw.checked_cin_section_47 AS activities
JOIN raw.checked_cin_referrals AS referrals
    ON referrals.file_id = activities.file_id
    AND referrals.child_number = activities.child_number
    AND referrals.referral_number = activities.referral_number
WHERE referrals.closed_on IS NOT NULL
    AND activities.initial_conference_on IS NULL
    AND NOT coalesce(activities.is_conference_not_required, FALSE)
