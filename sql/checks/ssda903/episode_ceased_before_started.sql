-- Episodes that end before they begin.
-- rule: episode_ceased_before_started
-- record: episodes
-- field: DEC
-- severity: error
-- effect: set aside
-- message: The episode ceases before it starts. Correct DECOM or DEC.
SELECT file_id, line
FROM raw.checked_episodes
WHERE episode_ceased_on < episode_started_on
