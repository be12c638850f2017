-- A review, and whether the child has episodes other than short breaks.
-- record: reviews
-- has_episode: episodes
-- is_not_only_in_short_breaks: episodes.legal_status
SELECT
    reviews.*,
    care.child_id IS NOT NULL AS has_episode,
    coalesce(care.is_not_only_in_short_breaks, FALSE) AS is_not_only_in_short_breaks
FROM raw.checked_reviews AS reviews
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = reviews.collection_year AND care.la_code = reviews.la_code AND care.child_id = reviews.child_id
