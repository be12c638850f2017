-- Episodes that begin a period of care although the one before continues on that day.
-- rule: started_while_looked_after
-- record: episodes
-- field: RNE
-- severity: error
-- effect: kept
-- message: RNE is S, but the episode before ceased that day with X1, so the child was already looked after. Correct RNE or the earlier REC.
SELECT DISTINCT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
JOIN raw.checked_episodes AS previous_episode
    ON previous_episode.collection_year = episodes.collection_year
    AND previous_episode.la_code = episodes.la_code
    AND previous_episode.child_id = episodes.child_id
    AND previous_episode.episode_ceased_on = episodes.episode_started_on
    AND (previous_episode.file_id <> episodes.file_id OR previous_episode.line <> episodes.line)
WHERE episodes.reason_for_new_episode = 'S' AND previous_episode.reason_episode_ceased = 'X1'
