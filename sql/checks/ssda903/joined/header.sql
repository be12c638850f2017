-- What a child is like, and what its episodes and other records come to.
-- record: header
-- has_episode: episodes
-- is_in_care_in_year: episodes.episode_started_on episodes.episode_ceased_on
-- is_open: episodes.episode_ceased_on
-- is_in_care_for_a_week: episodes.episode_started_on episodes.episode_ceased_on
-- latest_ceased_on: episodes.episode_ceased_on
-- is_not_only_in_short_breaks: episodes.legal_status
-- is_care_leaver: oc3
-- children_of_number: header.unique_pupil_number
SELECT
    header.*,
    care.child_id IS NOT NULL AS has_episode,
    coalesce(care.is_in_care_in_year, FALSE) AS is_in_care_in_year,
    coalesce(care.is_open, FALSE) AS is_open,
    coalesce(care.is_in_care_for_a_week, FALSE) AS is_in_care_for_a_week,
    care.latest_ceased_on,
    coalesce(care.is_not_only_in_short_breaks, FALSE) AS is_not_only_in_short_breaks,
    oc3.child_id IS NOT NULL AS is_care_leaver,
    count(*) OVER (
        PARTITION BY header.collection_year, header.la_code, header.unique_pupil_number
    ) AS children_of_number
FROM raw.checked_header AS header
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = header.collection_year AND care.la_code = header.la_code AND care.child_id = header.child_id
LEFT JOIN raw.checked_oc3 AS oc3
    ON oc3.collection_year = header.collection_year AND oc3.la_code = header.la_code AND oc3.child_id = header.child_id
