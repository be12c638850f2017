-- Children born after the end of the quarter.
-- rule: child_born_after_quarter
-- record: adoption_children
-- field: BIRTH_DATE
-- severity: error
-- effect: kept
-- message: The child was born after the quarter ended. Correct BIRTH_DATE.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE date_of_birth > year_ended_on
