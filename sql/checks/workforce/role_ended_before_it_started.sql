-- Workers who left before they started.
-- rule: role_ended_before_it_started
-- record: social_workers
-- field: RoleEndDate
-- severity: error
-- effect: kept
-- message: RoleEndDate is before RoleStartDate. Correct whichever is wrong.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE role_ended_on < role_started_on
