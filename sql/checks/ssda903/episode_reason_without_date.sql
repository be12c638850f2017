-- Episodes with a reason for ending but no end.
-- rule: episode_reason_without_date
-- record: episodes
-- field: DEC
-- severity: error
-- effect: kept
-- message: The episode has a reason for ceasing (REC) but no readable end, so it counts as still open. Fill in DEC or remove REC.
SELECT file_id, line
FROM raw.checked_episodes
WHERE episode_ceased_on IS NULL AND reason_episode_ceased IS NOT NULL
