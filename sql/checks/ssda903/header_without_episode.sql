-- Headers of children with no episode who are no care leavers either.
-- rule: header_without_episode
-- record: header
-- field: CHILD
-- severity: query
-- effect: kept
-- message: The child has neither an episode nor an OC3 record, so is counted nowhere. Add the episodes, or remove the child.
SELECT header.file_id, header.line
FROM raw.checked_header AS header
LEFT JOIN (
    SELECT collection_year, la_code, child_id FROM raw.checked_episodes
    UNION
    SELECT collection_year, la_code, child_id FROM raw.checked_oc3
) AS counted
    ON counted.collection_year = header.collection_year
    AND counted.la_code = header.la_code
    AND counted.child_id = header.child_id
WHERE counted.child_id IS NULL
