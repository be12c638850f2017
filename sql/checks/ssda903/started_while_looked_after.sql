-- Episodes that begin a period of care although the one before continues on that day.
-- rule: started_while_looked_after
-- record: episodes
-- field: RNE
-- severity: error
-- effect: kept
-- message: RNE is S, but the episode before ceased that day with X1, so the child was already looked after. Correct RNE or the earlier REC.
SELECT file_id, line
FROM (
    SELECT file_id, line, reason_for_new_episode, episode_started_on,
        lag(episode_ceased_on) OVER history AS ceased_before,
        lag(reason_episode_ceased) OVER history AS reason_before
    FROM raw.checked_episodes
    WINDOW history AS (
        PARTITION BY collection_year, la_code, child_id
        ORDER BY episode_started_on, coalesce(episode_ceased_on, DATE '9999-12-31'),
            CASE WHEN reason_for_new_episode = 'S' THEN 0 ELSE 1 END, file_id, line
    )
) AS episodes
WHERE reason_for_new_episode = 'S' AND reason_before = 'X1' AND ceased_before = episode_started_on
