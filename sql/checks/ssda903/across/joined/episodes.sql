-- The first episode of a child in the return, and the last of the year before, of authorities whose return is there.
-- record: episodes
-- earlier_started_on: episodes.episode_started_on
-- earlier_ceased_on: episodes.episode_ceased_on
-- earlier_reason_ceased: episodes.reason_episode_ceased
-- earlier_legal_status: episodes.legal_status
SELECT
    first_episodes.*,
    latest.episode_started_on AS earlier_started_on,
    latest.ceased_on AS earlier_ceased_on,
    latest.reason_episode_ceased AS earlier_reason_ceased,
    latest.legal_status AS earlier_legal_status
FROM (
    SELECT episodes.*, row_number() OVER (
        PARTITION BY episodes.collection_year, episodes.la_code, episodes.child_id
        ORDER BY episodes.episode_started_on, episodes.file_id, episodes.line
    ) AS place
    FROM raw.checked_episodes AS episodes
) AS first_episodes
JOIN raw.earlier_returns AS before
    ON before.collection_year = first_episodes.collection_year AND before.la_code = first_episodes.la_code
LEFT JOIN raw.joined_latest_of_last_year AS latest
    ON latest.collection_year = first_episodes.collection_year
    AND latest.la_code = first_episodes.la_code
    AND latest.child_id = first_episodes.child_id
WHERE first_episodes.place = 1
