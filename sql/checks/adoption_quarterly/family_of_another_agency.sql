-- Records of families with the code of another agency.
-- rule: family_of_another_agency
-- record: adoptive_families
-- field: AGENCY_CODE
-- severity: error
-- effect: set aside
-- message: The record names another agency than the one whose return this is. Send it with that agency's return, or correct AGENCY_CODE.
SELECT file_id, line
FROM raw.checked_adoptive_families
WHERE upper(agency_code) <> la_code
