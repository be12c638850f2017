-- A mother's child born after the year ended, or before the mother was 10.
-- rule: mothers_child_born_in_future
-- record: header
-- field: MC_DOB
-- severity: query
-- effect: kept
-- message: The mother's child was born after the collection year or before the mother was 10. Check MC_DOB and DOB.
SELECT file_id, line
FROM raw.checked_header
WHERE mothers_child_date_of_birth > year_ended_on
    OR mothers_child_date_of_birth < date_of_birth + INTERVAL '10' YEAR
