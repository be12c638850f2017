-- Episodes without a readable start, which can be placed in no year.
-- rule: episode_not_started
-- record: episodes
-- field: DECOM
-- severity: error
-- effect: set aside
-- message: The episode has no readable start date, so it cannot be counted. Fill in DECOM.
SELECT file_id, line
FROM raw.checked_episodes
WHERE episode_started_on IS NULL
