-- Mothers who are boys or were not yet 11 when the year began.
-- rule: mother_is_not_female_aged_12
-- record: header
-- field: MOTHER
-- severity: query
-- effect: kept
-- message: The child is recorded as a mother but is male or was under 11 when the year began. Check MOTHER, SEX and DOB.
SELECT file_id, line
FROM raw.checked_header
WHERE is_mother AND (sex IN ('1', 'M') OR date_of_birth + INTERVAL '11' YEAR > year_started_on)
