-- Missing incidents that begin before the child was born.
-- rule: missing_before_birth
-- record: missing
-- field: MIS_START
-- severity: query
-- effect: kept
-- years: 2015-
-- message: The child went missing before it was born. Correct MIS_START or DOB.
SELECT file_id, line
FROM raw.checked_missing
WHERE missing_from < date_of_birth
