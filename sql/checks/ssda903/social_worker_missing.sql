-- Children looked after at the end of the year without any social worker, where others have one.
-- rule: social_worker_missing
-- record: episodes
-- field: CHILD
-- severity: query
-- effect: kept
-- years: 2024-
-- message: The child is looked after on 31 March, but SWEpisodes has no social worker of it. Add the record.
SELECT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
JOIN (SELECT DISTINCT collection_year, la_code FROM raw.checked_social_worker_episodes) AS sent
    ON sent.collection_year = episodes.collection_year AND sent.la_code = episodes.la_code
LEFT JOIN (SELECT DISTINCT collection_year, la_code, child_id FROM raw.checked_social_worker_episodes) AS workers
    ON workers.collection_year = episodes.collection_year
    AND workers.la_code = episodes.la_code
    AND workers.child_id = episodes.child_id
WHERE episodes.episode_ceased_on IS NULL
    AND (episodes.legal_status IS NULL OR episodes.legal_status NOT IN ('V3', 'V4'))
    AND workers.child_id IS NULL
