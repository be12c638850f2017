-- Episodes that end after 31 March of the collection year.
-- rule: episode_ceased_after_year_end
-- record: episodes
-- field: DEC
-- severity: error
-- effect: kept
-- message: The episode ceases after the 31 March that ends the collection year, so the child counts as looked after that day. Check DEC.
SELECT file_id, line
FROM raw.checked_episodes
WHERE episode_ceased_on > year_ended_on
