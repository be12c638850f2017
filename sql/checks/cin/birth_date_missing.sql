-- Children with neither a date of birth nor an expected one.
-- rule: birth_date_missing
-- record: children
-- field: PersonBirthDate
-- severity: error
-- effect: kept
-- message: There is neither PersonBirthDate nor ExpectedPersonBirthDate, so the child has no age. Fill one in.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE date_of_birth IS NULL AND expected_date_of_birth IS NULL
