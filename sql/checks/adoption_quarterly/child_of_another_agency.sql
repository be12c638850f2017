-- Records of children with the code of another agency.
-- rule: child_of_another_agency
-- record: adoption_children
-- field: AGENCY_CODE
-- severity: error
-- effect: set aside
-- message: The record names another agency than the one whose return this is. Send it with that agency's return, or correct AGENCY_CODE.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE upper(agency_code) <> la_code
