-- Episodes that are said to continue another one, but none ended that day.
-- rule: episode_continues_nothing
-- record: episodes
-- field: RNE
-- severity: query
-- effect: kept
-- message: RNE says that the child was already looked after, but no episode ceases on the day this one starts. Check RNE and DECOM.
SELECT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
LEFT JOIN raw.checked_episodes AS previous_episode
    ON previous_episode.collection_year = episodes.collection_year
    AND previous_episode.la_code = episodes.la_code
    AND previous_episode.child_id = episodes.child_id
    AND previous_episode.episode_ceased_on = episodes.episode_started_on
    AND (previous_episode.file_id <> episodes.file_id OR previous_episode.line <> episodes.line)
WHERE episodes.reason_for_new_episode <> 'S'
    AND episodes.episode_started_on > episodes.year_started_on
    AND previous_episode.line IS NULL
