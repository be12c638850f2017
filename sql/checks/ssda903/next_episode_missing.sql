-- Episodes that say the next one begins the same day, but none does.
-- rule: next_episode_missing
-- record: episodes
-- field: REC
-- severity: error
-- effect: kept
-- message: X1 says that another episode starts on the day this one ceases, but there is none. Add it, or correct REC or DEC.
SELECT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
LEFT JOIN raw.checked_episodes AS next_episode
    ON next_episode.collection_year = episodes.collection_year
    AND next_episode.la_code = episodes.la_code
    AND next_episode.child_id = episodes.child_id
    AND next_episode.episode_started_on = episodes.episode_ceased_on
    AND (next_episode.file_id <> episodes.file_id OR next_episode.line <> episodes.line)
WHERE episodes.reason_episode_ceased = 'X1'
    AND episodes.episode_ceased_on <= episodes.year_ended_on
    AND next_episode.line IS NULL
