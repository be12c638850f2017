-- Missing incidents that begin on a day without an episode.
-- rule: missing_while_not_looked_after
-- record: missing
-- field: MIS_START
-- severity: query
-- effect: kept
-- years: 2015-
-- message: The child went missing on a day on which no episode says that the child was looked after. Check MIS_START and the episodes.
SELECT missing.file_id, missing.line
FROM raw.checked_missing AS missing
LEFT JOIN raw.checked_episodes AS episodes
    ON episodes.collection_year = missing.collection_year
    AND episodes.la_code = missing.la_code
    AND episodes.child_id = missing.child_id
    AND episodes.episode_started_on <= missing.missing_from
    AND (episodes.episode_ceased_on IS NULL OR episodes.episode_ceased_on >= missing.missing_from)
WHERE episodes.child_id IS NULL AND missing.missing_from >= missing.year_started_on
