-- The situation of a care leaver, and what the return of the year before said of it.
-- record: oc3
-- has_episode: episodes
-- earlier_in_touch: oc3.in_touch
-- earlier_ceased_on: episodes.episode_ceased_on
-- earlier_reason_ceased: episodes.reason_episode_ceased
-- earlier_legal_status: episodes.legal_status
SELECT
    oc3.*,
    care.child_id IS NOT NULL AS has_episode,
    earlier.in_touch AS earlier_in_touch,
    latest.ceased_on AS earlier_ceased_on,
    coalesce(latest.reason_episode_ceased, '') AS earlier_reason_ceased,
    coalesce(latest.legal_status, '') AS earlier_legal_status
FROM raw.checked_oc3 AS oc3
LEFT JOIN (SELECT DISTINCT collection_year, la_code, child_id FROM raw.checked_episodes) AS care
    ON care.collection_year = oc3.collection_year AND care.la_code = oc3.la_code AND care.child_id = oc3.child_id
LEFT JOIN raw.earlier_oc3 AS earlier
    ON earlier.collection_year = oc3.collection_year
    AND earlier.la_code = oc3.la_code
    AND earlier.child_id = oc3.child_id
LEFT JOIN raw.joined_latest_of_last_year AS latest
    ON latest.collection_year = oc3.collection_year
    AND latest.la_code = oc3.la_code
    AND latest.child_id = oc3.child_id
