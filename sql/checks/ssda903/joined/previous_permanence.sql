-- The arrangement that a child had left, and the care that it went back to.
-- record: previous_permanence
-- has_episode: episodes
-- care_started_on: episodes.episode_started_on
-- latest_episode_started_on: episodes.episode_started_on
SELECT
    previous_permanence.*,
    care.child_id IS NOT NULL AS has_episode,
    care.care_started_on,
    care.latest_episode_started_on
FROM raw.checked_previous_permanence AS previous_permanence
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = previous_permanence.collection_year AND care.la_code = previous_permanence.la_code AND care.child_id = previous_permanence.child_id
