-- Episodes that ended before the collection year; kept as history.
-- rule: episode_closed_before_year
-- record: episodes
-- field: DEC
-- severity: query
-- effect: kept
-- message: The episode ceased before the 1 April that begins the collection year. It is not counted in the year. Check DEC.
SELECT file_id, line
FROM raw.checked_episodes
WHERE episode_ceased_on < year_started_on
