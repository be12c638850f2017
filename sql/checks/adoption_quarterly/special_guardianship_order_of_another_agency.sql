-- Records of orders with the code of another agency.
-- rule: special_guardianship_order_of_another_agency
-- record: special_guardianship_orders
-- field: AGENCY_CODE
-- severity: error
-- effect: set aside
-- message: The record names another agency than the one whose return this is. Send it with that agency's return, or correct AGENCY_CODE.
SELECT file_id, line
FROM raw.checked_special_guardianship_orders
WHERE upper(agency_code) <> la_code
