-- Children who died before they were born.
-- rule: died_before_birth
-- record: children
-- field: PersonDeathDate
-- severity: error
-- effect: kept
-- message: PersonDeathDate is before PersonBirthDate. Correct one of them.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE died_on < date_of_birth
