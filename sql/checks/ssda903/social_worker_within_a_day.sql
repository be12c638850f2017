-- Social worker episodes of under 24 hours.
-- rule: social_worker_within_a_day
-- record: social_worker_episodes
-- field: SW_DEC
-- severity: query
-- effect: kept
-- years: 2024-
-- message: The social worker starts and ceases on one day. Check the dates; the worker counts as one that the child had.
SELECT file_id, line
FROM raw.checked_social_worker_episodes
WHERE social_worker_ceased_on = social_worker_started_on
