-- The arrangement that a child had left, and the care that it went back to.
-- record: previous_permanence
-- has_episode: episodes
-- is_authority: this.previous_permanence_la
-- care_started_on: episodes.episode_started_on
-- latest_episode_started_on: episodes.episode_started_on
SELECT
    previous_permanence.*,
    care.child_id IS NOT NULL AS has_episode,
    authorities.la_code IS NOT NULL
    OR previous_permanence.previous_permanence_la IN ('999', 'WAL', 'SCO', 'NIR', 'NUK') AS is_authority,
    care.care_started_on,
    care.latest_episode_started_on
FROM raw.checked_previous_permanence AS previous_permanence
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = previous_permanence.collection_year AND care.la_code = previous_permanence.la_code AND care.child_id = previous_permanence.child_id
LEFT JOIN raw.looked_up_authorities AS authorities ON authorities.la_code = previous_permanence.previous_permanence_la
