-- The health of a child, and whether the child was looked after all year.
-- record: oc2
-- has_episode: episodes
-- is_looked_after_12_months: episodes
SELECT
    oc2.*,
    care.child_id IS NOT NULL AS has_episode,
    cohort.child_id IS NOT NULL AS is_looked_after_12_months
FROM raw.checked_oc2 AS oc2
LEFT JOIN raw.joined_care_of_child AS care
    ON care.collection_year = oc2.collection_year AND care.la_code = oc2.la_code AND care.child_id = oc2.child_id
LEFT JOIN raw.joined_looked_after_12_months AS cohort
    ON cohort.collection_year = oc2.collection_year AND cohort.la_code = oc2.la_code AND cohort.child_id = oc2.child_id
