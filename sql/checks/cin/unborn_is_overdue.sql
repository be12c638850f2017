-- Unborn children who were expected more than six weeks before the end of the year.
-- rule: unborn_is_overdue
-- record: children
-- field: ExpectedPersonBirthDate
-- severity: query
-- effect: kept
-- message: The child was expected more than six weeks before the end of the year and is still unborn. Send PersonBirthDate.
SELECT file_id, element
FROM raw.checked_cin_children
WHERE date_of_birth IS NULL AND expected_date_of_birth < year_ended_on - INTERVAL 42 DAY
