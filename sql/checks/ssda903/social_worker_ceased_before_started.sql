-- Social worker episodes that end before they begin.
-- rule: social_worker_ceased_before_started
-- record: social_worker_episodes
-- field: SW_DEC
-- severity: error
-- effect: set aside
-- message: The social worker ceases before starting. Correct SW_DECOM or SW_DEC.
SELECT file_id, line
FROM raw.checked_social_worker_episodes
WHERE social_worker_ceased_on < social_worker_started_on
