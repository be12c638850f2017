-- Social workers' numbers of another form than that of the register.
-- rule: social_worker_id_form
-- record: social_worker_episodes
-- field: SW_ID
-- severity: query
-- effect: kept
-- years: 2024-
-- message: SW_ID begins neither with SW, as the register's numbers do, nor with XX for workers without one. Check it.
SELECT file_id, line
FROM raw.checked_social_worker_episodes
WHERE upper(substr(social_worker_id, 1, 2)) NOT IN ('SW', 'XX')
