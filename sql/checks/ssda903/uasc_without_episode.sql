-- Unaccompanied asylum-seeking children who were not looked after.
-- rule: uasc_without_episode
-- record: uasc
-- field: CHILD
-- severity: query
-- effect: kept
-- message: The child is in the UASC file but has no episode in the year. Add the episodes, or remove the record.
SELECT uasc.file_id, uasc.line
FROM raw.checked_uasc AS uasc
LEFT JOIN (SELECT DISTINCT collection_year, la_code, child_id FROM raw.checked_episodes
    WHERE episode_ceased_on IS NULL OR episode_ceased_on >= year_started_on) AS episodes
    ON episodes.collection_year = uasc.collection_year
    AND episodes.la_code = uasc.la_code
    AND episodes.child_id = uasc.child_id
WHERE episodes.child_id IS NULL
