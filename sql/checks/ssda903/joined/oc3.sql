-- The situation of a care leaver, and what the return says of it as a child in care.
-- record: oc3
-- has_episode: episodes
-- is_in_care_in_year: episodes.episode_started_on episodes.episode_ceased_on
-- latest_ceased_on: episodes.episode_ceased_on
-- died_in_care: episodes.reason_episode_ceased
-- latest_reason_ceased: episodes.reason_episode_ceased
-- is_looked_after_12_months: episodes
-- is_uasc: uasc
-- has_adoption_record: ad1
-- has_oc2_record: oc2
SELECT
    oc3.*,
    care.child_id IS NOT NULL AS has_episode,
    coalesce(care.is_in_care_in_year, FALSE) AS is_in_care_in_year,
    care.latest_ceased_on,
    coalesce(care.died_in_care, FALSE) AS died_in_care,
    coalesce(care.latest_reason_ceased, '') AS latest_reason_ceased,
    cohort.child_id IS NOT NULL AS is_looked_after_12_months,
    uasc.child_id IS NOT NULL AS is_uasc,
    ad1.child_id IS NOT NULL AS has_adoption_record,
    oc2.child_id IS NOT NULL AS has_oc2_record
FROM raw.checked_oc3 AS oc3
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = oc3.collection_year AND care.la_code = oc3.la_code AND care.child_id = oc3.child_id
LEFT JOIN raw.joined_looked_after_12_months AS cohort
    ON cohort.collection_year = oc3.collection_year AND cohort.la_code = oc3.la_code AND cohort.child_id = oc3.child_id
LEFT JOIN raw.checked_uasc AS uasc
    ON uasc.collection_year = oc3.collection_year AND uasc.la_code = oc3.la_code AND uasc.child_id = oc3.child_id
LEFT JOIN raw.checked_ad1 AS ad1
    ON ad1.collection_year = oc3.collection_year AND ad1.la_code = oc3.la_code AND ad1.child_id = oc3.child_id
LEFT JOIN raw.checked_oc2 AS oc2
    ON oc2.collection_year = oc3.collection_year AND oc2.la_code = oc3.la_code AND oc2.child_id = oc3.child_id
