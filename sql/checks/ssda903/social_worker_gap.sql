-- Social workers who start more than 7 days after the one before has ceased; from 2025 not at a first contact.
-- rule: social_worker_gap
-- record: social_worker_episodes
-- field: SW_DECOM
-- severity: query
-- effect: kept
-- years: 2024-
-- message: The social worker starts more than 7 days after the one before has ceased. Add who had the child in between.
SELECT file_id, line
FROM (
    SELECT file_id, line, collection_year, social_worker_started_on, reason_social_worker_changed,
        max(coalesce(social_worker_ceased_on, DATE '9999-12-31')) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY social_worker_started_on, coalesce(social_worker_ceased_on, DATE '9999-12-31'), file_id, line
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_cease_before
    FROM raw.checked_social_worker_episodes
) AS episodes
WHERE latest_cease_before + INTERVAL 7 DAY < social_worker_started_on
    AND NOT (collection_year >= 2025 AND coalesce(reason_social_worker_changed = 'FCONTA', FALSE))
