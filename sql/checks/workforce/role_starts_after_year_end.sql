-- Workers who start after the reference date.
-- rule: role_starts_after_year_end
-- record: social_workers
-- field: RoleStartDate
-- severity: error
-- effect: kept
-- message: RoleStartDate is after 30 September, so the worker is not in post yet and counts nowhere. Correct it or leave the record out.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE role_started_on > year_ended_on
