-- Social workers who start after the year of the return.
-- rule: social_worker_starts_after_year_end
-- record: social_worker_episodes
-- field: SW_DECOM
-- severity: query
-- effect: kept
-- years: 2024-
-- message: The social worker starts after 31 March, so the episode belongs to a later return. Correct SW_DECOM or leave it out.
SELECT file_id, line
FROM raw.checked_social_worker_episodes
WHERE social_worker_started_on > year_ended_on
