-- Workers who left before the year, or after it.
-- rule: role_ended_outside_year
-- record: social_workers
-- field: RoleEndDate
-- severity: error
-- effect: kept
-- message: RoleEndDate is not in the year from 1 October to 30 September. Who left before it counts nowhere, who leaves after it is in post.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE role_ended_on < year_started_on OR role_ended_on > year_ended_on
