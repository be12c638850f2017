-- Episodes that start after 31 March of the collection year.
-- rule: episode_starts_after_year_end
-- record: episodes
-- field: DECOM
-- severity: error
-- effect: set aside
-- message: The episode starts after the 31 March that ends the collection year. Leave it for next year, or correct DECOM.
SELECT file_id, line
FROM raw.checked_episodes
WHERE episode_started_on > year_ended_on
