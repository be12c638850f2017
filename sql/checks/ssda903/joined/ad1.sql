-- An adoption, and what the episodes say of it.
-- record: ad1
-- has_episode: episodes
-- latest_start_of_care: episodes.reason_for_new_episode episodes.episode_started_on
-- adopters_episode_started_on: episodes.reason_episode_ceased episodes.episode_started_on
-- adopted_on: episodes.reason_episode_ceased episodes.episode_ceased_on
-- is_looked_after_12_months: episodes
SELECT
    ad1.*,
    care.child_id IS NOT NULL AS has_episode,
    care.latest_start_of_care,
    care.adopters_episode_started_on,
    care.adopted_on,
    cohort.child_id IS NOT NULL AS is_looked_after_12_months
FROM raw.checked_ad1 AS ad1
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = ad1.collection_year AND care.la_code = ad1.la_code AND care.child_id = ad1.child_id
LEFT JOIN raw.joined_looked_after_12_months AS cohort
    ON cohort.collection_year = ad1.collection_year AND cohort.la_code = ad1.la_code AND cohort.child_id = ad1.child_id
