-- Placements that change without a reason; of moves to and from temporary placements none is collected.
-- rule: placement_change_reason_missing
-- record: episodes
-- field: REASON_PLACE_CHANGE
-- severity: query
-- effect: kept
-- years: 2016-
-- message: The next episode says that the placement changed, but this one gives no reason. Fill in REASON_PLACE_CHANGE.
SELECT file_id, line
FROM (
    SELECT file_id, line, placement, reason_episode_ceased, reason_for_placement_change, episode_ceased_on,
        year_started_on,
        lead(episode_started_on) OVER history AS next_started_on,
        lead(reason_for_new_episode) OVER history AS next_reason,
        lead(placement) OVER history AS next_placement
    FROM raw.checked_episodes
    WINDOW history AS (
        PARTITION BY collection_year, la_code, child_id
        ORDER BY episode_started_on, coalesce(episode_ceased_on, DATE '9999-12-31'),
            CASE WHEN reason_for_new_episode = 'S' THEN 0 ELSE 1 END, file_id, line
    )
) AS episodes
WHERE reason_episode_ceased = 'X1'
    AND reason_for_placement_change IS NULL
    AND episode_ceased_on >= year_started_on
    AND next_started_on = episode_ceased_on
    AND next_reason IN ('P', 'T', 'B', 'U')
    AND coalesce(placement, '') NOT LIKE 'T%'
    AND coalesce(next_placement, '') NOT LIKE 'T%'
