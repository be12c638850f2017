-- Records of enquiries without their number.
-- rule: enquiries_not_stated
-- record: adoption_enquiries
-- field: ENQUIRIES
-- severity: error
-- effect: set aside
-- message: The number of enquiries is not given, so it is not known. Write 0 if there were none.
SELECT file_id, line
FROM raw.checked_adoption_enquiries
WHERE number_of_enquiries IS NULL
