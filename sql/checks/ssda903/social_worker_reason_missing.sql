-- Social workers without the reason why they took over.
-- rule: social_worker_reason_missing
-- record: social_worker_episodes
-- field: SW_REASON
-- severity: query
-- effect: kept
-- years: 2024-
-- message: SW_REASON is blank. Fill in why the social worker took over.
SELECT file_id, line
FROM raw.checked_social_worker_episodes
WHERE reason_social_worker_changed IS NULL
    -- Of whoever took over before the first year collected the reason need not be known.
    AND social_worker_started_on >= DATE '2023-04-01'
