-- Children with a date of birth and an expected one.
-- rule: birth_dates_both
-- record: children
-- field: ExpectedPersonBirthDate
-- severity: error
-- effect: kept
-- message: There are both PersonBirthDate and ExpectedPersonBirthDate; the first is used. Leave the second out once the child is born.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE date_of_birth IS NOT NULL AND expected_date_of_birth IS NOT NULL
