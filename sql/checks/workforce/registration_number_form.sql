-- Register numbers that are not two letters and 4 to 12 digits.
-- rule: registration_number_form
-- record: social_workers
-- field: SWENo
-- severity: error
-- effect: kept
-- message: SWENo is not two letters and 4 to 12 digits, as numbers of the register are. Correct it.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE NOT regexp_matches(registration_number, '^[A-Za-z]{2}[0-9]{4,12}$')
