-- Workers with more than 40 cases.
-- rule: cases_over_40
-- record: social_workers
-- field: Cases30
-- severity: query
-- effect: kept
-- message: Cases30 is more than 40. Check it.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE cases > 40
