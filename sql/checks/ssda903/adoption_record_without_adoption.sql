-- AD1 records of children who were not adopted in the year.
-- rule: adoption_record_without_adoption
-- record: ad1
-- field: CHILD
-- severity: query
-- effect: kept
-- message: No episode of the child ceased by adoption (E11, E12) in the year, so the record is not counted. Remove it, or check REC and DEC.
SELECT ad1.file_id, ad1.line
FROM raw.checked_ad1 AS ad1
LEFT JOIN raw.checked_episodes AS episodes
    ON episodes.collection_year = ad1.collection_year
    AND episodes.la_code = ad1.la_code
    AND episodes.child_id = ad1.child_id
    AND episodes.reason_episode_ceased IN ('E11', 'E12')
    AND episodes.episode_ceased_on BETWEEN episodes.year_started_on AND episodes.year_ended_on
WHERE episodes.child_id IS NULL
