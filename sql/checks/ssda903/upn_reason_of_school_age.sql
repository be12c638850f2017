-- Children of school age of whom it is said that they are not of school age.
-- rule: upn_reason_of_school_age
-- record: header
-- field: UPN
-- severity: query
-- effect: kept
-- message: UN1 says that the child is not of school age, but it has been since the last school year or longer. Send the number, or the reason that applies.
SELECT file_id, line
FROM raw.checked_header
WHERE unique_pupil_number = 'UN1'
    AND date_of_birth + INTERVAL '4' YEAR <= make_date(collection_year - 2, 8, 31)
    AND date_of_birth + INTERVAL '18' YEAR > year_ended_on
