-- Episodes that begin and end on one day, which are no placement of a night.
-- rule: episode_within_a_day
-- record: episodes
-- field: DEC
-- severity: query
-- effect: kept
-- message: The episode starts and ceases on one day; under 24 hours it is not counted as a placement. Check DECOM and DEC.
SELECT file_id, line
FROM raw.checked_episodes
WHERE episode_ceased_on = episode_started_on
