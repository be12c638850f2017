-- Initial conferences held although none was required.
-- rule: conference_held_but_not_required
-- record: section_47
-- field: ICPCnotRequired
-- severity: query
-- effect: kept
-- message: ICPCnotRequired is true, but there is DateOfInitialCPC; the conference counts. Correct one of them.
SELECT file_id, element
FROM raw.checked_cin_section_47
WHERE is_conference_not_required AND initial_conference_on IS NOT NULL
