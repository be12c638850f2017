-- Episodes that end without a reason.
-- rule: episode_ceased_without_reason
-- record: episodes
-- field: REC
-- severity: error
-- effect: kept
-- message: The episode has an end (DEC) but no readable reason for it. Fill in REC.
SELECT file_id, line
FROM raw.checked_episodes
WHERE episode_ceased_on IS NOT NULL AND reason_episode_ceased IS NULL
