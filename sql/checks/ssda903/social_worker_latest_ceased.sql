-- Children looked after at the end of the year whose latest social worker has ceased.
-- rule: social_worker_latest_ceased
-- record: social_worker_episodes
-- field: SW_DEC
-- severity: query
-- effect: kept
-- years: 2026-
-- message: The child is looked after on 31 March and the latest social worker has ceased. Add who has the child now, or clear SW_DEC.
SELECT workers.file_id, workers.line
FROM (
    SELECT file_id, line, collection_year, la_code, child_id, social_worker_ceased_on,
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY social_worker_started_on DESC, coalesce(social_worker_ceased_on, DATE '9999-12-31') DESC, file_id, line
        ) AS place
    FROM raw.checked_social_worker_episodes
) AS workers
WHERE workers.place = 1 AND workers.social_worker_ceased_on IS NOT NULL
    AND EXISTS (
        SELECT 1 FROM raw.checked_episodes AS episodes
        WHERE episodes.collection_year = workers.collection_year
            AND episodes.la_code = workers.la_code
            AND episodes.child_id = workers.child_id
            AND episodes.episode_ceased_on IS NULL
            AND (episodes.legal_status IS NULL OR episodes.legal_status NOT IN ('V3', 'V4'))
    )
