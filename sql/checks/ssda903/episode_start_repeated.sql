-- Episodes of one child that start on the same day, other than those that also end on it.
-- rule: episode_start_repeated
-- record: episodes
-- field: DECOM
-- severity: error
-- effect: set aside
-- message: A later line holds another episode of this child with the same start; that one is used. Send the right one only.
SELECT file_id, line
FROM (
    SELECT file_id, line,
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id, episode_started_on ORDER BY file_id DESC, line DESC
        ) AS place
    FROM raw.checked_episodes
    WHERE episode_started_on IS NOT NULL
        AND (episode_ceased_on IS NULL OR episode_ceased_on <> episode_started_on)
) AS repeated
WHERE place > 1
