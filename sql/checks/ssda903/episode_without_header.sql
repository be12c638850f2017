-- Episodes of a child who has no header.
-- rule: episode_without_header
-- record: episodes
-- field: CHILD
-- severity: error
-- effect: kept
-- message: The child has no Header record, so sex, age and ethnicity are not known. Add the child to Header.
SELECT episodes.file_id, episodes.line
FROM raw.checked_episodes AS episodes
LEFT JOIN raw.checked_header AS header
    ON header.collection_year = episodes.collection_year
    AND header.la_code = episodes.la_code
    AND header.child_id = episodes.child_id
WHERE header.child_id IS NULL
