-- Records of enquiries with the code of another agency.
-- rule: enquiries_of_another_agency
-- record: adoption_enquiries
-- field: AGENCY_CODE
-- severity: error
-- effect: set aside
-- message: The record names another agency than the one whose return this is. Send it with that agency's return, or correct AGENCY_CODE.
SELECT file_id, line
FROM raw.checked_adoption_enquiries
WHERE upper(agency_code) <> la_code
