-- Persons too old for any part of the return.
-- rule: aged_26_or_over
-- record: header
-- field: DOB
-- severity: error
-- effect: kept
-- message: The person was 26 or older when the year began, which no part of the return covers. Correct DOB or remove the record.
SELECT file_id, line
FROM raw.checked_header
WHERE date_of_birth + INTERVAL '26' YEAR < year_started_on
