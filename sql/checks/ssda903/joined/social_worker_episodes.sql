-- A time in which one social worker was responsible for a child, that before it, and the child's care.
-- record: social_worker_episodes
-- previous_*: social_worker_episodes.*
-- place_in_order: social_worker_episodes
-- is_last: social_worker_episodes
-- latest_ceased_on: episodes.episode_ceased_on
-- is_open: episodes.episode_ceased_on
-- is_not_only_in_short_breaks: episodes.legal_status
SELECT
    workers.*,
    row_number() OVER history AS place_in_order,
    lead(workers.line) OVER history IS NULL AS is_last,
    lag(workers.social_worker_started_on) OVER history AS previous_social_worker_started_on,
    lag(workers.social_worker_ceased_on) OVER history AS previous_social_worker_ceased_on,
    care.latest_ceased_on,
    coalesce(care.is_open, FALSE) AS is_open,
    coalesce(care.is_not_only_in_short_breaks, FALSE) AS is_not_only_in_short_breaks
FROM raw.checked_social_worker_episodes AS workers
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = workers.collection_year
    AND care.la_code = workers.la_code
    AND care.child_id = workers.child_id
WINDOW history AS (
    PARTITION BY workers.collection_year, workers.la_code, workers.child_id
    ORDER BY workers.social_worker_started_on, coalesce(workers.social_worker_ceased_on, DATE '9999-12-31'),
        workers.file_id, workers.line
)
