-- Social worker episodes that begin before the one before has ended.
-- rule: social_worker_episodes_overlap
-- record: social_worker_episodes
-- field: SW_DECOM
-- severity: query
-- effect: kept
-- years: 2024-
-- message: The social worker starts before the one before has ceased. Close the earlier episode or correct the dates.
SELECT file_id, line
FROM (
    SELECT file_id, line, social_worker_started_on,
        max(coalesce(social_worker_ceased_on, DATE '9999-12-31')) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY social_worker_started_on, coalesce(social_worker_ceased_on, DATE '9999-12-31'), file_id, line
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_cease_before
    FROM raw.checked_social_worker_episodes
) AS episodes
WHERE latest_cease_before > social_worker_started_on
