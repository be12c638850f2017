-- Episodes that begin since the legal status changed, with the status of the one before.
-- rule: legal_status_unchanged
-- record: episodes
-- field: LS
-- severity: query
-- effect: kept
-- message: RNE is L, but the legal status is that of the episode before. Correct LS or RNE, or join the two episodes.
SELECT file_id, line
FROM (
    SELECT file_id, line, reason_for_new_episode, episode_started_on, legal_status,
        lag(episode_ceased_on) OVER history AS ceased_before,
        lag(legal_status) OVER history AS status_before
    FROM raw.checked_episodes
    WINDOW history AS (
        PARTITION BY collection_year, la_code, child_id
        ORDER BY episode_started_on, coalesce(episode_ceased_on, DATE '9999-12-31'),
            CASE WHEN reason_for_new_episode = 'S' THEN 0 ELSE 1 END, file_id, line
    )
) AS episodes
WHERE reason_for_new_episode = 'L' AND status_before = legal_status AND ceased_before = episode_started_on
