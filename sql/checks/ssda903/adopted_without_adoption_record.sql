-- Adoptions in the year without an AD1 record.
-- rule: adopted_without_adoption_record
-- record: episodes
-- field: REC
-- severity: query
-- effect: kept
-- message: The child was adopted in the year (E11, E12) but has no AD1 record. Add it.
SELECT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
LEFT JOIN raw.checked_ad1 AS ad1
    ON ad1.collection_year = episodes.collection_year
    AND ad1.la_code = episodes.la_code
    AND ad1.child_id = episodes.child_id
WHERE episodes.reason_episode_ceased IN ('E11', 'E12')
    AND episodes.episode_ceased_on BETWEEN episodes.year_started_on AND episodes.year_ended_on
    AND ad1.child_id IS NULL
