-- Social workers who ceased outside the period that the return asks for: one year, and from 2025 two.
-- rule: social_worker_ceased_outside_period
-- record: social_worker_episodes
-- field: SW_DEC
-- severity: query
-- effect: kept
-- years: 2024-
-- message: The social worker ceased outside the period that the return asks for. Correct SW_DEC or leave the episode out.
SELECT file_id, line
FROM raw.checked_social_worker_episodes
WHERE social_worker_ceased_on > year_ended_on
    OR social_worker_ceased_on < CASE
        WHEN collection_year >= 2025 THEN make_date(collection_year - 2, 4, 1) ELSE year_started_on
    END
