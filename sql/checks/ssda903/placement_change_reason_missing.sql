-- Placements that change without a reason.
-- rule: placement_change_reason_missing
-- record: episodes
-- field: REASON_PLACE_CHANGE
-- severity: query
-- effect: kept
-- years: 2016-
-- message: The next episode says that the placement changed, but this one gives no reason. Fill in REASON_PLACE_CHANGE.
SELECT DISTINCT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
JOIN raw.checked_episodes AS next_episode
    ON next_episode.collection_year = episodes.collection_year
    AND next_episode.la_code = episodes.la_code
    AND next_episode.child_id = episodes.child_id
    AND next_episode.episode_started_on = episodes.episode_ceased_on
    AND (next_episode.file_id <> episodes.file_id OR next_episode.line <> episodes.line)
WHERE episodes.reason_episode_ceased = 'X1'
    AND episodes.reason_for_placement_change IS NULL
    AND episodes.episode_ceased_on >= episodes.year_started_on
    AND next_episode.reason_for_new_episode IN ('P', 'T', 'B', 'U')
