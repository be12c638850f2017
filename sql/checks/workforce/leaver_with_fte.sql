-- Workers who have left and still have an FTE at the reference date.
-- rule: leaver_with_fte
-- record: social_workers
-- field: FTE
-- severity: error
-- effect: kept
-- message: The worker has left, so FTE on 30 September is 0. The record counts as a leaver. Correct FTE or RoleEndDate.
SELECT file_id, line
FROM raw.checked_social_workers
WHERE role_ended_on <= year_ended_on AND full_time_equivalent > 0
