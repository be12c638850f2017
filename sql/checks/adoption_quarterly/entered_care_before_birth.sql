-- Children who entered care before they were born.
-- rule: entered_care_before_birth
-- record: adoption_children
-- field: ENTERED_CARE_ON
-- severity: error
-- effect: kept
-- message: The child entered care before it was born. Correct ENTERED_CARE_ON or BIRTH_DATE.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE entered_care_on < date_of_birth
