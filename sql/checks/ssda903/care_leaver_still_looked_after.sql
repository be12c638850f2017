-- Care leavers who were looked after on the birthday around which they are followed up.
-- rule: care_leaver_still_looked_after
-- record: oc3
-- field: CHILD
-- severity: query
-- effect: kept
-- years: 2016-
-- message: The child was still looked after on its last birthday, so is no care leaver of this year. Remove the record, or check the episodes.
SELECT DISTINCT oc3.file_id, oc3.line
FROM raw.checked_oc3 AS oc3
JOIN raw.checked_episodes AS episodes
    ON episodes.collection_year = oc3.collection_year
    AND episodes.la_code = oc3.la_code
    AND episodes.child_id = oc3.child_id
WHERE oc3.date_of_birth + INTERVAL '17' YEAR <= oc3.year_ended_on
    AND oc3.date_of_birth + INTERVAL '19' YEAR > oc3.year_ended_on
    AND (episodes.legal_status IS NULL OR episodes.legal_status NOT IN ('V3', 'V4'))
    AND episodes.episode_started_on <= CASE
        WHEN oc3.date_of_birth + INTERVAL '18' YEAR <= oc3.year_ended_on THEN oc3.date_of_birth + INTERVAL '18' YEAR
        ELSE oc3.date_of_birth + INTERVAL '17' YEAR
    END
    AND coalesce(episodes.episode_ceased_on, DATE '9999-12-31') > CASE
        WHEN oc3.date_of_birth + INTERVAL '18' YEAR <= oc3.year_ended_on THEN oc3.date_of_birth + INTERVAL '18' YEAR
        ELSE oc3.date_of_birth + INTERVAL '17' YEAR
    END
